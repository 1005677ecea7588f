// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic rebucket
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "app/ctl/trafficverbs.h"

#include "core/casefile/trafficviews.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--case", "FILE", "the case", false},
    {"--source", "N", "number of the source (default: the only one of logs or captures)", false},
    {"--bucket", "SECONDS", "length of the new time buckets", false},
    jobsOption,
    {"--json", "", "one JSON object", false},
    {"--no-progress", "", "no progress line", false},
};

// The source that is meant when none is named: the newest that no other one replaces.
Result<uint32_t> onlySource(const Case& work)
{
    const auto sources = work.sources();
    if (!sources)
        return sources.error();
    std::vector<uint32_t> found;
    for (const SourceInfo& source : *sources) {
        const bool isReplaced = std::any_of(
            sources->begin(), sources->end(), [&](const SourceInfo& other) { return other.replaces == source.id; });
        const bool isTraffic = std::any_of(source.folders.begin(), source.folders.end(), [](const FolderInfo& folder) {
            return folder.format.starts_with("accesslog/") || folder.format.starts_with("capture/");
        });
        if (isTraffic && !isReplaced)
            found.push_back(source.id);
    }
    if (found.size() != 1)
        return Error{ErrorCode::BadArgument, "--source",
            "the case has " + std::to_string(found.size()) + " sources of logs or captures; name one"};
    return found.front();
}

void writeReport(const RebucketReport& report, uint32_t seconds)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.rebucket/1").member("source", report.added.sourceId);
    json.member("replaces", report.replaced).member("bucket", seconds).member("items", report.added.items);
    json.member("labels_carried", report.carried).member("labels_lost", report.lostCount);
    json.key("lost").beginArray();
    for (const RebucketReport::Lost& lost : report.lost) {
        json.beginObject().member("id", lost.item.value).member("label", lost.label).member("why", lost.why);
        json.endObject();
    }
    writeLine(json.endArray().endObject().take());
}

void printReport(const RebucketReport& report)
{
    writeLine("source " + std::to_string(report.added.sourceId) + ": " + std::to_string(report.added.items)
        + " request sets, " + std::to_string(report.carried) + " labels carried over, "
        + std::to_string(report.lostCount) + " lost");
    for (const RebucketReport::Lost& lost : report.lost)
        writeLine("  item " + std::to_string(lost.item.value) + " (" + lost.label + "): " + lost.why);
}

ExitCode runRebucket(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || !arguments.has("--bucket") || !arguments.operands().empty()) {
        complain("traffic rebucket: name the case with --case FILE and the length with --bucket SECONDS");
        return exitUsage;
    }
    const auto seconds = arguments.number("--bucket", 0, 1, 86'400);
    const auto named = arguments.number("--source", 0, 0, UINT32_MAX);
    const auto jobs = jobCount(arguments);
    for (const auto* number : {&seconds, &named}) {
        if (!*number)
            return fail(number->error());
    }
    if (!jobs)
        return fail(jobs.error());
    InterruptGuard interrupt;
    const auto work = Case::open(*file, CaseMode::ReadWriteOnly);
    if (!work)
        return fail(work.error());
    const auto source = *named > 0 ? Result<uint32_t>(static_cast<uint32_t>(*named)) : onlySource(**work);
    if (!source)
        return fail(source.error());
    ProgressLine line("rebucket", ProgressLine::Unit::Bytes, !arguments.has("--no-progress"));
    const auto bucket = static_cast<uint32_t>(*seconds);
    const RunContext context(interrupt.stopToken(), &line.progress(), *jobs);
    const auto report = (*work)->rebucket(*source, bucket, context);
    if (!report)
        return fail(report.error());
    if (const auto indexed = (*work)->updateIndex(RunContext(interrupt.stopToken(), nullptr, *jobs)); !indexed)
        complain("the index could not be brought up to date: " + indexed.error().toString());
    if (arguments.has("--json"))
        writeReport(*report, bucket);
    else
        printReport(*report);
    return finishOutput(report->lostCount > 0 ? exitSomeFailed : exitDone);
}

} // namespace

Verb trafficRebucketVerb()
{
    return {"traffic", "rebucket", "", "read the logs or captures of a case again in other time buckets", options,
        &runRebucket};
}

} // namespace assay::ctl
