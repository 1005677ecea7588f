// SPDX-License-Identifier: GPL-3.0-or-later
// Case::submitBatch and previewSubmission.
#include "core/casefile/featurerows.h"
#include "core/casefile/submissions.h"
#include "core/scan/itemfeatures.h"

#include <ctime>

namespace assay {
namespace {

Error cannot(BatchId id, std::string why)
{
    return Error{ErrorCode::BadArgument, batchName(id), std::move(why)};
}

Result<void> checkOptions(BatchId id, const SubmitOptions& options)
{
    if (options.recordsPerPart == 0 || options.recordsPerPart > 5000)
        return cannot(id, "a part has 1 to 5,000 records");
    if (options.withheld.size() > 10'000)
        return cannot(id, "more than 10,000 features are withheld");
    return {};
}

Result<void> checkRow(const BatchRow& row)
{
    if (!row.batch.info.origin.empty())
        return cannot(row.batch.info.id, "it came from somewhere else");
    if (row.batch.info.isWithdrawn)
        return cannot(row.batch.info.id, "it is withdrawn");
    return {};
}

std::string joined(const std::vector<std::string>& sentences)
{
    std::string text;
    for (const std::string& sentence : sentences)
        text += (text.empty() ? "" : " ") + sentence;
    return text;
}

// What a submission would be now, and the items of its scope.
struct Prepared
{
    BatchRow row;
    Submission submission;
    std::vector<ItemId> items;
};

Result<Prepared> prepare(const Case& work, const FreezeTools& tools, store::Database& database, BatchId id,
    const CaseSnapshot& snapshot, const SubmitOptions& options, const RunContext& context)
{
    auto row = readBatchRow(database, id);
    if (!row)
        return row.error();
    for (const auto& checked : {checkOptions(id, options), checkRow(*row)}) {
        if (!checked)
            return checked.error();
    }
    const int64_t now = options.at != 0 ? options.at : std::time(nullptr);
    const auto problems = feedback::checkContext(row->batch.info.context, now);
    if (!problems.empty())
        return cannot(id, joined(problems));
    auto items = scopeItems(work, row->batch.scope, snapshot, RunContext(context.stopToken(), nullptr, 1));
    if (!items)
        return items.error();
    auto submission = freezeBatch(work, tools, database, *row, *items, snapshot, context);
    if (!submission)
        return submission.error();
    if (submission->records.empty())
        return cannot(id, items->empty() ? "no items are chosen" : "none of the items has a label: label them first");
    submission->options = options;
    submission->at = submission->options.at = now;
    submission->author = work.user();
    const auto numbered = numberSubmission(database, *submission);
    if (!numbered)
        return numbered.error();
    return Prepared{std::move(*row), std::move(*submission), std::move(*items)};
}

std::map<feedback::LabelId, uint64_t> countLabels(const Submission& submission)
{
    std::map<feedback::LabelId, uint64_t> counts;
    for (size_t i = 0; i < submission.records.size(); ++i) {
        if (i == 0 || submission.records[i].item != submission.records[i - 1].item)
            ++counts[submission.records[i].label];
    }
    return counts;
}

std::string countsText(const std::map<feedback::LabelId, uint64_t>& counts)
{
    std::string text;
    for (const auto& [label, count] : counts) {
        const feedback::LabelKind* kind = feedback::findLabel(label);
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + (kind ? std::string(kind->name) : "none");
    }
    return text;
}

// Prepares all messages, without anybody seeing them; returns the SHA-256 over the records.
Result<std::string> prepareMessages(
    feedback::Transport& transport, const MessageMaker& maker, const RunContext& context)
{
    Sha256Stream hash;
    for (size_t part = 0; part < maker.parts(); ++part) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "submission", {}};
        const feedback::FeedbackMessage message = maker.make(part);
        const std::string json = toJson(message);
        const auto prepared = transport.prepare(maker.name(part), json);
        if (!prepared)
            return prepared.error();
        hash.add(recordsOf(json));
    }
    return toHex(hash.finish());
}

std::vector<feedback::MessageName> namesOf(const MessageMaker& maker)
{
    std::vector<feedback::MessageName> names;
    for (size_t part = 0; part < maker.parts(); ++part)
        names.push_back(maker.name(part));
    return names;
}

} // namespace

std::string_view recordsOf(std::string_view json)
{
    // The array that ends the message; texts in front of it cannot hold an unescaped quote.
    const size_t begin = json.find(",\"feedback\":[");
    return begin == std::string_view::npos ? json : json.substr(begin);
}

FreezeTools Case::Data::freezeTools(const Case& work, const CaseSnapshot& snapshot, const RunContext& context) const
{
    const RunContext quiet(context.stopToken(), nullptr, context.workers());
    FreezeTools tools;
    tools.hashOf = [this, &work, quiet](const SourceInfo& source) { return sourceHash(work, source, quiet); };
    tools.featuresOf = [this, &snapshot, quiet](std::span<const uint32_t> rows) -> Result<models::Matrix> {
        FeatureRows collected(featureSetOf(snapshot.items->row(rows.front()).kind));
        const auto added = addItemRows(collected, connections, caseFolder(path), snapshot, rows, quiet);
        if (!added)
            return added.error();
        return collected.table({}, quiet);
    };
    return tools;
}

