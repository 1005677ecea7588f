// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl find
#include "app/ctl/caseverbs.h"
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/itemjson.h"

#include "core/casefile/case.h"
#include "core/report/hitjson.h"

#include <charconv>
#include <cstdlib>
#include <ctime>

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--case", "FILE", "the case to look in", false},
    {"--sort", "FIELDS", "order, as -date,from; import order without it", false},
    {"--limit", "N", "print the first N items", false},
    {"--count", "", "print the number of items alone", false},
    {"--explain", "", "print what each part of the query found instead of the items", false},
    {"--now", "TIME", "what relative dates count from: seconds since 1970, or 2026-11-21T09:00:00 (UTC)", false},
    {"--zone", "ZONE", "time zone of dates in the query, as Europe/Berlin; that of the system without it", false},
    jobsOption,
    {"--jsonl", "", "one JSON object a line", false},
};

void writeItem(JsonWriter& json, const ItemDetail& detail)
{
    const ItemName name = itemName(detail.source.string(), detail.container, detail.record);
    json.beginObject().member("schema", "assay.item/1").member("source", name.source).member("item", name.item);
    json.key("id").value(uint64_t{detail.id.value});
    json.member("kind", detail.record.kind == ItemKind::Message ? "message" : "request_set");
    json.key("offset").decimalString(detail.record.offset).member("bytes", detail.record.length);
    if (detail.sha256)
        json.member("sha256", toHex(*detail.sha256));
    json.member("message_id", detail.summary.messageId).member("subject", detail.summary.subject);
    json.member("from", detail.summary.from).key("date");
    if (detail.summary.date)
        json.value(toIsoString(*detail.summary.date));
    else
        json.null();
    json.key("ip");
    if (detail.summary.sourceIp)
        json.value(detail.summary.sourceIp->toString());
    else
        json.null();
    report::writeDefectsJson(json, detail.defects);
    json.endObject();
}

std::optional<int64_t> timeOf(const std::string& text)
{
    CivilTime civil;
    int end = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &civil.year, &civil.month, &civil.day, &civil.hour,
            &civil.minute, &civil.second, &end)
            == 6
        && (text.substr(static_cast<size_t>(end)) == "Z" || static_cast<size_t>(end) == text.size()))
        return secondsFromCivil(civil);
    int64_t seconds = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return error == std::errc() && rest == text.data() + text.size() ? std::optional(seconds) : std::nullopt;
}

// What the zone of this process has at a local time.
int offsetAt(int64_t localSeconds)
{
    const CivilTime civil = civilFromSeconds(localSeconds);
    std::tm local = {};
    local.tm_year = civil.year - 1900;
    local.tm_mon = civil.month - 1;
    local.tm_mday = civil.day;
    local.tm_hour = civil.hour;
    local.tm_min = civil.minute;
    local.tm_sec = civil.second;
    local.tm_isdst = -1;
    const std::time_t utc = std::mktime(&local);
    return utc == -1 ? 0 : static_cast<int>((localSeconds - utc) / 60);
}

// What is asked for, or the reason why not.
Result<FindRequest> requestOf(const Arguments& arguments, const Case& file)
{
    FindRequest request;
    request.explain = arguments.has("--explain");
    const auto order = parseOrder(arguments.value("--sort").value_or(""));
    if (!order)
        return order.error();
    request.order = *order;
    int64_t now = std::time(nullptr);
    if (const auto given = arguments.value("--now")) {
        const auto time = timeOf(*given);
        if (!time)
            return Error{ErrorCode::BadArgument, "--now " + *given, "not a time"};
        now = *time;
    }
    if (const auto zone = arguments.value("--zone")) {
        ::setenv("TZ", zone->c_str(), 1);
        ::tzset();
    }
    auto parsed = file.parse(arguments.operands().front(), now, offsetAt);
    for (const query::Fault& fault : parsed.faults) {
        if (fault.isWarning() && fault.code != query::FaultCode::NotEqualTakesMissing)
            complain("find: " + query::faultText(fault));
    }
    if (!parsed.ok()) {
        const query::Fault& fault = parsed.error();
        return Error{
            ErrorCode::BadArgument, "query", query::faultText(fault) + ", at byte " + std::to_string(fault.span.begin)};
    }
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    return request;
}

