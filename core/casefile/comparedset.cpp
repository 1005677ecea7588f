// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/comparedset.h"

#include "core/base/time.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <unordered_map>

namespace assay {
namespace {

constexpr size_t chunkItems = 50'000; // the features of so many fit into memory
constexpr size_t mostDomains = 30, mostLanguages = 12;

bool isTarget(const CaseSnapshot& snapshot, size_t row)
{
    const feedback::LabelKind* kind =
        row < snapshot.labels->labels.size() ? feedback::findLabel(snapshot.labels->labels[row]) : nullptr;
    return kind && kind->target >= 0;
}

std::vector<ItemId> labelledOf(const CaseSnapshot& snapshot, const std::vector<ItemId>& items)
{
    std::vector<ItemId> out;
    for (const ItemId item : items) {
        if (isTarget(snapshot, snapshot.items->find(item)))
            out.push_back(item);
    }
    return out;
}

bool isLearned(std::span<const ComparedScorer> scorers, uint64_t item, uint64_t group)
{
    for (const ComparedScorer& scorer : scorers) {
        for (const train::LearnedRows& learned : scorer.learned()) {
            if (learned.has(item, group))
                return true;
        }
    }
    return false;
}

// What all of them score; rules score anything.
Result<ItemKind> kindOf(std::span<const ComparedScorer> scorers)
{
    std::optional<ItemKind> kind;
    for (const ComparedScorer& scorer : scorers) {
        if (!scorer.items())
            continue;
        if (kind && *kind != *scorer.items())
            return Error{ErrorCode::BadArgument, "comparison", "some of the models read messages, others request sets"};
        kind = scorer.items();
    }
    return kind.value_or(ItemKind::Message);
}

// The rows of a chunk that take part; those that a model learned from are noted.
std::vector<size_t> keptRows(const train::TrainingSet& set, std::span<const ComparedScorer> scorers,
    bool withoutLearned, bool needsLabel, ComparedSet& out)
{
    std::vector<size_t> kept;
    for (size_t row = 0; row < set.size(); ++row) {
        if (needsLabel && set.labels[row] == train::noTrainingLabel)
            continue;
        const bool learned = isLearned(scorers, set.items[row], set.groups[row]);
        if (learned)
            out.overlap.push_back(ItemId{static_cast<uint32_t>(set.items[row])});
        if (!learned || !withoutLearned)
            kept.push_back(row);
    }
    return kept;
}

Result<void> addScores(Connections& connections, const CaseSnapshot& snapshot, const train::TrainingSet& set,
    std::span<const ComparedScorer> scorers, ComparedSet& out, const RunContext& context)
{
    const bool needsRules =
        std::any_of(scorers.begin(), scorers.end(), [](const ComparedScorer& one) { return one.needsRules(); });
    Result<std::vector<double>> rules = std::vector<double>(set.size());
    if (needsRules)
        rules = ruleScores(connections, snapshot, set.items, context);
    if (!rules)
        return rules.error();
    for (size_t i = 0; i < scorers.size(); ++i) {
        const auto scores = scorers[i].score(set.rows, *rules, out.defaults[i], context);
        if (!scores)
            return scores.error();
        out.scores[i].insert(out.scores[i].end(), scores->begin(), scores->end());
    }
    for (const uint64_t item : set.items)
        out.items.push_back(ItemId{static_cast<uint32_t>(item)});
    out.labels.insert(out.labels.end(), set.labels.begin(), set.labels.end());
    out.groups.insert(out.groups.end(), set.groups.begin(), set.groups.end());
    return {};
}

// Collects the values of a slice column.
class SliceMaker
{
public:
    SliceMaker(std::string kind, bool decides, size_t rows)
        : m_column{std::move(kind), decides, {}, {}}
    {
        m_column.valueOf.reserve(rows);
    }
    void add(const std::string& value)
    {
        if (value.empty()) {
            m_column.valueOf.push_back(train::SliceColumn::none);
            return;
        }
        const auto [known, isNew] = m_known.try_emplace(value, static_cast<uint32_t>(m_column.values.size()));
        if (isNew)
            m_column.values.push_back(value);
        m_column.valueOf.push_back(known->second);
    }
    // Only the values that most rows have.
    train::SliceColumn take(size_t most)
    {
        std::vector<std::pair<uint64_t, uint32_t>> counts;
        for (uint32_t i = 0; i < m_column.values.size(); ++i)
            counts.emplace_back(0, i);
        for (const uint32_t value : m_column.valueOf) {
            if (value != train::SliceColumn::none)
                ++counts[value].first;
        }
        std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        std::vector<bool> isLeftOut(counts.size(), false);
        for (size_t i = most; i < counts.size(); ++i)
            isLeftOut[counts[i].second] = true;
        for (uint32_t& value : m_column.valueOf)
            value = value != train::SliceColumn::none && isLeftOut[value] ? train::SliceColumn::none : value;
        return std::move(m_column);
    }

private:
    train::SliceColumn m_column;
    std::unordered_map<std::string, uint32_t> m_known;
};

std::string monthOf(int64_t date)
{
    if (date == ItemRow::noDate)
        return {};
    const CivilTime civil = civilFromSeconds(date);
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d", civil.year, civil.month);
    return text;
}

std::string domainOf(std::string_view from)
{
    const size_t at = from.rfind('@');
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = from.substr(at + 1);
    return std::string(rest.substr(0, rest.find_first_of("> \t,;)\"")));
}

Result<train::SliceColumn> languagesOf(
    const Case& work, const CaseSnapshot& snapshot, std::span<const ItemId> items, const RunContext& context)
{
    train::SliceColumn column{"language", true, {}, std::vector<uint32_t>(items.size(), train::SliceColumn::none)};
    // Without an index every item would have to be read.
    if (snapshot.indexedRows < snapshot.items->count())
        return column;
    const auto values = work.fieldValues(snapshot, "lang", "", mostLanguages, context);
    if (!values)
        return values.error();
    for (const Case::FieldValue& value : *values) {
        const auto matching = itemsOfQuery(work, snapshot, "lang:\"" + value.value + "\"", context);
        if (!matching)
            continue; // a value that cannot be asked for
        for (const ItemId item : *matching) {
            const auto place = std::lower_bound(
                items.begin(), items.end(), item, [](ItemId a, ItemId b) { return a.value < b.value; });
            if (place != items.end() && place->value == item.value)
                column.valueOf[static_cast<size_t>(place - items.begin())] =
                    static_cast<uint32_t>(column.values.size());
        }
        column.values.push_back(value.value);
    }
    return column;
}

} // namespace

Result<std::vector<ItemId>> itemsOfQuery(
    const Case& work, const CaseSnapshot& snapshot, std::string_view query, const RunContext& context)
{
    auto parsed = work.parse(query, std::time(nullptr));
    if (!parsed.ok())
        return Error{ErrorCode::BadArgument, "query", query::faultText(parsed.error())};
    FindRequest request;
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    const auto found = work.find(snapshot, request, context);
    if (!found)
        return found.error();
    std::vector<ItemId> items;
    for (const uint32_t row : found->rows)
        items.push_back(snapshot.items->row(row).id);
    return items;
}

std::vector<ItemId> itemsOfKind(const CaseSnapshot& snapshot, std::span<const ItemId> items, ItemKind kind)
{
    std::vector<ItemId> of;
    std::copy_if(items.begin(), items.end(), std::back_inserter(of),
        [&](ItemId item) { return snapshot.items->row(snapshot.items->find(item)).kind == kind; });
    return of;
}

Result<ComparedSet> scoreItems(const Case& work, Connections& connections, const CaseSnapshot& snapshot,
    std::vector<ItemId> items, std::span<const ComparedScorer> scorers, bool withoutLearned, ComparedLabels labels,
    const RunContext& context)
{
    const auto kind = kindOf(scorers);
    if (!kind)
        return kind.error();
    items = itemsOfKind(snapshot, items, *kind);
    std::sort(items.begin(), items.end(), [](ItemId a, ItemId b) { return a.value < b.value; });
    bool needsLabel = false;
    if (labels == ComparedLabels::Wanted) {
        auto labelled = labelledOf(snapshot, items);
        needsLabel = !labelled.empty();
        if (needsLabel)
            items = std::move(labelled);
    }
    ComparedSet out;
    out.scores.resize(scorers.size());
    out.defaults.resize(scorers.size());
    for (size_t begin = 0; begin < items.size(); begin += chunkItems) {
        const std::span chunk = std::span(items).subspan(begin, std::min(chunkItems, items.size() - begin));
        const auto set = work.featureRows(chunk, context);
        if (!set)
            return set.error();
        const auto kept = keptRows(**set, scorers, withoutLearned, needsLabel, out);
        const auto added =
            addScores(connections, snapshot, train::selectTrainingRows(**set, kept), scorers, out, context);
        if (!added)
            return added.error();
    }
    return out;
}

Result<std::vector<train::SliceColumn>> slicesOf(
    const Case& work, const CaseSnapshot& snapshot, std::span<const ItemId> items, const RunContext& context)
{
    std::unordered_map<uint32_t, std::string> titles;
    for (const SourceInfo& source : *snapshot.sources)
        titles[source.id] = source.title;
    SliceMaker sources("source", true, items.size()), domains("sender", false, items.size()),
        months("month", false, items.size());
    for (const ItemId item : items) {
        const size_t row = snapshot.items->find(item);
        sources.add(titles[snapshot.items->row(row).source]);
        domains.add(domainOf(snapshot.items->from(row)));
        months.add(monthOf(snapshot.items->row(row).date));
    }
    auto languages = languagesOf(work, snapshot, items, context);
    if (!languages)
        return languages.error();
    std::vector<train::SliceColumn> out;
    out.push_back(sources.take(SIZE_MAX));
    out.push_back(std::move(*languages));
    out.push_back(domains.take(mostDomains));
    out.push_back(months.take(SIZE_MAX));
    return out;
}

} // namespace assay
