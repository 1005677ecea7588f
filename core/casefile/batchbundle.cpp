// SPDX-License-Identifier: GPL-3.0-or-later
// A batch as one file for another case.
#include "core/base/file.h"
#include "core/casefile/arrivedbatch.h"
#include "core/features/featureset.h"
#include "core/feedback/batchjson.h"

#include <algorithm>
#include <cmath>

namespace assay {

using feedback::BatchRecord;
namespace {

constexpr std::string_view schemaName = "assay.batch/1";
constexpr size_t mostRecords = 2'000'000;
constexpr size_t mostValues = 10'000; // of one record
constexpr size_t longestText = 300; // bytes of ids and names

void writeRecord(JsonWriter& json, const BatchRecord& record)
{
    const feedback::LabelKind* kind = feedback::findLabel(record.label);
    json.beginObject().member("uuid", record.uuid).member("label", kind ? kind->name : std::string_view());
    json.member("author", record.author).member("labelled_at", record.labelledAt);
    json.member("confidence", unsigned{record.confidence}).member("prediction", record.prediction);
    json.member("score", record.score).member("start", record.start).member("stop", record.stop);
    json.key("features").beginObject();
    const auto known = features::featureSetOfStamp(record.featureVersion).features();
    for (size_t i = 0; i < std::min(record.features.size(), known.size()); ++i) {
        if (std::isfinite(record.features[i]))
            json.member(known[i].name, record.features[i]);
    }
    for (const auto& [name, value] : record.symbols)
        json.member(name, value);
    json.endObject().endObject();
}

class BundleReader
{
public:
    explicit BundleReader(std::string_view text)
        : m_in(text)
    {
    }

    Result<ArrivedBatch> read()
    {
        std::string schema, key;
        for (m_in.enterObject(); m_in.nextMember(key);) {
            if (key == "schema" && m_in.peek() == JsonReader::Kind::Text)
                schema = m_in.text();
            else if (schema != schemaName) // it comes first in what we write
                m_in.skip();
            else
                readMember(key);
        }
        if (schema != schemaName)
            return Error{ErrorCode::NotRecognised, "bundle", {}};
        if (!m_in.finish())
            return Error{ErrorCode::BadData, "bundle", m_in.why()};
        if (m_batch.organization.empty() || m_batch.idContext.empty())
            return Error{ErrorCode::BadData, "bundle", "it does not say where it comes from"};
        return std::move(m_batch);
    }

private:
    void readMember(std::string_view key)
    {
        if (key == "organization")
            m_batch.organization = text();
        else if (key == "batch")
            m_batch.idContext = text();
        else if (key == "context")
            m_batch.context = feedback::readContext(m_in);
        else if (key == "submitted_at")
            m_batch.submittedAt = whole();
        else if (key == "addresses")
            m_batch.addresses = static_cast<uint64_t>(std::max<int64_t>(whole(), 0));
        else if (key == "sha256")
            m_batch.sha256 = text();
        else if (key == "records")
            readRecords();
        else
            m_in.skip();
    }

    void readRecords()
    {
        std::string key;
        for (m_in.enterArray(); m_in.nextElement();) {
            if (m_batch.records.size() == mostRecords)
                m_in.fail("too many records");
            BatchRecord record;
            for (m_in.enterObject(); m_in.nextMember(key);)
                readRecordMember(key, record);
            if (record.uuid.empty())
                m_in.fail("a record without uuid");
            m_batch.records.push_back(std::move(record));
        }
    }

    void readRecordMember(std::string_view key, BatchRecord& record)
    {
        if (key == "uuid")
            record.uuid = text();
        else if (key == "label")
            record.label = label(text());
        else if (key == "author")
            record.author = text();
        else if (key == "labelled_at")
            record.labelledAt = whole();
        else if (key == "confidence")
            record.confidence = static_cast<uint8_t>(std::clamp<int64_t>(whole(), 0, 100));
        else if (key == "prediction")
            record.prediction = prediction(whole());
        else if (key == "score")
            record.score = m_in.number();
        else if (key == "start")
            record.start = whole();
        else if (key == "stop")
            record.stop = whole();
        else if (key == "features")
            readFeatures(record);
        else
            m_in.skip();
    }

