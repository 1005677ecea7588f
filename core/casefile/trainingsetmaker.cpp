// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/trainingsetmaker.h"

#include "core/base/hash.h"
#include "core/casefile/submissions.h"
#include "core/features/messagefeatures.h"
#include "core/scan/itemfeatures.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace assay {

using feedback::BatchRecord;
using train::TrainingSet;
namespace {

constexpr uint64_t firstForeign = uint64_t{1} << 32; // behind all items
constexpr int unknownPrediction = 42;

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

// The rows of a set by item.
TrainingSet ascending(const TrainingSet& set)
{
    std::vector<size_t> order(set.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return set.items[a] < set.items[b]; });
    return train::selectTrainingRows(set, order);
}

} // namespace

Result<void> TrainingSetMaker::addRows(std::span<const uint32_t> rows)
{
    m_rows.clear();
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(m_rows),
        [this](uint32_t row) { return m_snapshot.items->row(row).kind == m_kind; });
    auto database = m_connections.take();
    if (!database)
        return database.error();
    auto votes = votesOfRows(**database, m_snapshot, m_rows, m_authors);
    if (!votes)
        return votes.error();
    m_votes.insert(m_votes.end(), votes->begin(), votes->end());
    return {};
}

Result<void> TrainingSetMaker::addQuery(const std::string& query)
{
    const auto rows = rowsOfQuery(m_work, m_snapshot, query, m_context);
    if (!rows)
        return rows.error();
    m_query = query;
    m_hasQuery = true;
    return addRows(*rows);
}

uint64_t TrainingSetMaker::keyOf(const BatchRecord& record)
{
    if (!record.item.isNone())
        return record.item.value;
    return m_foreign.emplace(record.uuid, firstForeign + m_foreign.size()).first->second;
}

void TrainingSetMaker::addBatch(const feedback::BatchInfo& batch, const std::vector<BatchRecord>& records)
{
    for (const BatchRecord& record : records) {
        if (itemKindOf(record) != m_kind)
            continue;
        const uint64_t key = keyOf(record);
        m_votes.push_back({key, record.label, batch.context.reason, m_authors.of(record.author), record.labelledAt});
        m_frozen.insert_or_assign(key, record);
    }
    m_batches.push_back("batch " + std::to_string(batch.id.value));
}

// Without those that have a record, that people do not agree on, or whose label is none for training.
std::vector<uint32_t> TrainingSetMaker::usableRows(const feedback::Agreement& agreement) const
{
    std::unordered_set<uint64_t> unusable;
    for (const feedback::LabelVote& vote : m_votes)
        unusable.insert(vote.item);
    for (const feedback::AgreedLabel& label : agreement.labels)
        unusable.erase(label.item);
    std::vector<uint32_t> usable;
    std::copy_if(m_rows.begin(), m_rows.end(), std::back_inserter(usable), [&](uint32_t row) {
        const uint64_t item = m_snapshot.items->row(row).id.value;
        return unusable.count(item) == 0 && m_frozen.count(item) == 0;
    });
    return usable;
}

void TrainingSetMaker::addFrozen(FeatureRows& collected, const BatchRecord& record) const
{
    std::vector<FeatureRows::SymbolValue> symbols;
    for (const auto& [name, value] : record.symbols) {
        const std::string_view symbol = std::string_view(name).starts_with(features::symbolPrefix)
            ? std::string_view(name).substr(features::symbolPrefix.size())
            : std::string_view(name);
        symbols.push_back({collected.symbol(symbol), static_cast<float>(value)});
    }
    const std::vector<float> values(record.features.begin(), record.features.end());
    collected.add(values, !symbols.empty() || record.prediction != unknownPrediction, symbols);
}

Result<std::shared_ptr<TrainingSet>> TrainingSetMaker::setOf(
    const std::vector<uint32_t>& rows, const std::vector<uint64_t>& frozen, const FeatureRows::Choice& choice) const
{
    FeatureRows collected(featureSetOf(m_kind));
    const auto added = addItemRows(collected, m_connections, m_work.folder(), m_snapshot, rows, m_context);
    if (!added)
        return added.error();
    auto set = std::make_shared<TrainingSet>();
    for (const uint32_t row : rows) {
        set->items.push_back(m_snapshot.items->row(row).id.value);
        set->groups.push_back(groupOfRow(m_snapshot, row));
        set->times.push_back(timeOfRow(m_snapshot, row));
    }
    for (const uint64_t key : frozen) {
        const BatchRecord& record = m_frozen.at(key);
        addFrozen(collected, record);
        set->items.push_back(key);
        const size_t row = key < firstForeign ? m_snapshot.items->find(record.item) : m_snapshot.items->count();
        const bool isHere = row < m_snapshot.items->count();
        set->groups.push_back(
            isHere ? groupOfRow(m_snapshot, static_cast<uint32_t>(row)) : groupOfForeign(record.uuid));
        set->times.push_back(
            isHere && record.start == 0 ? timeOfRow(m_snapshot, static_cast<uint32_t>(row)) : record.start);
    }
    set->rows = collected.table(choice, m_context);
    set->labels.assign(set->items.size(), train::noTrainingLabel);
    set->weights.assign(set->items.size(), 1);
    if (!std::is_sorted(set->items.begin(), set->items.end()))
        *set = ascending(*set);
    set->featureSet = collected.set().name();
    return set;
}

void TrainingSetMaker::describe(TrainingSet& set) const
{
    set.batches = m_batches;
    set.query = m_query;
    for (const std::string& batch : m_batches)
        set.description += (set.description.empty() ? "" : ", ") + batch;
    if (m_hasQuery)
        set.description += (set.description.empty() ? "" : ", ")
            + (m_query.empty() ? std::string("all items") : "items that match " + m_query);
}

Result<std::shared_ptr<const TrainingSet>> TrainingSetMaker::make(bool withBulkAndUnsure)
{
    const feedback::Agreement agreement = feedback::agree(m_votes, withBulkAndUnsure);
    std::vector<uint64_t> frozen;
    for (const feedback::AgreedLabel& label : agreement.labels) {
        if (m_frozen.count(label.item) > 0)
            frozen.push_back(label.item);
    }
    const auto set = setOf(usableRows(agreement), frozen, trainingColumns(featureSetOf(m_kind)));
    if (!set)
        return set.error();
    applyLabels(**set, agreement);
    (*set)->conflicts = agreement.conflicts.size();
    describe(**set);
    return std::shared_ptr<const TrainingSet>(*set);
}

Result<std::shared_ptr<const TrainingSet>> TrainingSetMaker::makeOfAll()
{
    const auto set = setOf(m_rows, {}, {});
    if (!set)
        return set.error();
    const feedback::Agreement agreement = feedback::agree(m_votes, true);
    applyLabels(**set, agreement);
    (*set)->conflicts = agreement.conflicts.size();
    return std::shared_ptr<const TrainingSet>(*set);
}

} // namespace assay
