// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl train: trains a model from the labels of a case.
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/registryverbs.h"
#include "app/ctl/trafficoptions.h"
#include "core/casefile/case.h"
#include "core/casefile/modelling.h"
#include "core/train/trainevents.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace assay::ctl {
namespace {

using train::TrainEnd;
using train::TrainEvent;

constexpr OptionSpec options[] = {
    {"--case", "FILE", "the case", false},
    {"--kind", "KIND", "the kind of model", false},
    {"--name", "NAME", "the name of the model (that of the kind; \"traffic-\" and that for request sets)", false},
    itemsOption,
    {"--query", "QUERY", "learn from the labelled items that match; \"\" for all", false},
    {"--batch", "N", "learn from a submitted batch (the new ones unless given)", true},
    {"--with-unsure", "", "also from labels for bulk mail and unsure ones", false},
    {"--set", "KEY=VALUE", "a setting of the kind", true},
    {"--seed", "N", "start of the random numbers (42)", false},
    {"--hold-out", "RULE", "which rows are kept apart: time, group or random (time)", false},
    {"--cleaning", "RULE", "what happens to suspect labels: report, exclude or downweight (report)", false},
    {"--refit", "", "fit again on all rows after the gate", false},
    {"--note", "TEXT", "kept with the version", false},
    jobsOption,
    {"--json", "", "one JSON object with the outcome", false},
    {"--events", "", "what the training tells, as JSON lines on the error stream", false},
    {"--no-progress", "", "say nothing meanwhile", false},
};

Error badArgument(std::string subject, std::string detail)
{
    return Error{ErrorCode::BadArgument, std::move(subject), std::move(detail)};
}

// Number of the word in the list; BadArgument names the words.
Result<size_t> choice(const Arguments& arguments, std::string_view option, std::initializer_list<const char*> words)
{
    const std::string given = arguments.value(option).value_or(*words.begin());
    const auto found = std::find(words.begin(), words.end(), given);
    if (found != words.end())
        return static_cast<size_t>(found - words.begin());
    return badArgument(std::string(option) + " " + given, "no such rule");
}

Result<TrainingSelection> selection(const Arguments& arguments)
{
    TrainingSelection data;
    data.withBulkAndUnsure = arguments.has("--with-unsure");
    if (arguments.has("--query") && arguments.has("--batch"))
        return badArgument("--query", "give a query or batches");
    if (const auto query = arguments.value("--query")) {
        data.from = TrainingSelection::From::Query;
        data.query = *query;
    }
    const auto items = askedItems(arguments);
    if (!items)
        return items.error();
    data.items = *items;
    for (const std::string& batch : arguments.values("--batch")) {
        data.from = TrainingSelection::From::Batches;
        uint32_t number = 0;
        const auto [stopped, failure] = std::from_chars(batch.data(), batch.data() + batch.size(), number);
        if (failure != std::errc() || stopped != batch.data() + batch.size())
            return badArgument("--batch " + batch, "give the number of a batch");
        data.batches.push_back(BatchId{number});
    }
    return data;
}

Result<TrainRequest> request(const Arguments& arguments)
{
    TrainRequest out;
    out.kind = arguments.value("--kind").value_or("");
    out.model = arguments.value("--name").value_or("");
    out.notes = arguments.value("--note").value_or("");
    out.refitOnAll = arguments.has("--refit");
    auto data = selection(arguments);
    const auto seed = arguments.number("--seed", out.seed, 0, UINT64_MAX);
    const auto holdOut = choice(arguments, "--hold-out", {"time", "group", "random"});
    const auto cleaning = choice(arguments, "--cleaning", {"report", "exclude", "downweight"});
    if (!data || !seed)
        return data ? seed.error() : data.error();
    if (!holdOut || !cleaning)
        return holdOut ? cleaning.error() : holdOut.error();
    out.data = std::move(*data);
    out.seed = *seed;
    out.holdOut = static_cast<HoldOut>(*holdOut);
    out.cleaning = static_cast<Cleaning>(*cleaning);
    for (const std::string& setting : arguments.values("--set")) {
        const size_t equals = setting.find('=');
        if (equals == std::string::npos)
            return badArgument("--set " + setting, "give KEY=VALUE");
        out.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
    }
    return out;
}

std::string textOf(double number)
{
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, number, std::chars_format::general, 4).ptr};
}