Result<std::vector<std::string>> Case::previewSubmission(BatchId id, const CaseSnapshot& snapshot,
    const SubmitOptions& options, size_t parts, const RunContext& context) const
{
    if (!m_data->hasBatches())
        return Error{ErrorCode::NotFound, batchName(id), {}};
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto prepared =
        prepare(*this, m_data->freezeTools(*this, snapshot, context), **database, id, snapshot, options, context);
    if (!prepared)
        return prepared.error();
    auto own = organization();
    if (!own)
        return own.error();
    prepared->submission.organization = std::move(*own);
    const MessageMaker maker(prepared->submission);
    std::vector<std::string> messages;
    for (size_t part = 0; part < std::min(parts, maker.parts()) && !context.stopRequested(); ++part)
        messages.push_back(toJson(maker.make(part)));
    return messages;
}

Result<SubmitReceipt> Case::submitBatch(
    BatchId id, const CaseSnapshot& snapshot, const SubmitOptions& options, const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const std::lock_guard turn(m_data->submitting);
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto prepared =
        prepare(*this, m_data->freezeTools(*this, snapshot, context), **database, id, snapshot, options, context);
    if (!prepared)
        return prepared.error();
    Submission& submission = prepared->submission;
    auto own = organization();
    if (!own)
        return own.error();
    submission.organization = std::move(*own);
    const MessageMaker maker(submission);
    submission.messages = maker.items();
    feedback::FolderTransport transport(folder());
    transport.discard();
    auto hash = prepareMessages(transport, maker, context);
    if (hash) {
        submission.sha256 = *hash;
        const auto stored = m_data->storeSubmission(submission, prepared->row, prepared->items, snapshot);
        if (!stored)
            hash = stored.error();
    }
    if (!hash) {
        transport.discard();
        return hash.error();
    }
    SubmitReceipt receipt{id, submission.at, submission.messages, countLabels(submission), submission.sha256, {}};
    if (m_data->release(transport, submission, namesOf(maker))) {
        for (const feedback::MessageName& name : namesOf(maker))
            receipt.files.push_back(transport.outbox() / name.fileName());
    }
    return receipt;
}

Result<void> Case::Data::storeSubmission(
    const Submission& submission, BatchRow& row, std::vector<ItemId>& items, const CaseSnapshot& snapshot) const
{
    row.batch.scope.isFrozen = true;
    row.batch.scope.items = std::move(items);
    row.batch.scope.added.clear();
    row.batch.scope.removed.clear();
    row.batch.info.submittedAt = submission.at;
    row.submission = submission.id;
    row.isPending = true;
    row.hasFailed = row.isEdited = false;
    row.labels = labelsDigest(snapshot, row.batch.scope.items);
    const std::string counts = countsText(countLabels(submission));
    return change([&](store::Database& database) -> Result<void> {
        const auto inserted = insertSubmission(database, submission, false);
        if (!inserted)
            return inserted;
        const auto updated = updateBatch(database, row);
        if (!updated)
            return updated;
        store::AuditEntry entry;
        entry.action = "submit batch";
        entry.object = batchName(submission.batch);
        entry.count = submission.messages;
        entry.after = counts + "; SHA-256 " + submission.sha256;
        entry.query = submission.query;
        const auto audited = audit(database, std::move(entry));
        if (!audited)
            return audited;
        return addMessage(database, CaseMessage::Severity::Info,
            "Batch " + std::to_string(submission.batch.value) + " was submitted: " + counts + ".",
            batchName(submission.batch));
    });
}

bool Case::Data::release(
    feedback::Transport& transport, const Submission& submission, const std::vector<feedback::MessageName>& names) const
{
    const auto released = transport.release(names);
    return change([&](store::Database& database) -> Result<void> {
        // What cannot be put into the outbox now is put there by the next opening.
        if (!released)
            return addMessage(database, CaseMessage::Severity::Error,
                "The messages of batch " + std::to_string(submission.batch.value)
                    + " are not in the outbox yet: " + released.error().toString() + ".",
                batchName(submission.batch));
        return database.execute("UPDATE submission SET published=1 WHERE id=" + std::to_string(submission.id));
    }).ok()
        && released.ok();
}

void Case::Data::finishSubmissions() const
{
    auto database = connections.take();
    if (!database)
        return;
    feedback::FolderTransport transport(caseFolder(path));
    transport.discard();
    for (;;) {
        const auto open = (*database)->number("SELECT coalesce(min(id),0) FROM submission WHERE published=0");
        if (!open || *open == 0)
            return;
        auto submission = readSubmission(**database, *open);
        auto own = change([&](store::Database& writing) -> Result<void> {
            auto uuid = ensureOrganization(writing);
            if (uuid && submission)
                submission->organization = *uuid;
            return uuid ? Result<void>() : uuid.error();
        });
        if (!submission || !own)
            return;
        const MessageMaker maker(*submission);
        const auto prepared = prepareMessages(transport, maker, {});
        if (!prepared || !release(transport, *submission, namesOf(maker)))
            return;
    }
}

Result<std::vector<feedback::BatchRecord>> Case::batchRecords(BatchId id) const
{
    const auto row = m_data->batchRow(id);
    if (!row)
        return row.error();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return readRecords(**database, row->submission);
}

} // namespace assay
