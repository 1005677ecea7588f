// SPDX-License-Identifier: GPL-3.0-or-later
// Case::trainingSet, Case::featureRows: rows of items for models.
#include "core/casefile/batches.h"
#include "core/casefile/modelling.h"
#include "core/casefile/submissions.h"
#include "core/casefile/trainingsetmaker.h"
#include "core/scan/detectors/models.h"
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

using BatchVisitor = std::function<void(const BatchInfo& batch, const std::vector<feedback::BatchRecord>& records)>;

// The batches of a selection with their records, one after the other.
Result<void> visitBatches(const Case& work, const TrainingSelection& selection, const BatchVisitor& visitor)
{
    const auto batches = chosenBatches(work, selection);
    if (!batches)
        return batches.error();
    for (const BatchInfo& batch : *batches) {
        const auto records = work.batchRecords(batch.id);
        if (!records)
            return records.error();
        visitor(batch, *records);
    }
    return {};
}

Result<void> addBatches(
    TrainingSetMaker& maker, const Case& work, const TrainingSelection& selection, std::string_view model)
{
    const auto visited = visitBatches(
        work, selection, [&](const BatchInfo& batch, const auto& records) { maker.addBatch(batch, records); });
    if (!visited)
        return visited;
    if (selection.from != TrainingSelection::From::NewBatches)
        return {};
    const std::string query = learnedQuery(work, model);
    return query.empty() ? Result<void>() : maker.addQuery(query);
}

// Which kinds of items are among rows or records.
struct KindsSeen
{
    bool seen[2] = {false, false};
    void add(ItemKind kind) { seen[static_cast<size_t>(kind)] = true; }
    bool isMixture() const { return seen[0] && seen[1]; }
    ItemKind only() const { return seen[1] ? ItemKind::RequestSet : ItemKind::Message; }
};

Result<KindsSeen> kindsOf(
    const Case& work, const CaseSnapshot& snapshot, const TrainingSelection& selection, const RunContext& context)
{
    KindsSeen kinds;
    if (selection.from == TrainingSelection::From::Query) {
        const auto rows = rowsOfQuery(work, snapshot, selection.query, context);
        if (!rows)
            return rows.error();
        for (const uint32_t row : *rows)
            kinds.add(snapshot.items->row(row).kind);
        return kinds;
    }
    const auto visited = visitBatches(work, selection, [&](const BatchInfo&, const auto& records) {
        for (const feedback::BatchRecord& record : records)
            kinds.add(itemKindOf(record));
    });
    if (!visited)
        return visited.error();
    return kinds;
}

Result<ItemKind> kindToLearn(const Case& work, const CaseSnapshot& snapshot, const TrainingSelection& selection,
    std::string_view model, const RunContext& context)
{
    if (selection.items)
        return *selection.items;
    const auto kinds = kindsOf(work, snapshot, selection, context);
    if (!kinds)
        return kinds.error();
    if (!kinds->isMixture())
        return kinds->only();
    const auto current = work.registry().find(model, train::aliasCurrent);
    if (current)
        return itemKindOf(current->manifest);
    return Error{ErrorCode::BadArgument, "training",
        "there are messages and request sets, and a model learns from one kind: choose one"};
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
    const ItemKind kind = rows.empty() ? ItemKind::Message : (*now)->items->row(rows.front()).kind;
    for (const uint32_t row : rows) {
        if ((*now)->items->row(row).kind != kind)
            return Error{ErrorCode::BadArgument, "features", "messages and request sets have no features in common"};
    }
    TrainingSetMaker maker(*this, m_data->connections, **now, kind, context);
    const auto added = maker.addRows(rows);
    return added ? maker.makeOfAll() : added.error();
}

Result<std::shared_ptr<const train::TrainingSet>> Case::trainingSet(
    const TrainingSelection& selection, std::string_view model, const RunContext& context) const
{
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto kind = kindToLearn(*this, **now, selection, model, context);
    if (!kind)
        return kind.error();
    TrainingSetMaker maker(*this, m_data->connections, **now, *kind, context);
    const auto added = selection.from == TrainingSelection::From::Query ? maker.addQuery(selection.query)
                                                                        : addBatches(maker, *this, selection, model);
    return added ? maker.make(selection.withBulkAndUnsure) : added.error();
}

Result<ItemKind> kindToLearn(const Case& work, const TrainRequest& request, const RunContext& context)
{
    const auto now = work.snapshot(nullptr, context);
    if (!now)
        return now.error();
    return kindToLearn(work, **now, request.data, request.model.empty() ? request.kind : request.model, context);
}

std::string defaultModelName(std::string_view kind, ItemKind items)
{
    return (items == ItemKind::RequestSet ? "traffic-" : "") + std::string(kind);
}

} // namespace assay
