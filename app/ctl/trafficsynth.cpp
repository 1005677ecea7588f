// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic synth
#include "app/ctl/interrupt.h"
#include "app/ctl/trafficverbs.h"
#include "core/base/time.h"
#include "core/traffic/synth/separability.h"
#include "core/traffic/synth/trafficfiles.h"

#include <cstdio>

namespace assay::ctl {
namespace {

using namespace traffic;

constexpr OptionSpec options[] = {
    {"--out", "DIR", "write here; made when it is missing", false},
    {"--seed", "N", "the same number gives the same traffic (1)", false},
    {"--difficulty", "0-3", "0: bots look like nothing else ... 3: they repeat sessions of people (1)", false},
    {"--requests", "N", "about as many requests (100000, or what suits the duration)", false},
    {"--duration", "TIME", "how long: 600, 90m, 6h, 2d (6h)", false},
    {"--start", "TIME", "2026-03-02T06:00:00Z or seconds since 1970", false},
    {"--hosts", "N", "web sites (3)", false},
    {"--formats", "LIST", "combined, vhost, json, ecs, pcap, pcap-tls (vhost)", false},
    {"--attacks", "LIST", "incidents and their order, or none (each once)", false},
    {"--max-body", "BYTES", "no answer is longer (1048576)", false},
    {"--mail", "FILE", "a message that a capture carries over SMTP", true},
    {"--self-test", "", "print classes and how well single features part them; exit 3 when one does too well", false},
    {"--no-request-labels", "", "leave out labels.requests.csv", false},
};

std::vector<std::string> listOf(const std::string& text)
{
    std::vector<std::string> words;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        if (end > begin)
            words.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

Error badValue(const char* option, const std::string& value)
{
    return {ErrorCode::BadArgument, std::string(option) + " " + value, {}};
}

Result<uint32_t> secondsOf(const std::string& text)
{
    unsigned count = 0;
    char unit = 's';
    int used = 0;
    const int fields = std::sscanf(text.c_str(), "%7u%c%n", &count, &unit, &used);
    const bool isWhole = fields == 1 || (fields == 2 && static_cast<size_t>(used) == text.size());
    const uint64_t factor = unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : unit == 'd' ? 86'400 : 0;
    if (!isWhole || factor == 0 || count * factor > UINT32_MAX)
        return badValue("--duration", text);
    return static_cast<uint32_t>(count * factor);
}

Result<int64_t> startOf(const std::string& text)
{
    CivilTime civil;
    int used = 0;
    const int fields = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &civil.year, &civil.month, &civil.day,
        &civil.hour, &civil.minute, &civil.second, &used);
    if (fields == 6 && static_cast<size_t>(used) == text.size()) {
        if (const auto seconds = secondsFromCivil(civil))
            return *seconds;
    }
    long long seconds = 0;
    if (std::sscanf(text.c_str(), "%12lld%n", &seconds, &used) == 1 && static_cast<size_t>(used) == text.size())
        return static_cast<int64_t>(seconds);
    return badValue("--start", text);
}

Result<std::vector<ActorKind>> attacksOf(const std::string& text)
{
    std::vector<ActorKind> attacks;
    if (text == "none")
        return attacks;
    for (const std::string& word : listOf(text)) {
        const auto kind = actorKindFromName(word);
        if (!kind)
            return badValue("--attacks", word);
        attacks.push_back(*kind);
    }
    return attacks;
}

std::optional<Error> readNumbers(const Arguments& arguments, SynthOptions& made)
{
    const auto seed = arguments.number("--seed", made.seed, 0, UINT64_MAX);
    const auto difficulty = arguments.number("--difficulty", made.difficulty, 0, 3);
    const uint64_t fitting = std::max<uint64_t>(100, uint64_t{made.seconds} * 100'000 / 21'600);
    const auto requests = arguments.number("--requests", fitting, 100, 1'000'000'000);
    const auto hosts = arguments.number("--hosts", made.hosts, 1, 1'000'000);
    const auto body = arguments.number("--max-body", made.maxBody, 1000, UINT32_MAX);
    for (const auto* number : {&seed, &difficulty, &requests, &hosts, &body}) {
        if (!*number)
            return number->error();
    }
    made.seed = *seed;
    made.difficulty = static_cast<unsigned>(*difficulty);
    made.requests = *requests;
    made.hosts = static_cast<unsigned>(*hosts);
    made.maxBody = static_cast<uint32_t>(*body);
    return std::nullopt;
}

Result<SynthOptions> synthOptions(const Arguments& arguments)
{
    SynthOptions made;
    if (const auto text = arguments.value("--duration")) {
        const auto seconds = secondsOf(*text);
        if (!seconds)
            return seconds.error();
        made.seconds = *seconds;
    }
    if (const auto text = arguments.value("--start")) {
        const auto start = startOf(*text);
        if (!start)
            return start.error();
        made.start = *start;
    }
    if (const auto text = arguments.value("--attacks")) {
        const auto attacks = attacksOf(*text);
        if (!attacks)
            return attacks.error();
        made.attacks = *attacks;
    }
    if (const auto failed = readNumbers(arguments, made))
        return *failed;
    return made;
}

// At difficulty 2 and 3 no feature may do the work of a model.
constexpr double mostForOneFeature = 0.98;

ExitCode selfTest(const SynthOptions& made, const RunContext& context)
{
    SeparabilityMeter meter;
    const auto again = synthesizeTraffic(
        made,
        [&](const SynthRequest& request) {
            meter.add(request);
            return true;
        },
        context);
    if (!again)
        return fail(again.error());
    const SeparabilityReport report = meter.finish();
    char line[120];
    writeLine("request sets of 120 s");
    for (const auto& [name, sets] : report.sets) {
        std::snprintf(line, sizeof line, "  %9llu  %s", static_cast<unsigned long long>(sets), name.data());
        writeLine(line);
    }
    writeLine("ROC-AUC of single features: bots, malicious");
    bool isTooEasy = false;
    for (const SeparabilityOfFeature& feature : report.features) {
        const bool stands = std::max(feature.bots, feature.malicious) > mostForOneFeature;
        std::snprintf(line, sizeof line, "  %.3f %.3f%s %s", feature.bots, feature.malicious, stands ? " !" : "  ",
            feature.name.data());
        writeLine(line);
        isTooEasy = isTooEasy || stands;
    }
    return isTooEasy && made.difficulty >= 2 ? exitGateNotMet : exitDone;
}

ExitCode runTrafficSynth(const Arguments& arguments)
{
    if (!arguments.has("--out") || !arguments.operands().empty()) {
        complain("traffic synth: name a folder with --out DIR");
        return exitUsage;
    }
    const auto made = synthOptions(arguments);
    if (!made)
        return fail(made.error());
    TrafficFiles files;
    files.folder = *arguments.value("--out");
    files.formats = listOf(arguments.value("--formats").value_or("vhost"));
    files.writesRequestLabels = !arguments.has("--no-request-labels");
    for (const std::string& mail : arguments.values("--mail"))
        files.mails.emplace_back(mail);
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, 1);
    const auto summary = writeTraffic(*made, files, context);
    if (!summary)
        return interrupt.wasInterrupted() ? exitInterrupted : fail(summary.error());
    writeLine(std::to_string(summary->requests) + " requests of " + std::to_string(summary->actors) + " actors in "
        + files.folder.string());
    return finishOutput(arguments.has("--self-test") ? selfTest(*made, context) : exitDone);
}

} // namespace

Verb trafficSynthVerb()
{
    return {"traffic", "synth", "", "make up labelled traffic of people, bots and attacks", options, &runTrafficSynth};
}

} // namespace assay::ctl
