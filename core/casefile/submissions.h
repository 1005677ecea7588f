// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batchstore.h"
#include "core/features/featureset.h"
#include "core/feedback/messages.h"
#include "core/feedback/transport.h"
#include "core/models/matrix.h"

namespace assay {

// One submission of a batch, as the table submission keeps it, and what its messages are made of.
struct Submission
{
    int64_t id = 0;
    BatchId batch;
    int64_t at = 0;
    std::string author, organization;
    feedback::BatchContext context;
    SubmitOptions options;
    std::string query;
    uint64_t firstId = 1; // of the records in messages
    uint64_t messages = 0; // records in messages: one an item
    uint64_t addresses = 0; // distinct
    bool isFirst = true; // of its batch
    std::string sha256;
    std::vector<feedback::BatchRecord> records; // those of one item stand together, the current label first
};

// Makes the messages of a submission, which must outlive it. The same submission gives the same bytes, always.
class MessageMaker
{
public:
    explicit MessageMaker(const Submission& submission);
    size_t items() const { return m_firsts.size(); } // records in messages
    size_t parts() const;
    feedback::FeedbackMessage make(size_t part) const; // from 0
    feedback::MessageName name(size_t part) const;

private:
    feedback::MessageRecord record(size_t item) const;

    const Submission& m_submission;
    std::vector<size_t> m_firsts; // index of the first record of each item
    std::vector<std::string> m_names; // of features, then of symbols
    std::map<const features::FeatureSet*, uint32_t> m_setBegins; // of the sets in use, in m_names
    std::map<std::string, uint32_t, std::less<>> m_numbers; // of symbols
    std::vector<bool> m_isWithheld; // beside m_names
};

// Id that the next submission gets, and that of the first record in its messages. The case is locked by this program
// and submissions take turns, so both stay true until it is written.
Result<void> numberSubmission(store::Database& database, Submission& submission);
// Inside of a transaction; `published`: nothing is to be done with its messages.
Result<void> insertSubmission(store::Database& database, const Submission& submission, bool published);
// With its records, but without organisation.
Result<Submission> readSubmission(store::Database& database, int64_t id);
Result<std::vector<feedback::BatchRecord>> readRecords(store::Database& database, int64_t submission);
// Items and UUIDs of the records of a submission, by item.
Result<std::map<ItemId, std::string>> readUuids(store::Database& database, int64_t submission);

// Freezes the labelled items of a scope: labels, predictions, features, UUIDs. Items of the submission before that have
// no label any more are said to have none.
// Progress counts items.
struct FreezeTools
{
    std::function<Result<std::string>(const SourceInfo&)> hashOf; // "": it cannot be told
    // Of rows of the snapshot, at least one, all of one kind.
    std::function<Result<models::Matrix>(std::span<const uint32_t> rows)> featuresOf;
};
Result<Submission> freezeBatch(const Case& work, const FreezeTools& tools, store::Database& database,
    const BatchRow& row, std::span<const ItemId> items, const CaseSnapshot& snapshot, const RunContext& context);

// The kind of the item that a record is about, by its features. Records without any are of messages.
ItemKind itemKindOf(const feedback::BatchRecord& record);

// The records in the text of a message; what the hash of a submission is over.
std::string_view recordsOf(std::string_view json);

// 1 hostile, 0 not, 42 not scanned; of a row of the snapshot. Of messages by their score, of request sets by what
// models say.
int predictionOf(const CaseSnapshot& snapshot, size_t row);

} // namespace assay
