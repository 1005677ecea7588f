// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/jsonlexporter.h"

#include "core/base/json.h"
#include "core/report/basicexporter.h"
#include "core/report/hitjson.h"
#include "core/report/itemcontent.h"

#include <cmath>
#include <limits>

namespace assay::report {
namespace {

constexpr size_t cutTextBytes = size_t{4} << 10; // unless whole bodies are asked for

class JsonlExporter final : public BasicExporter
{
public:
    explicit JsonlExporter(const ExportOptions& options)
        : BasicExporter("jsonl", options)
    {
        constexpr size_t all = std::numeric_limits<size_t>::max();
        m_limits = options.wholeBodies ? ContentLimits{all, all, all, all}
                                       : ContentLimits{cutTextBytes, 1000, size_t{64} << 10, 1000};
    }

private:
    Result<void> open() override;
    Result<void> write(const ReportItem& item) override;
    Result<void> close() override { return {}; }
    void writeTime(std::string_view name, std::optional<int64_t> seconds);
    void writePlace(const ReportItem& item);
    void writeSummary(const ReportItem& item);
    void writeTraffic(const ReportItem& item);
    Result<void> writeScan(const ReportItem& item);
    Result<void> writeMarks(const ReportItem& item);
    void writeContent(const ItemContent& content);

    ContentLimits m_limits;
    JsonWriter m_json;
    OutputFile* m_file = nullptr;
};

Result<void> JsonlExporter::open()
{
    const auto file = addFile(options().target);
    if (!file)
        return file.error();
    m_file = *file;
    return {};
}

void JsonlExporter::writeTime(std::string_view name, std::optional<int64_t> seconds)
{
    const std::string utcName = std::string(name) + "_utc";
    if (!seconds) {
        m_json.key(name).null().key(utcName).null();
        return;
    }
    m_json.member(name, zoneTime(head(), *seconds)).member(utcName, toIsoStringUtc(*seconds));
}

void JsonlExporter::writePlace(const ReportItem& item)
{
    m_json.member("schema", "assay.item/1").member("source", item.source()).member("item", item.name());
    m_json.member("kind", item.kind() == ItemKind::Message ? "message" : "request_set");
    m_json.key("id").value(uint64_t{item.id().value}).key("offset").decimalString(item.offset());
    m_json.member("bytes", item.bytes()).key("sha256");
    if (item.sha256())
        m_json.value(toHex(*item.sha256()));
    else
        m_json.null();
}

void JsonlExporter::writeSummary(const ReportItem& item)
{
    const MessageSummary& summary = item.summary();
    m_json.member("message_id", summary.messageId).member("subject", summary.subject);
    m_json.member("from", summary.from).member("from_address", summary.fromAddress).member("to", summary.to);
    writeTime("date", summary.date ? std::optional(summary.date->seconds) : std::nullopt);
    m_json.key("ip");
    if (item.ip().empty())
        m_json.null();
    else
        m_json.value(item.ip());
    writeDefectsJson(m_json, item.defects());
}

void JsonlExporter::writeTraffic(const ReportItem& item)
{
    const auto numbers = item.traffic();
    if (!numbers)
        return;
    m_json.key("traffic").beginObject();
    writeTime("start", numbers->start / 1000);
    writeTime("stop", numbers->stop / 1000);
    m_json.member("requests", uint64_t{numbers->totalRequests}).member("bytes", numbers->bytes);
    m_json.member("bucket_seconds", uint64_t{numbers->bucketSeconds}).member("prediction", item.prediction());
    m_json.endObject();
}

Result<void> JsonlExporter::writeScan(const ReportItem& item)
{
    const auto score = item.score();
    m_json.key("score");
    if (!score) {
        m_json.null().key("action").null().key("hits").beginArray().endArray();
        return {};
    }
    m_json.value(std::round(*score * 1000) / 1000).member("action", actionName(item.action()));
    const auto hits = item.hits();
    if (!hits)
        return hits.error();
    m_json.key("hits").beginArray();
    for (const ReportItem::HitText& entry : *hits)
        writeHitJson(m_json, entry.symbol, entry.hit, true);
    m_json.endArray();
    return {};
}

Result<void> JsonlExporter::writeMarks(const ReportItem& item)
{
    m_json.key("label");
    if (item.labelName().empty()) {
        m_json.null();
    } else {
        m_json.beginObject().member("name", item.labelName()).member("by", item.labelAuthor());
        writeTime("at", item.labelledAt());
        m_json.endObject();
    }
    m_json.member("bookmarked", item.isBookmarked()).key("tags").beginArray();
    for (const std::string& tag : item.tags())
        m_json.value(tag);
    m_json.endArray();
    const auto note = item.note();
    if (!note)
        return note.error();
    m_json.member("note", *note);
    return {};
}

void JsonlExporter::writeContent(const ItemContent& content)
{
    if (content.error) {
        m_json.key("error").beginObject().member("code", errorCodeName(content.error->code));
        m_json.member("message", content.error->toString()).endObject();
        return;
    }
    m_json.key("headers").beginArray();
    for (const ItemContent::Header& header : content.headers)
        m_json.beginObject().member("name", header.name).member("value", header.value).endObject();
    m_json.endArray().key("attachments").beginArray();
    for (const ItemContent::Attachment& part : content.attachments) {
        m_json.beginObject().member("path", part.path).member("name", part.name).member("type", part.type);
        m_json.member("bytes", part.bytes).member("sha256", toHex(part.sha256)).endObject();
    }
    m_json.endArray();
    if (!content.features.empty()) {
        m_json.key("features").beginObject();
        for (const auto& [name, value] : content.features)
            m_json.member(name, value);
        m_json.endObject();
    }
    m_json.member("text", content.text);
    // What was cut is said, never silently missing.
    m_json.member("text_bytes_left", content.textLeft).member("headers_left", content.headersLeft);
    m_json.member("attachments_left", content.attachmentsLeft);
}

Result<void> JsonlExporter::write(const ReportItem& item)
{
    // First: redaction learns from it whom the item names.
    const ItemContent content = readContent(item, redactor(), m_limits);
    if (content.error)
        countFailure();
    m_json.clear();
    m_json.beginObject();
    writePlace(item);
    writeSummary(item);
    writeTraffic(item);
    auto written = writeScan(item);
    if (written)
        written = writeMarks(item);
    if (!written)
        return written;
    writeContent(content);
    m_json.endObject();
    written = m_file->write(m_json.text());
    return written ? m_file->write("\n") : written;
}

} // namespace

std::unique_ptr<Exporter> makeJsonlExporter(const ExportOptions& options)
{
    return std::make_unique<JsonlExporter>(options);
}

} // namespace assay::report
