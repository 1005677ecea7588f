// SPDX-License-Identifier: GPL-3.0-or-later
// Case::fieldValues: what completion offers.
#include "core/casefile/casedata.h"
#include "core/casefile/question.h"
#include "core/casefile/segmentanswer.h"

#include "core/text/searchfold.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace assay {
namespace {

// Counts of values that begin with a prefix.
class ValueCounter
{
public:
    explicit ValueCounter(std::string_view prefix)
        : m_prefix(foldedForSearch(prefix))
    {
    }
    void add(std::string_view value, uint64_t items)
    {
        const std::string folded = foldedForSearch(value);
        if (items > 0 && folded.compare(0, m_prefix.size(), m_prefix) == 0)
            m_counts[std::string(value)] += items;
    }
    void addColumn(const ValueColumn& column)
    {
        const auto [first, end] = column.beginningWith(m_prefix);
        const std::vector<uint32_t> counts = column.rowCounts(first, end);
        for (uint32_t value = first; value < end; ++value) {
            if (counts[value - first] > 0)
                m_counts[std::string(column.original(value))] += counts[value - first];
        }
    }
    std::vector<Case::FieldValue> take(size_t limit) const
    {
        std::vector<Case::FieldValue> values;
        for (const auto& [value, items] : m_counts)
            values.push_back(Case::FieldValue{value, items});
        const auto before = [](const Case::FieldValue& a, const Case::FieldValue& b) {
            return a.items != b.items ? a.items > b.items : a.value < b.value;
        };
        limit = std::min(limit, values.size());
        std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(limit), values.end(), before);
        values.resize(limit);
        return values;
    }

private:
    std::string m_prefix;
    std::unordered_map<std::string, uint64_t> m_counts;
};

void addLabels(const CaseSnapshot& snapshot, ValueCounter& counter)
{
    std::array<uint64_t, 256> counts{};
    for (const feedback::LabelId label : snapshot.labels->labels)
        ++counts[label];
    for (size_t id = 1; id < counts.size(); ++id) {
        if (const feedback::LabelKind* kind = feedback::findLabel(static_cast<feedback::LabelId>(id)))
            counter.add(kind->name, counts[id]);
    }
}

void addAuthors(const CaseSnapshot& snapshot, ValueCounter& counter)
{
    const feedback::LabelColumns& labels = *snapshot.labels;
    std::vector<uint64_t> counts(labels.authors.size());
    for (size_t row = 0; row < labels.labels.size(); ++row) {
        if (labels.labels[row] != feedback::noLabel && labels.author[row] < counts.size())
            ++counts[labels.author[row]];
    }
    for (size_t i = 0; i < counts.size(); ++i)
        counter.add(labels.authors[i], counts[i]);
}

void addActions(const CaseSnapshot& snapshot, ValueCounter& counter)
{
    std::array<uint64_t, 3> counts{};
    for (size_t row = 0; row < snapshot.scores->scores.size(); ++row) {
        if (!std::isnan(snapshot.scores->scores[row]))
            ++counts[static_cast<size_t>(snapshot.scores->actions[row])];
    }
    for (size_t i = 0; i < counts.size(); ++i)
        counter.add(actionName(static_cast<Action>(i)), counts[i]);
}

void addKinds(const CaseSnapshot& snapshot, FieldPlace place, ValueCounter& counter)
{
    uint64_t messages = 0, sets = 0, slow = 0;
    std::array<uint64_t, 3> predictions{};
    for (uint32_t row = 0; row < snapshot.items->count(); ++row) {
        const TrafficNumbers* numbers = snapshot.items->traffic(row);
        messages += snapshot.items->row(row).kind == ItemKind::Message ? 1 : 0;
        slow += numbers && numbers->isLowRate() ? 1 : 0;
        sets += numbers ? 1 : 0;
        if (numbers && snapshot.scores && row < snapshot.scores->predictions.size())
            ++predictions[static_cast<size_t>(snapshot.scores->predictions[row])];
    }
    if (place == FieldPlace::Kind) {
        counter.add("message", messages);
        counter.add("request_set", snapshot.items->count() - messages);
    } else if (place == FieldPlace::LowRate) {
        counter.add("yes", slow);
        counter.add("no", sets - slow);
    } else {
        for (size_t i = 0; i < predictions.size(); ++i)
            counter.add(predictionName(static_cast<Prediction>(i)), predictions[i]);
    }
}

// Values of what the snapshot holds in memory.
void addFromTable(const CaseSnapshot& snapshot, FieldPlace place, ValueCounter& counter)
{
    for (const SourceInfo& source : *snapshot.sources) {
        if (place == FieldPlace::Source)
            counter.add(source.title, source.items);
        for (const FolderInfo& folder : source.folders) {
            if (place == FieldPlace::Folder && !folder.path.empty())
                counter.add(folder.path, folder.items);
        }
    }
    if (place == FieldPlace::Kind || place == FieldPlace::LowRate || place == FieldPlace::Prediction)
        addKinds(snapshot, place, counter);
    if (place == FieldPlace::Action && snapshot.scores)
        addActions(snapshot, counter);
    if (place == FieldPlace::RuleSet && snapshot.scores && !snapshot.scans->empty())
        counter.add(snapshot.scans->back().ruleSetTitle, snapshot.scores->scanned);
    if (!snapshot.labels)
        return;
    if (place == FieldPlace::Label)
        addLabels(snapshot, counter);
    if (place == FieldPlace::LabelAuthor)
        addAuthors(snapshot, counter);
    if (place == FieldPlace::Tag) {
        for (const auto& [tag, rows] : snapshot.labels->tags)
            counter.add(tag, rows.size());
    }
}

} // namespace

Result<std::vector<Case::FieldValue>> Case::fieldValues(const CaseSnapshot& snapshot, std::string_view fieldName,
    std::string_view prefix, size_t limit, const RunContext& context) const
{
    const query::Field* named = fields().find(fieldName);
    const CaseField* field = named ? caseField(*named) : nullptr;
    if (!field || named->isFamily)
        return std::vector<FieldValue>();
    ValueCounter counter(prefix);
    addFromTable(snapshot, field->place, counter);
    Question question(m_data->connections, m_data->segments, IndexFiles(folder() / "index"), snapshot);
    for (const RowUnit& unit : question.units()) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, std::string(fieldName), {}};
        if (isScanText(field->place)) {
            const auto scan = question.scanSegment(unit, context);
            if (scan && *scan)
                counter.addColumn((*scan)->column(scanColumnOf(field->place)));
        } else if (field->place == FieldPlace::Text && unit.segment) {
            counter.addColumn(unit.segment->texts(field->text)); // of what is indexed: completion must not wait
            if (field->also != TextColumn::Count)
                counter.addColumn(unit.segment->texts(field->also));
        }
    }
    return counter.take(limit);
}

} // namespace assay
