// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl traffic sets
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/traffichourly.h"
#include "app/ctl/trafficinput.h"
#include "app/ctl/trafficoptions.h"
#include "app/ctl/trafficverbs.h"

#include "core/base/time.h"
#include "core/corpus/traffic/conversion.h"
#include "core/traffic/geo/placer.h"
#include "core/traffic/sets/challengetable.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace assay::ctl {
namespace {

using namespace assay::traffic;

constexpr OptionSpec options[] = {
    {"--jsonl", "", "one JSON object a line", false},
    logFormatOption,
    logPatternOption,
    logSchemaOption,
    logHostOption,
    logZoneOption,
    bucketOption,
    cacheExpireOption,
    maxRequestsOption,
    whiteListOption,
    {"--hourly", "", "rows of client, JA4 and host by the hour instead, as CSV or with --jsonl", false},
    {"--geoip", "FILE", "a file of MaxMind's format (.mmdb): countries and networks of clients", false},
    {"--rejects", "", "also one object for each line that is no request", false},
    jobsOption,
};

std::string timeText(int64_t ns)
{
    const int64_t seconds = ns / 1'000'000'000 - (ns % 1'000'000'000 < 0 ? 1 : 0);
    char fraction[8];
    std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>((ns - seconds * 1'000'000'000) / 1'000'000));
    std::string text = toIsoStringUtc(seconds);
    text.pop_back();
    return text + fraction;
}

// Prints request sets as JSON lines.
class SetPrinter
{
public:
    SetPrinter(std::string source, bool asJson)
        : m_source(std::move(source))
        , m_asJson(asJson)
    {
    }
    void print(const FinishedSet& set)
    {
        if (m_asJson)
            printJson(set);
        else
            writeLine(timeText(set.head.stop) + "\t" + set.head.target + "\t" + set.head.client.toString() + "\t"
                + std::to_string(set.requests));
    }
    void print(const LogReject& reject)
    {
        m_json.clear();
        m_json.beginObject()
            .member("schema", "assay.reject/1")
            .member("source", m_source)
            .member("line", reject.line)
            .member("offset", reject.offset)
            .member("why", reject.why)
            .member("text", reject.text)
            .endObject();
        writeLine(m_json.text());
    }

private:
    void printJson(const FinishedSet& set)
    {
        m_json.clear();
        m_json.beginObject()
            .member("schema", "assay.request_set/1")
            .member("source", m_source)
            .member("host", set.head.target)
            .member("target_original", set.head.host)
            .member("ip", set.head.client.toString())
            .member("start", timeText(set.head.start))
            .member("stop", timeText(set.head.stop))
            .member("requests", set.head.requestsBefore + set.requests)
            .member("subset_count", set.head.subset)
            .member("bucket_start", timeText(set.head.bucketStart))
            .member("time_bucket", set.head.bucketSeconds);
        m_json.key("features").beginObject();
        for (const auto& [name, value] : set.head.features)
            m_json.member(name, value);
        m_json.endObject();
        if (!set.head.country.empty())
            m_json.member("country", set.head.country);
        m_json.key("context").beginObject();
        for (const auto& [name, value] : set.head.context)
            m_json.member(name, value);
        m_json.endObject();
        m_json.key("ja4").beginArray();
        if (hasFingerprints(set.head)) {
            for (const std::string& ja4 : fingerprintsOf(set.document))
                m_json.value(ja4);
        }
        m_json.endArray().endObject();
        writeLine(m_json.text());
    }
    // Reading the requests again is only worth it when one has a fingerprint.
    static bool hasFingerprints(const RequestSetHead& head)
    {
        return std::any_of(
            head.context.begin(), head.context.end(), [](const auto& fact) { return fact.first == "ja4_per_ip"; });
    }
    static std::set<std::string> fingerprintsOf(std::string_view document)
    {
        std::set<std::string> found;
        const auto set = RequestSet::parse(std::string(document));
        if (!set)
            return found;
        for (const Request& request : set->requests()) {
            if (!request.ja4.empty())
                found.emplace(request.ja4);
        }
        return found;
    }
    std::string m_source;
    bool m_asJson;
    JsonWriter m_json;
};

struct Wanted
{
    LogOptions log;
    SetOptions sets;
    std::shared_ptr<const GeoDatabase> places;
    bool asJson = false, isHourly = false, withRejects = false;
};

Result<Wanted> wanted(const Arguments& arguments)
{
    const auto read = trafficOptions(arguments);
    if (!read)
        return read.error();
    Wanted result;
    result.log = logOptions(*read);
    result.sets = setOptions(*read);
    if (const auto file = arguments.value("--geoip")) {
        auto places = GeoDatabase::open(*file);
        if (!places)
            return places.error();
        result.places = std::move(*places);
    }
    result.asJson = arguments.has("--jsonl");
    result.isHourly = arguments.has("--hourly");
    result.withRejects = arguments.has("--rejects");
    return result;
}

// What a reader of the output should know beside it.
void complainAbout(const std::string& operand, const LogSummary& log, const SetSummary& sets)
{
    const auto say = [&](uint64_t count, const char* what) {
        if (count > 0)
            complain(operand + ": " + std::to_string(count) + what);
    };
    say(log.rejects, " lines are no requests");
    say(sets.late, " requests came too late for their time bucket");
    say(sets.absurdTimes, " requests have an absurd time and are left out");
    say(sets.withoutKey, " requests have no client and are left out");
    if (sets.isForgetful)
        complain(operand + ": more clients than are remembered; some began anew");
    if (log.hasOtherFormats)
        complain(operand + ": lines of several formats");
}

Result<void> printHourly(const std::string& operand, const Wanted& wanted, const RunContext& context)
{
    auto input = TrafficInput::open(operand);
    if (!input)
        return input.error();
    HourlyPrinter printer(operand, wanted.asJson);
    HourlyBuilder builder({}, [&](const HourlyRow& row) {
        printer.print(row);
        return true;
    });
    uint64_t left = wanted.sets.maxRequests > 0 ? wanted.sets.maxRequests : UINT64_MAX;
    const auto read = readLog(input->source(), wanted.log,
        {[&](const Request& request) { return builder.add(request) && --left > 0; }}, context);
    const HourlySummary rows = builder.finish();
    if (!read)
        return read.error();
    if (read->requests == 0 && read->rejects > 0)
        return Error{ErrorCode::NotRecognised, operand, "no line is a request"};
    SetSummary counts;
    counts.late = rows.late;
    counts.absurdTimes = rows.absurdTimes;
    counts.withoutKey = rows.withoutKey;
    complainAbout(operand, *read, counts);
    return {};
}

Result<void> printSets(const std::string& operand, const Wanted& wanted, const RunContext& context)
{
    auto input = TrafficInput::open(operand);
    if (!input)
        return input.error();
    SetPrinter printer(operand, wanted.asJson);
    ChallengeTable challenges;
    int64_t now = 0; // of the newest request: for reports without a time
    std::optional<Placer> placer;
    if (wanted.places)
        placer.emplace(wanted.places);
    SetOptions sets = wanted.sets;
    sets.annotate = [&](RequestSetHead& head) {
        challenges.annotate(head);
        if (placer)
            placer->annotate(head);
    };
    SetBuilder builder(std::move(sets), [&](const FinishedSet& set) {
        printer.print(set);
        return true;
    });
    LogSink sink{[&](const Request& request) {
        now = std::max(now, request.time);
        return builder.add(placer ? placer->placed(request) : request);
    }};
    sink.onChallenge = [&](const ChallengeEvent& event) { challenges.add(event, now); };
    if (wanted.withRejects)
        sink.onReject = [&](const LogReject& reject) { printer.print(reject); };
    const auto read = readLog(input->source(), wanted.log, sink, context);
    const SetSummary summary = builder.finish();
    if (!read)
        return read.error();
    if (read->requests == 0 && read->challenges == 0 && read->rejects > 0)
        return Error{ErrorCode::NotRecognised, operand, "no line is a request"};
    complainAbout(operand, *read, summary);
    return {};
}

ExitCode runTrafficSets(const Arguments& arguments)
{
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    const auto what = wanted(arguments);
    if (!what)
        return fail(what.error());
    if (arguments.operands().empty()) {
        complain("traffic sets: name at least one FILE, or - for standard input");
        return exitUsage;
    }
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *jobs);
    bool anyFailed = false;
    if (what->isHourly && !what->asJson)
        HourlyPrinter::printHeader();
    for (const std::string& operand : arguments.operands()) {
        const auto printed = what->isHourly ? printHourly(operand, *what, context) : printSets(operand, *what, context);
        if (interrupt.wasInterrupted())
            return finishOutput(exitInterrupted);
        if (printed)
            continue;
        anyFailed = true;
        complain(printed.error().toString());
        if (what->asJson) {
            JsonWriter json;
            json.beginObject().member("schema", "assay.request_set/1").member("source", operand);
            writeErrorMember(json, printed.error());
            json.endObject();
            writeLine(json.text());
        }
    }
    return finishOutput(anyFailed ? exitSomeFailed : exitDone);
}

} // namespace

Verb trafficSetsVerb()
{
    return {"traffic", "sets", "FILE...", "print the request sets of access logs, with their features", options,
        &runTrafficSets};
}

} // namespace assay::ctl
