// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/arrivedbatch.h"

#include "core/features/featureset.h"

#include <algorithm>
#include <ctime>
#include <limits>
#include <unordered_map>

namespace assay {

using feedback::BatchRecord;
using feedback::FeedbackMessage;
using feedback::MessageRecord;
namespace {

constexpr std::string_view originBegin = "organisation ", originMiddle = ", batch ";

// Sorts named values into those of a set of features and others.
void addFeatures(const MessageRecord& from, const FeedbackMessage& message, BatchRecord& to)
{
    for (const auto& [number, value] : from.features)
        addNamedValue(to, message.names[number], value);
}

BatchRecord frozenRecord(const MessageRecord& from, const FeedbackMessage& message, feedback::LabelId label)
{
    BatchRecord to;
    to.uuid = from.uuid;
    to.label = label;
    to.author = message.organization;
    to.labelledAt = std::max({from.updatedAt, from.createdAt, int64_t{0}});
    to.prediction = from.prediction;
    to.score = from.score;
    to.start = from.start;
    to.stop = from.stop;
    addFeatures(from, message, to);
    return to;
}

// Keeps the newest record of each UUID and author.
class Newest
{
public:
    void add(BatchRecord record)
    {
        const auto [at, isNew] = m_places.emplace(record.uuid + '\n' + record.author, m_records.size());
        if (isNew)
            m_records.push_back(std::move(record));
        else if (record.labelledAt >= m_records[at->second].labelledAt)
            m_records[at->second] = std::move(record);
    }
    // Those of one item together.
    std::vector<BatchRecord> take()
    {
        std::stable_sort(m_records.begin(), m_records.end(),
            [](const BatchRecord& a, const BatchRecord& b) { return a.uuid < b.uuid; });
        return std::move(m_records);
    }

private:
    std::unordered_map<std::string, size_t> m_places;
    std::vector<BatchRecord> m_records;
};

} // namespace

void addNamedValue(feedback::BatchRecord& record, const std::string& name, double value)
{
    if (name.find('\n') != std::string::npos)
        return; // names are stored a line each
    const features::FeatureSet* set =
        record.features.empty() ? features::findFeatureSet(name) : &features::featureSetOfStamp(record.featureVersion);
    const int feature = set ? set->find(name) : -1;
    if (feature < 0) {
        record.symbols.emplace_back(name, value);
        return;
    }
    if (record.features.empty()) {
        record.features.assign(set->size(), std::numeric_limits<double>::quiet_NaN());
        record.featureVersion = set->stamp();
    }
    record.features[static_cast<size_t>(feature)] = value;
}

std::string ArrivedBatch::origin() const
{
    return std::string(originBegin) + organization + std::string(originMiddle) + idContext;
}

std::pair<std::string, std::string> sourceOf(std::string_view origin)
{
    const size_t middle = origin.rfind(originMiddle);
    if (origin.find(originBegin) != 0 || middle == std::string_view::npos)
        return {};
    return {std::string(origin.substr(originBegin.size(), middle - originBegin.size())),
        std::string(origin.substr(middle + originMiddle.size()))};
}

ArrivedBatch arrivedFromMessages(std::vector<FeedbackMessage> parts, feedback::ReplyMessage& reply)
{
    const FeedbackMessage& first = parts.front();
    ArrivedBatch arrived;
    arrived.organization = first.organization;
    arrived.idContext = first.idContext;
    arrived.context.name = "Batch " + first.idContext + " of " + first.organization.substr(0, 8);
    arrived.context.reason = first.reason;
    arrived.context.reasonText = first.reasonText;
    arrived.context.notes = first.notes;
    arrived.context.start = first.start;
    arrived.context.stop = first.stop;
    arrived.addresses = first.addresses.value_or(0);
    reply.organization = first.organization;
    reply.idContext = first.idContext;
    Newest newest;
    for (FeedbackMessage& part : parts) {
        std::stable_sort(part.records.begin(), part.records.end(),
            [](const MessageRecord& a, const MessageRecord& b) { return a.id < b.id; });
        for (const MessageRecord& record : part.records) {
            const auto label = labelOfRecord(record);
            if (record.uuid.empty() || !label) {
                reply.rejected.push_back(
                    {record.uuid, record.uuid.empty() ? "uuid_request_set is missing" : label.error().detail});
                continue;
            }
            arrived.submittedAt = std::max(arrived.submittedAt, record.submittedAt);
            newest.add(frozenRecord(record, part, *label));
            ++reply.accepted;
        }
    }
    arrived.records = newest.take();
    reply.success = reply.accepted > 0;
    if (!reply.success)
        reply.reason = reply.rejected.empty() ? "the batch has no records" : "no record is of use";
    return arrived;
}

Result<BatchId> takeIn(store::Database& database, const ArrivedBatch& arrived)
{
    const auto known = findImported(database, arrived.origin());
    if (!known)
        return known.error();
    BatchRow row;
    row.batch.info.author = arrived.organization;
    row.batch.info.origin = arrived.origin();
    row.batch.scope.isFrozen = true;
    BatchId id = *known;
    Newest newest;
    if (id.isNone()) {
        const auto inserted = insertBatch(database, row);
        if (!inserted)
            return inserted.error();
        id = row.batch.info.id = *inserted;
    } else {
        auto stored = readBatchRow(database, id);
        if (!stored)
            return stored.error();
        row = std::move(*stored);
        auto before = readRecords(database, row.submission);
        if (!before)
            return before.error();
        for (BatchRecord& record : *before)
            newest.add(std::move(record));
    }
    for (const BatchRecord& record : arrived.records)
        newest.add(record);
    Submission submission;
    submission.batch = id;
    submission.at = arrived.submittedAt != 0 ? arrived.submittedAt : std::time(nullptr);
    submission.author = arrived.organization;
    submission.context = arrived.context;
    submission.addresses = arrived.addresses;
    submission.sha256 = arrived.sha256;
    submission.records = newest.take();
    submission.messages = MessageMaker(submission).items();
    const auto numbered = numberSubmission(database, submission);
    const auto stored = numbered ? insertSubmission(database, submission, true) : numbered;
    if (!stored)
        return stored.error();
    row.batch.info.context = arrived.context;
    row.batch.info.submittedAt = submission.at;
    row.batch.info.processedAt = std::time(nullptr);
    row.submission = submission.id;
    const auto updated = updateBatch(database, row);
    if (!updated)
        return updated.error();
    return id;
}

} // namespace assay
