// SPDX-License-Identifier: GPL-3.0-or-later
// Case::trainingSet, Case::featureRows: rows of items for models.
#include "core/casefile/modelling.h"
#include "core/casefile/trainingrows.h"
#include "core/train/trainingset.h"

#include <algorithm>
#include <ctime>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace assay {
namespace {

using train::TrainingSet;

// Rows of a snapshot as a set without labels.
Result<std::shared_ptr<TrainingSet>> setOfRows(Connections& connections, const std::filesystem::path& folder,
    const CaseSnapshot& snapshot, std::span<const uint32_t> rows, const FeatureRows::Choice& choice,
    const RunContext& context)
{
    FeatureRows collected;
    const auto added = addItemRows(collected, connections, folder, snapshot, rows, context);
    if (!added)
        return added.error();
    auto set = std::make_shared<TrainingSet>();
    set->rows = collected.table(choice, context);
    set->labels.assign(rows.size(), train::noTrainingLabel);
    set->weights.assign(rows.size(), 1);
    set->featureSet = featureSetName();
    for (const uint32_t row : rows) {
        set->items.push_back(snapshot.items->row(row).id.value);
        set->groups.push_back(groupOfRow(snapshot, row));
        set->times.push_back(timeOfRow(snapshot, row));
    }
    return set;
}

// Sets the labels of the rows that have one.
void applyLabels(TrainingSet& set, const feedback::Agreement& agreement)
{
    size_t next = 0; // both ascend by item
    for (size_t row = 0; row < set.size(); ++row) {
        while (next < agreement.labels.size() && agreement.labels[next].item < set.items[row])
            ++next;
        if (next == agreement.labels.size() || agreement.labels[next].item != set.items[row])
            continue;
        set.labels[row] = agreement.labels[next].label.y;
        set.weights[row] = agreement.labels[next].label.weight;
    }
}

// Those of the rows that may be learned from: not where people do not agree, nor where their label is none for
// training.
std::vector<uint32_t> usableRows(const CaseSnapshot& snapshot, std::span<const uint32_t> rows,
    const std::vector<feedback::LabelVote>& votes, const feedback::Agreement& agreement)
{
    std::unordered_set<uint64_t> voted, labelled;
    for (const feedback::LabelVote& vote : votes)
        voted.insert(vote.item);
    for (const feedback::AgreedLabel& label : agreement.labels)
        labelled.insert(label.item);
    std::vector<uint32_t> usable;
    for (const uint32_t row : rows) {
        const uint64_t item = snapshot.items->row(row).id.value;
        if (labelled.count(item) > 0 || voted.count(item) == 0)
            usable.push_back(row);
    }
    return usable;
}

} // namespace

Result<std::shared_ptr<const TrainingSet>> Case::featureRows(
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
    const auto set = setOfRows(m_data->connections, folder(), **now, rows, {}, context);
    if (!set)
        return set.error();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const auto votes = votesOfRows(**database, **now, rows, feedback::Reason::Other);
    if (!votes)
        return votes.error();
    const feedback::Agreement agreement = feedback::agree(*votes, true);
    applyLabels(**set, agreement);
    (*set)->conflicts = agreement.conflicts.size();
    return std::shared_ptr<const TrainingSet>(*set);
}

Result<std::shared_ptr<const TrainingSet>> Case::trainingSet(
    const TrainingSelection& selection, std::string_view, const RunContext& context) const
{
    if (selection.from != TrainingSelection::From::Query)
        return Error{ErrorCode::Unsupported, "batches", "only a query can choose rows"};
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto rows = rowsOfQuery(*this, **now, selection.query, context);
    if (!rows)
        return rows.error();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const auto votes = votesOfRows(**database, **now, *rows, feedback::Reason::Other);
    if (!votes)
        return votes.error();
    const feedback::Agreement agreement = feedback::agree(*votes, selection.withBulkAndUnsure);
    const std::vector<uint32_t> usable = usableRows(**now, *rows, *votes, agreement);
    const auto set = setOfRows(m_data->connections, folder(), **now, usable, trainingColumns(), context);
    if (!set)
        return set.error();
    applyLabels(**set, agreement);
    (*set)->conflicts = agreement.conflicts.size();
    (*set)->query = selection.query;
    (*set)->description = selection.query.empty() ? "all items" : "items that match " + selection.query;
    return std::shared_ptr<const TrainingSet>(*set);
}

} // namespace assay
