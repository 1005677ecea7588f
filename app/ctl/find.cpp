// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl find
#include "app/ctl/caseverbs.h"
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/itemjson.h"
#include "app/ctl/question.h"

#include "core/casefile/case.h"
#include "core/report/hitjson.h"

#include <algorithm>
#include <cstdio>

namespace assay::ctl {
namespace {

constexpr OptionSpec options[] = {
    {"--case", "FILE", "the case to look in", false},
    sortOption,
    {"--limit", "N", "print the first N items", false},
    {"--count", "", "print the number of items alone", false},
    {"--explain", "", "print what each part of the query found instead of the items", false},
    nowOption,
    zoneOption,
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
    if (detail.traffic) {
        json.member("host", detail.summary.to).member("requests", uint64_t{detail.traffic->totalRequests});
        json.member("start", toIsoStringUtc(detail.traffic->start / 1000));
        json.member("stop", toIsoStringUtc(detail.traffic->stop / 1000));
    }
    report::writeDefectsJson(json, detail.defects);
    json.endObject();
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
    auto request = askedQuestion("find", arguments, **opened);
    if (!request)
        return fail(request.error());
    request->explain = arguments.has("--explain");
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