    void readFeatures(BatchRecord& record)
    {
        std::string name;
        size_t count = 0;
        for (m_in.enterObject(); m_in.nextMember(name);) {
            if (m_in.peek() != JsonReader::Kind::Number) {
                m_in.skip();
                continue;
            }
            const double value = m_in.number();
            if (++count > mostValues || name.size() > longestText)
                m_in.fail("too many features, or a name that is too long");
            else
                addNamedValue(record, name, value);
        }
    }

    feedback::LabelId label(const std::string& name)
    {
        if (name.empty())
            return feedback::noLabel;
        const feedback::LabelKind* kind = feedback::findLabel(feedback::mailScheme(), name);
        if (!kind)
            kind = feedback::findLabel(feedback::trafficScheme(), name);
        if (!kind)
            m_in.fail("unknown label");
        return kind ? kind->id : feedback::noLabel;
    }

    static int prediction(int64_t value) { return value == 0 || value == 1 ? static_cast<int>(value) : 42; }

    std::string text()
    {
        std::string value = m_in.text();
        if (value.size() > longestText)
            m_in.fail("a text is too long");
        return value;
    }

    int64_t whole()
    {
        const double value = m_in.number();
        if (!(std::fabs(value) <= 1e15)) {
            m_in.fail("number too large");
            return 0;
        }
        return static_cast<int64_t>(value);
    }

    JsonReader m_in;
    ArrivedBatch m_batch;
};

} // namespace

std::string bundleToJson(const Submission& submission, std::string_view organization, std::string_view idContext)
{
    JsonWriter json;
    json.beginObject().member("schema", schemaName).member("organization", organization);
    json.member("batch", idContext).key("context");
    feedback::writeContext(json, submission.context);
    json.member("submitted_at", submission.at).member("addresses", submission.addresses);
    json.member("sha256", submission.sha256).key("records").beginArray();
    for (const BatchRecord& record : submission.records)
        writeRecord(json, record);
    json.endArray().endObject();
    return json.take();
}

Result<ArrivedBatch> bundleFromJson(std::string_view text)
{
    return BundleReader(text).read();
}

Result<void> Case::exportBatch(BatchId id, const std::filesystem::path& file) const
{
    const auto row = m_data->batchRow(id);
    if (!row)
        return row.error();
    if (row->submission == 0)
        return Error{ErrorCode::BadArgument, batchName(id), "it was never submitted"};
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const auto submission = readSubmission(**database, row->submission);
    if (!submission)
        return submission.error();
    const auto own = organization();
    if (!own)
        return own.error();
    // An imported batch keeps saying where it comes from.
    const auto [from, number] = sourceOf(row->batch.info.origin);
    const bool isOwn = from.empty();
    return writeFileAtomically(file,
        bundleToJson(*submission, isOwn ? std::string_view(*own) : from, isOwn ? std::to_string(id.value) : number));
}

Result<BatchId> Case::importBatch(const std::filesystem::path& file)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const auto text = readFile(file);
    if (!text)
        return text.error();
    auto arrived = bundleFromJson(*text);
    if (!arrived && arrived.error().code == ErrorCode::NotRecognised) {
        auto message = feedback::messageFromJson(*text);
        if (!message)
            return Error{ErrorCode::BadData, file.string(), message.error().detail};
        auto* batch = std::get_if<feedback::FeedbackMessage>(&*message);
        if (!batch)
            return Error{ErrorCode::NotRecognised, file.string(), "a message, but no batch"};
        if (batch->parts != 1)
            return Error{ErrorCode::Unsupported, file.string(), "one part of several: put all into the inbox"};
        feedback::ReplyMessage reply;
        std::vector<feedback::FeedbackMessage> parts;
        parts.push_back(std::move(*batch));
        arrived = arrivedFromMessages(std::move(parts), reply);
        if (!reply.success)
            return Error{ErrorCode::BadData, file.string(), reply.reason};
    }
    if (!arrived)
        return Error{arrived.error().code, file.string(), arrived.error().detail};
    const auto own = organization();
    if (own && *own == arrived->organization)
        return Error{ErrorCode::BadArgument, file.string(), "it is of this case"};
    const std::lock_guard turn(m_data->submitting);
    return m_data->importArrived(*arrived, "import batch", {});
}

} // namespace assay
