// SPDX-License-Identifier: GPL-3.0-or-later
// Case::trainingSet, Case::featureRows: rows of items for models.
#include "core/casefile/batches.h"
#include "core/casefile/modelling.h"
#include "core/casefile/trainingsetmaker.h"
#include "core/train/registry.h"

#include <algorithm>

namespace assay {
namespace {

using feedback::BatchInfo;

bool isSubmitted(const BatchInfo& batch)
{
    return batch.submittedAt != 0 && !batch.isWithdrawn;
}

// The batches of a selection, the oldest submission first. BadArgument: one of them has nothing to learn from.
Result<std::vector<BatchInfo>> chosenBatches(const Case& work, const TrainingSelection& selection)
{
    auto batches = work.batches();
    if (!batches)
        return batches.error();
    std::vector<BatchInfo> chosen;
    if (selection.from == TrainingSelection::From::NewBatches) {
        std::copy_if(batches->begin(), batches->end(), std::back_inserter(chosen), &isSubmitted);
    } else {
        for (const BatchId id : selection.batches) {
            const auto found =
                std::find_if(batches->begin(), batches->end(), [id](const BatchInfo& batch) { return batch.id == id; });
            const std::string name = "batch " + std::to_string(id.value);
            if (found == batches->end())
                return Error{ErrorCode::NotFound, name, {}};
            if (!isSubmitted(*found))
                return Error{
                    ErrorCode::BadArgument, name, found->isWithdrawn ? "it was withdrawn" : "it was not submitted"};
            chosen.push_back(*found);
        }
    }
    std::sort(chosen.begin(), chosen.end(), [](const BatchInfo& a, const BatchInfo& b) {
        return a.submittedAt != b.submittedAt ? a.submittedAt < b.submittedAt : a.id < b.id;
    });
    chosen.erase(
        std::unique(chosen.begin(), chosen.end(), [](const BatchInfo& a, const BatchInfo& b) { return a.id == b.id; }),
        chosen.end());
    return chosen;
}

// The query whose rows the current version of a model has learned from; empty: it was none.
std::string learnedQuery(const Case& work, std::string_view model)
{
    const auto current = work.registry().find(model, train::aliasCurrent);
    return current ? current->manifest.training.query : std::string();
}

Result<void> addBatches(
    TrainingSetMaker& maker, const Case& work, const TrainingSelection& selection, std::string_view model)
{
    const auto batches = chosenBatches(work, selection);
    if (!batches)
        return batches.error();
    for (const BatchInfo& batch : *batches) {
        const auto records = work.batchRecords(batch.id);
        if (!records)
            return records.error();
        maker.addBatch(batch, *records);
    }
    if (selection.from != TrainingSelection::From::NewBatches)
        return {};
    const std::string query = learnedQuery(work, model);
    return query.empty() ? Result<void>() : maker.addQuery(query);
}

} // namespace

Result<std::shared_ptr<const train::TrainingSet>> Case::featureRows(
    std::span<const ItemId> items, const RunContext& context) const
{
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    std::vector<uint32_t> rows;
    for (const ItemId item : items) {
        const size_t row = (*now)->items->find(item);
        if (row == (*now)->items->count())
            return Error{ErrorCode::NotFound, "item " + std::to_string(item.value), {}};
        rows.push_back(static_cast<uint32_t>(row));
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    TrainingSetMaker maker(*this, m_data->connections, **now, context);
    const auto added = maker.addRows(rows);
    return added ? maker.makeOfAll() : added.error();
}

Result<std::shared_ptr<const train::TrainingSet>> Case::trainingSet(
    const TrainingSelection& selection, std::string_view model, const RunContext& context) const
{
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    TrainingSetMaker maker(*this, m_data->connections, **now, context);
    const auto added = selection.from == TrainingSelection::From::Query ? maker.addQuery(selection.query)
                                                                        : addBatches(maker, *this, selection, model);
    return added ? maker.make(selection.withBulkAndUnsure) : added.error();
}

} // namespace assay
