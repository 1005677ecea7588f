// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/scanjson.h"

#include "app/ctl/output.h"
#include "core/report/hitjson.h"

#include <algorithm>

namespace assay::ctl {
namespace {

void writeTextOrNull(JsonWriter& json, std::string_view name, const std::string& text)
{
    json.key(name);
    if (text.empty())
        json.null();
    else
        json.value(text);
}

void writeSummary(JsonWriter& json, const MessageSummary& summary)
{
    writeTextOrNull(json, "message_id", summary.messageId);
    json.member("subject", summary.subject).member("from", summary.from);
    writeTextOrNull(json, "date", summary.date ? toIsoString(*summary.date) : std::string());
    writeTextOrNull(json, "ip", summary.sourceIp ? summary.sourceIp->toString() : std::string());
}

void writeHits(
    JsonWriter& json, const ScannedItem& item, const std::vector<Symbol>& symbols, const ScanJsonOptions& options)
{
    std::vector<const Hit*> hits;
    for (const Hit& hit : item.hits) {
        if (hit.score != 0 || options.allHits)
            hits.push_back(&hit);
    }
    std::sort(hits.begin(), hits.end(), [&](const Hit* a, const Hit* b) {
        return a->score != b->score ? a->score > b->score
                                    : symbols[a->symbol.value].name < symbols[b->symbol.value].name;
    });
    json.key("hits").beginArray();
    for (const Hit* hit : hits)
        report::writeHitJson(json, symbols[hit->symbol.value], *hit, options.evidence);
    json.endArray();
}

} // namespace

void writeScannedItem(JsonWriter& json, const ItemName& name, const ItemRecord& record, const ScannedItem& item,
    const std::vector<Symbol>& symbols, const Thresholds& thresholds, const ScanJsonOptions& options)
{
    json.beginObject().member("schema", "assay.scan/1");
    json.member("source", name.source).member("item", name.item);
    json.member("kind", record.kind == ItemKind::Message ? "message" : "request_set");
    json.key("offset").decimalString(record.offset).member("bytes", record.length);
    if (item.error) {
        writeErrorMember(json, *item.error);
        report::writeDefectsJson(json, record.defects);
        json.endObject();
        return;
    }
    json.member("sha256", toHex(item.sha256));
    writeSummary(json, item.summary);
    json.member("score", item.score).member("required", thresholds.addHeader);
    json.member("action", actionName(item.action));
    writeHits(json, item, symbols, options);
    DefectSet defects = record.defects;
    defects.add(item.defects);
    report::writeDefectsJson(json, defects);
    json.member("us", uint64_t{item.microseconds}).endObject();
}

void writeFailedSource(JsonWriter& json, const std::string& source, const Error& error)
{
    json.beginObject().member("schema", "assay.scan/1").member("source", source);
    writeErrorMember(json, error);
    json.endObject();
}

bool isContainerWorthALine(const Container& container)
{
    return container.items != 1 || !container.defects.isEmpty() || !container.message.empty();
}

void writeContainer(JsonWriter& json, const std::string& source, const Container& container)
{
    std::string name = source;
    if (!container.path.empty())
        name += (source.ends_with('/') ? "" : "/") + container.path;
    json.beginObject().member("schema", "assay.container/1").member("source", name);
    json.member("format", container.format).member("items", container.items);
    if (container.rejectedBorders > 0)
        json.member("rejected_borders", container.rejectedBorders);
    report::writeDefectsJson(json, container.defects);
    if (!container.message.empty())
        json.member("message", container.message);
    json.endObject();
}

void writeStats(JsonWriter& json, const ScanReport& report)
{
    json.beginObject();
    json.member("items", report.items).member("failed", report.failed).member("bytes", report.bytes);
    json.member("seconds", report.seconds);
    json.member("items_per_s", report.seconds > 0 ? static_cast<double>(report.items) / report.seconds : 0.0);
    json.member("jobs", report.jobs).member("peak_rss_bytes", report.peakRssBytes).member("partial", report.partial);
    json.key("regex").beginObject();
    json.member("patterns", report.compile.patterns).member("hyperscan", report.compile.hyperscan);
    json.member("prefilter", report.compile.prefilter).member("pcre_only", report.compile.pcreOnly);
    json.key("dropped").beginArray();
    for (const DroppedRule& rule : report.dropped) {
        if (rule.detector == DetectorKind::Rules)
            json.beginObject().member("rule", rule.rule).member("reason", rule.reason).endObject();
    }
    json.endArray();
    json.member("compile_seconds", report.compile.compileSeconds).member("cache_hit", report.compile.cacheHit);
    json.member("hyperscan_bytes", report.compile.hyperscanBytes);
    json.member("pcre_scans", report.match.pcreScans).member("pcre_bytes", report.match.pcreBytes);
    json.member("prefilter_hits", report.match.prefilterHits);
    json.member("prefilter_confirmed", report.match.prefilterConfirmed);
    json.member("matches", report.match.matches).member("fast_cached", report.match.fastCached);
    json.member("total_bytes", report.match.totalBytes).member("limit_reached", report.match.limitReached);
    json.endObject();
    json.key("fuzzy").beginObject().key("dropped").beginArray();
    for (const DroppedRule& storage : report.dropped) {
        if (storage.detector != DetectorKind::Fuzzy)
            continue;
        json.beginObject().member("storage", storage.rule).member("reason", storage.reason);
        json.member("items", storage.items).endObject();
    }
    json.endArray().endObject().endObject();
}

} // namespace assay::ctl
