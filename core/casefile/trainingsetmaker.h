// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/trainingrows.h"
#include "core/feedback/batch.h"
#include "core/train/trainingset.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace assay {

// Puts rows of one kind, and what people said of them, together for a training. Records of batches stand for
// themselves: they have the features of the time when they were submitted. One use; references must outlive it.
class TrainingSetMaker
{
public:
    TrainingSetMaker(const Case& work, Connections& connections, const CaseSnapshot& snapshot, ItemKind kind,
        const RunContext& context)
        : m_work(work)
        , m_connections(connections)
        , m_snapshot(snapshot)
        , m_kind(kind)
        , m_context(context)
    {
    }
    // Rows of the snapshot, ascending, with their labels; those of another kind are left out.
    Result<void> addRows(std::span<const uint32_t> rows);
    Result<void> addQuery(const std::string& query);
    // Those of a later call stand for an item that is in several batches.
    void addBatch(const feedback::BatchInfo& batch, const std::vector<feedback::BatchRecord>& records);

    // What a training gets: without what people do not agree on, or gave labels that are not for training.
    Result<std::shared_ptr<const train::TrainingSet>> make(bool withBulkAndUnsure);
    // All rows, whatever their labels are, with all symbols.
    Result<std::shared_ptr<const train::TrainingSet>> makeOfAll();

private:
    uint64_t keyOf(const feedback::BatchRecord& record);
    std::vector<uint32_t> usableRows(const feedback::Agreement& agreement) const;
    Result<std::shared_ptr<train::TrainingSet>> setOf(const std::vector<uint32_t>& rows,
        const std::vector<uint64_t>& frozen, const FeatureRows::Choice& choice) const;
    void addFrozen(FeatureRows& collected, const feedback::BatchRecord& record) const;
    void describe(train::TrainingSet& set) const;

    const Case& m_work;
    Connections& m_connections;
    const CaseSnapshot& m_snapshot;
    const ItemKind m_kind;
    const RunContext& m_context;
    std::vector<uint32_t> m_rows; // ascending
    std::unordered_map<uint64_t, feedback::BatchRecord> m_frozen; // by key
    std::unordered_map<std::string, uint64_t> m_foreign; // keys of records that are no items here, by UUID
    std::vector<feedback::LabelVote> m_votes;
    AuthorNumbers m_authors;
    std::vector<std::string> m_batches;
    std::string m_query;
    bool m_hasQuery = false;
};

} // namespace assay