// One line of what a training tells, for people; steps come often and are left to --events.
std::string lineOf(const TrainEvent& event)
{
    switch (event.kind) {
    case TrainEvent::Kind::Stage:
    case TrainEvent::Kind::Log:
        return event.text + (event.detail.empty() ? "" : ": " + event.detail);
    case TrainEvent::Kind::Gate:
        return std::string(event.passed ? "passed " : "failed ") + event.text + ": " + textOf(event.value) + " (limit "
            + textOf(event.limit) + ")" + (event.detail.empty() ? "" : ", " + event.detail);
    case TrainEvent::Kind::Step:
    case TrainEvent::Kind::Finished:
    case TrainEvent::Kind::Failed:
        break;
    }
    return {};
}

std::string_view endName(TrainEnd end)
{
    constexpr std::string_view names[] = {"published", "rejected", "cancelled", "stopped early", "failed"};
    return names[static_cast<size_t>(end)];
}

void printOutcome(const train::TrainOutcome& outcome, bool isJson)
{
    if (!isJson) {
        writeLine(outcome.model + (outcome.number ? " " + std::to_string(outcome.number) : "") + ": "
            + std::string(endName(outcome.end)));
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.training/1").member("end", endName(outcome.end));
    json.member("model", outcome.model).member("version", outcome.version).member("number", outcome.number);
    json.key("gate").beginArray();
    for (const models::GateCheck& check : outcome.gate) {
        constexpr std::string_view outcomes[] = {"passed", "failed", "skipped"};
        json.beginObject().member("id", check.id).member("outcome", outcomes[static_cast<size_t>(check.outcome)]);
        json.member("value", check.value).member("bound", check.bound).member("reason", check.reason).endObject();
    }
    json.endArray();
    if (outcome.error)
        writeErrorMember(json, *outcome.error);
    writeLine(json.endObject().text());
}

ExitCode exitCodeOf(const train::TrainOutcome& outcome)
{
    switch (outcome.end) {
    case TrainEnd::Published:
    case TrainEnd::StoppedEarly:
        return exitDone;
    case TrainEnd::Rejected:
        return exitGateNotMet;
    case TrainEnd::Cancelled:
        return exitInterrupted;
    case TrainEnd::Failed:
        break;
    }
    return outcome.error ? fail(*outcome.error) : exitInternal;
}

ExitCode run(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || !arguments.has("--kind") || !arguments.operands().empty()) {
        complain("train: give --case FILE and --kind KIND");
        return exitUsage;
    }
    const auto asked = request(arguments);
    const auto workers = jobCount(arguments);
    if (!asked || !workers)
        return fail(asked ? workers.error() : asked.error());
    InterruptGuard interrupt;
    const auto opened = Case::open(*file, CaseMode::ReadWriteOnly);
    if (!opened)
        return fail(opened.error());
    const bool isTelling = !arguments.has("--no-progress"), isJson = arguments.has("--events");
    const auto tell = [&](const TrainEvent& event) {
        const std::string line = isJson ? train::eventToJson(event) : isTelling ? lineOf(event) : std::string();
        if (!line.empty())
            std::fprintf(stderr, "%s\n", line.c_str());
    };
    const auto outcome = (*opened)->train(*asked, RunContext(interrupt.stopToken(), nullptr, *workers), tell);
    if (!outcome)
        return fail(outcome.error());
    printOutcome(*outcome, arguments.has("--json"));
    return exitCodeOf(*outcome);
}

} // namespace

Verb trainVerb()
{
    return {"train", "", "", "train a model from the labels of a case", options, &run};
}

} // namespace assay::ctl
