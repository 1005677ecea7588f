// SPDX-License-Identifier: GPL-3.0-or-later
// Submissions and their records in the case file.
#include "core/casefile/submissions.h"

#include "core/base/json.h"
#include "core/casefile/recordblob.h"
#include "core/features/messagefeatures.h"
#include "core/feedback/batchjson.h"

namespace assay {
namespace {

std::string optionsText(const SubmitOptions& options)
{
    JsonWriter json;
    json.beginObject().member("records_per_part", options.recordsPerPart).key("withheld").beginArray();
    for (const std::string& name : options.withheld)
        json.value(name);
    json.endArray().endObject();
    return json.take();
}

// Nullopt: damaged.
std::optional<SubmitOptions> optionsFromText(std::string_view text)
{
    SubmitOptions options;
    JsonReader in(text);
    std::string key;
    for (in.enterObject(); in.nextMember(key);) {
        if (key == "records_per_part") {
            options.recordsPerPart = static_cast<uint32_t>(std::min(std::max(in.number(), 1.0), 1e6));
        } else if (key == "withheld") {
            for (in.enterArray(); in.nextElement();)
                options.withheld.push_back(in.text());
        } else {
            in.skip();
        }
    }
    return in.finish() ? std::optional(std::move(options)) : std::nullopt;
}

std::vector<std::string> lines(std::string_view text)
{
    std::vector<std::string> lines;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        lines.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

// Names of values, numbered in the order in which they come.
class NameTable
{
public:
    uint32_t number(const std::string& name)
    {
        const auto [at, isNew] = m_numbers.emplace(name, static_cast<uint32_t>(m_numbers.size()));
        if (isNew)
            m_text += name + "\n";
        return at->second;
    }
    const std::string& text() const { return m_text; }

private:
    std::map<std::string, uint32_t> m_numbers;
    std::string m_text; // a line each
};

Result<void> insertRecords(store::Database& database, const Submission& submission, NameTable& names)
{
    auto insert =
        database.prepare("INSERT INTO batch_record(submission,number,item,uuid,label,author,labelled_at,confidence,"
                         "prediction,score,start,stop,features) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)");
    if (!insert)
        return insert.error();
    insert->bind(1, submission.id);
    int64_t number = 0;
    for (const feedback::BatchRecord& record : submission.records) {
        const std::string features = packRecord(record, [&](const std::string& name) { return names.number(name); });
        insert->bind(2, number++).bind(3, record.item.isNone() ? -1 : int64_t{record.item.value});
        insert->bindText(4, record.uuid).bind(5, int64_t{record.label}).bindText(6, record.author);
        insert->bind(7, record.labelledAt).bind(8, int64_t{record.confidence}).bind(9, int64_t{record.prediction});
        insert->bind(10, record.score).bind(11, record.start).bind(12, record.stop);
        const auto inserted = insert->bindBlob(13, features).run();
        if (!inserted)
            return inserted;
    }
    return {};
}

} // namespace

Result<void> numberSubmission(store::Database& database, Submission& submission)
{
    const auto last = database.number("SELECT coalesce(max(id),0) FROM submission");
    if (!last)
        return last.error();
    const auto records = database.number("SELECT coalesce(max(first_id+messages),1) FROM submission");
    if (!records)
        return records.error();
    submission.id = *last + 1;
    submission.firstId = static_cast<uint64_t>(*records);
    return {};
}

Result<void> insertSubmission(store::Database& database, const Submission& submission, bool published)
{
    NameTable names;
    const auto written = insertRecords(database, submission, names);
    if (!written)
        return written;
    auto insert = database.prepare(
        "INSERT INTO submission(id,batch,at,author,records,sha256,query,feature_version,symbols,context,options,"
        "messages,first_id,addresses,published) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)");
    if (!insert)
        return insert.error();
    const std::string context = toJson(submission.context), options = optionsText(submission.options);
    const uint32_t version = submission.records.empty() ? 0 : submission.records.front().featureVersion;
    insert->bind(1, submission.id).bind(2, int64_t{submission.batch.value}).bind(3, submission.at);
    insert->bindText(4, submission.author).bind(5, static_cast<int64_t>(submission.records.size()));
    insert->bindText(6, submission.sha256).bindText(7, submission.query).bind(8, int64_t{version});
    insert->bindText(9, names.text()).bindText(10, context).bindText(11, options);
    insert->bind(12, static_cast<int64_t>(submission.messages)).bind(13, static_cast<int64_t>(submission.firstId));
    insert->bind(14, static_cast<int64_t>(submission.addresses)).bind(15, int64_t{published});
    return insert->run();
}

Result<Submission> readSubmission(store::Database& database, int64_t id)
{
    auto row = database.prepare(
        "SELECT batch,at,author,sha256,query,context,options,messages,first_id,addresses,"
        "NOT EXISTS(SELECT 1 FROM submission o WHERE o.batch=s.batch AND o.id<s.id) FROM submission s WHERE id=?1");
    if (!row)
        return row.error();
    const auto there = row->bind(1, id).step();
    if (!there)
        return there.error();
    if (!*there)
        return Error{ErrorCode::NotFound, "submission " + std::to_string(id), {}};
    Submission submission;
    submission.id = id;
    submission.batch = BatchId{static_cast<uint32_t>(row->number(0))};
    submission.at = row->number(1);
    submission.author = row->text(2);
    submission.sha256 = row->text(3);
    submission.query = row->text(4);
    auto context = feedback::contextFromJson(row->text(5));
    auto options = optionsFromText(row->text(6));
    if (!context || !options)
        return Error{ErrorCode::BadData, batchName(submission.batch), "a submission is damaged"};
    submission.context = std::move(*context);
    submission.options = std::move(*options);
    submission.options.at = submission.at;
    submission.messages = static_cast<uint64_t>(row->number(7));
    submission.firstId = static_cast<uint64_t>(row->number(8));
    submission.addresses = static_cast<uint64_t>(row->number(9));
    submission.isFirst = row->number(10) != 0;
    auto records = readRecords(database, id);
    if (!records)
        return records.error();
    submission.records = std::move(*records);
    return submission;
}

Result<std::vector<feedback::BatchRecord>> readRecords(store::Database& database, int64_t submission)
{
    auto head = database.prepare("SELECT symbols,feature_version FROM submission WHERE id=?1");
    if (!head)
        return head.error();
    const auto known = head->bind(1, submission).step();
    if (!known)
        return known.error();
    std::vector<feedback::BatchRecord> records;
    if (!*known)
        return records;
    const std::vector<std::string> names = lines(head->text(0));
    const auto version = static_cast<uint32_t>(head->number(1));
    auto rows = database.prepare("SELECT item,uuid,label,author,labelled_at,confidence,prediction,score,start,stop,"
                                 "features FROM batch_record WHERE submission=?1 ORDER BY number");
    if (!rows)
        return rows.error();
    rows->bind(1, submission);
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        feedback::BatchRecord& record = records.emplace_back();
        if (rows->number(0) >= 0)
            record.item = ItemId{static_cast<uint32_t>(rows->number(0))};
        record.uuid = rows->text(1);
        record.label = static_cast<feedback::LabelId>(rows->number(2));
        record.author = rows->text(3);
        record.labelledAt = rows->number(4);
        record.confidence = static_cast<uint8_t>(rows->number(5));
        record.prediction = static_cast<int>(rows->number(6));
        record.score = rows->real(7);
        record.start = rows->number(8);
        record.stop = rows->number(9);
        record.featureVersion = version;
        if (!unpackRecord(rows->blob(10), names, record))
            return Error{ErrorCode::BadData, "submission " + std::to_string(submission), "a record is damaged"};
    }
    return records;
}

Result<std::map<ItemId, std::string>> readUuids(store::Database& database, int64_t submission)
{
    std::map<ItemId, std::string> uuids;
    auto rows = database.prepare("SELECT item,uuid FROM batch_record WHERE submission=?1 AND item>=0");
    if (!rows)
        return rows.error();
    rows->bind(1, submission);
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        uuids.emplace(ItemId{static_cast<uint32_t>(rows->number(0))}, rows->text(1));
    }
    return uuids;
}

} // namespace assay
