// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casedata.h"

namespace assay {

// A row of the table batch.
struct BatchRow
{
    Batch batch; // info without state, records and sha256 of batches that were never submitted
    int64_t submission = 0; // the last one, 0: none
    bool isPending = false, hasFailed = false;
    bool isEdited = false; // context or scope changed after the last submission
    std::string labels; // labelsDigest() at the last submission
};

// "batch 3"
std::string batchName(BatchId id);
// NotFound when there is none.
Result<BatchRow> readBatchRow(store::Database& database, BatchId id);
Result<std::vector<BatchRow>> readBatchRows(store::Database& database); // newest first
// The imported batch of that origin; id is none when there is none.
Result<BatchId> findImported(store::Database& database, std::string_view origin);
Result<BatchId> insertBatch(store::Database& database, const BatchRow& row);
// Everything but author, creation and origin; changedAt is set to now.
Result<void> updateBatch(store::Database& database, const BatchRow& row);

// Tells people something; inside of a transaction.
Result<void> addMessage(
    store::Database& database, CaseMessage::Severity severity, std::string_view text, std::string_view object);

// SHA-256 over the labels that these items (ascending) have: who gave which when. The same for the table and for the
// columns of a snapshot of the same moment.
Result<std::string> labelsDigest(store::Database& database, std::span<const ItemId> items);
std::string labelsDigest(const CaseSnapshot& snapshot, std::span<const ItemId> items);
// The first of these items (ascending) that has a label; none.
Result<ItemId> firstLabelled(store::Database& database, std::span<const ItemId> items);

// The UUID that stands for the case; made now when there is none. Inside of a transaction.
Result<std::string> ensureOrganization(store::Database& database);

// The items of a scope, ascending, as far as the snapshot has them. BadArgument: the query is faulty or the list is
// gone.
Result<std::vector<ItemId>> scopeItems(
    const Case& work, const feedback::BatchScope& scope, const CaseSnapshot& snapshot, const RunContext& context);

} // namespace assay