void writeExplanation(JsonWriter& json, const query::Explanation& part)
{
    constexpr std::string_view kinds[] = {"all", "and", "or", "not", "term"};
    constexpr std::string_view costs[] = {"known", "texts", "items"};
    json.beginObject().member("kind", kinds[static_cast<size_t>(part.kind)]).member("text", part.text);
    json.member("begin", uint64_t{part.span.begin}).member("end", uint64_t{part.span.end});
    json.member("items", uint64_t{part.alone}).member("within_others", part.aloneIsPartial);
    json.member("seconds", part.seconds).member("cost", costs[static_cast<size_t>(part.cost)]);
    json.key("parts").beginArray();
    for (const query::Explanation& child : part.children)
        writeExplanation(json, child);
    json.endArray().endObject();
}

void printExplanation(const query::Explanation& part, size_t depth)
{
    constexpr std::string_view kinds[] = {"all", "and", "or", "not", ""};
    const std::string_view kind = kinds[static_cast<size_t>(part.kind)];
    char numbers[64];
    std::snprintf(
        numbers, sizeof numbers, "%9u%s %8.3f s  ", part.alone, part.aloneIsPartial ? "*" : " ", part.seconds);
    writeLine(numbers + std::string(depth * 2, ' ') + (kind.empty() ? part.text : std::string(kind)));
    for (const query::Explanation& child : part.children)
        printExplanation(child, depth + 1);
}

void printAnswer(const Found& found, bool isJson)
{
    if (!isJson) {
        printExplanation(*found.explanation, 0);
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.explain/1").member("items", uint64_t{found.rows.size()});
    json.member("seconds", found.seconds).key("query");
    writeExplanation(json, *found.explanation);
    json.endObject();
    writeLine(json.text());
}

Result<void> printItems(const Case& file, const CaseSnapshot& snapshot, std::span<const uint32_t> rows, bool isJson,
    const RunContext& context)
{
    std::vector<ItemId> ids;
    ids.reserve(rows.size());
    for (const uint32_t row : rows)
        ids.push_back(snapshot.items->row(row).id);
    JsonWriter json;
    return file.visitItems(
        ids,
        [&](const ItemDetail& detail) {
            if (isJson) {
                json.clear();
                writeItem(json, detail);
                writeLine(json.text());
            } else {
                const ItemName name = itemName(detail.source.string(), detail.container, detail.record);
                writeLine(toValidUtf8(name.source) + "\t" + toValidUtf8(name.item) + "\t" + detail.summary.subject);
            }
            return true;
        },
        context);
}

ExitCode runFind(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || arguments.operands().size() != 1) {
        complain("find: give one QUERY ('' for all items) and the case with --case FILE");
        return exitUsage;
    }
    const auto limit = arguments.number("--limit", UINT32_MAX, 0, UINT32_MAX);
    if (!limit)
        return fail(limit.error());
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    const auto opened = Case::open(*file, CaseMode::ReadOnly);
    if (!opened)
        return fail(opened.error());
    const auto request = requestOf(arguments, **opened);
    if (!request)
        return fail(request.error());
    const InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *jobs);
    const auto snapshot = (*opened)->snapshot(nullptr, context);
    if (!snapshot)
        return fail(snapshot.error());
    const auto found = (*opened)->find(**snapshot, *request, context);
    if (!found)
        return fail(found.error());
    const bool isJson = arguments.has("--jsonl");
    if (arguments.has("--count")) {
        writeLine(std::to_string(found->rows.size()));
    } else if (found->explanation) {
        printAnswer(*found, isJson);
    } else {
        const auto first = std::span(found->rows).first(std::min<size_t>(found->rows.size(), *limit));
        const auto printed = printItems(**opened, **snapshot, first, isJson, context);
        if (!printed)
            return fail(printed.error());
    }
    return found->rows.empty() && !request->query->isAll() ? exitNoMatch : exitDone;
}

} // namespace

Verb findVerb()
{
    return Verb{"find", "", "QUERY", "list the items of a case that match", options, &runFind};
}

} // namespace assay::ctl
