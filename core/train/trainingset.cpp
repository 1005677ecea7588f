// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainingset.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>

namespace assay::train {
namespace {

Error damaged(std::string why)
{
    return Error{ErrorCode::BadData, "training set", std::move(why)};
}

template <typename T>
std::vector<T> picked(const std::vector<T>& values, std::span<const size_t> rows)
{
    std::vector<T> out;
    out.reserve(rows.size());
    for (const size_t row : rows)
        out.push_back(values[row]);
    return out;
}

// ---- tables for other programs

void appendNumber(std::string& out, double value)
{
    if (models::isMissing(value))
        return;
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    out.append(buffer, end.ptr);
}

void appendName(std::string& out, std::string_view name)
{
    if (name.find_first_of(",;\t\"\r\n") == std::string_view::npos) {
        out += name;
        return;
    }
    out += '"';
    for (const char c : name)
        out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

// Small numbers for groups, in the order in which they appear: hashes would not fit into a cell.
std::vector<uint64_t> renumbered(const std::vector<uint64_t>& groups)
{
    std::unordered_map<uint64_t, uint64_t> numbers;
    std::vector<uint64_t> out;
    for (const uint64_t group : groups)
        out.push_back(numbers.try_emplace(group, numbers.size()).first->second);
    return out;
}

// Takes a column out of a table when it is there.
class ColumnTaker
{
public:
    explicit ColumnTaker(const models::Matrix& table)
        : m_table(table)
        , m_keep(table.columns(), true)
    {
    }
    // Numbers of [low, high]; an empty cell is `fallback`, or a fault when that is not finite. Empty: no such column.
    Result<std::vector<double>> take(std::string_view name, double low, double high, double fallback)
    {
        const size_t column = models::findColumn(m_table, name);
        if (column == std::string::npos)
            return std::vector<double>();
        m_keep[column] = false;
        std::vector<double> values = m_table.column(column);
        for (size_t row = 0; row < values.size(); ++row) {
            double& value = values[row];
            value = models::isMissing(value) ? fallback : value;
            if (!(value >= low && value <= high))
                return Error{ErrorCode::BadData, std::string(name), "row " + std::to_string(row + 1)};
        }
        return values;
    }
    models::Matrix rest() const
    {
        std::vector<std::string> names;
        for (size_t c = 0; c < m_keep.size(); ++c) {
            if (m_keep[c])
                names.push_back(m_table.names[c]);
        }
        return models::selectColumns(m_table, names);
    }

private:
    const models::Matrix& m_table;
    std::vector<bool> m_keep;
};

template <typename T>
void assignWhole(std::vector<T>& out, const std::vector<double>& values)
{
    std::transform(values.begin(), values.end(), out.begin(), [](double value) { return static_cast<T>(value); });
}

} // namespace

Result<void> checkTrainingSet(const TrainingSet& set)
{
    const size_t rows = set.rows.rows;
    const std::pair<const char*, size_t> sizes[] = {{"labels", set.labels.size()}, {"weights", set.weights.size()},
        {"items", set.items.size()}, {"groups", set.groups.size()}, {"times", set.times.size()},
        {"confirmed", set.confirmed.empty() ? rows : set.confirmed.size()}};
    for (const auto& [name, size] : sizes) {
        if (size != rows)
            return damaged(std::string(name) + " do not fit the rows");
    }
    if (set.rows.values.size() != rows * set.rows.columns())
        return damaged("the table does not fit its columns");
    std::set<std::string_view> names(set.rows.names.begin(), set.rows.names.end());
    if (names.size() != set.rows.columns() || names.count(""))
        return damaged("a column has no name, or that of another");
    if (std::any_of(set.labels.begin(), set.labels.end(), [](uint8_t label) { return label > noTrainingLabel; }))
        return damaged("a label is not 0, 1 or none");
    if (std::any_of(set.weights.begin(), set.weights.end(), [](float w) { return !std::isfinite(w) || w < 0; }))
        return damaged("a weight is negative or no number");
    if (std::any_of(set.confirmed.begin(), set.confirmed.end(), [](uint8_t flag) { return flag > 1; }))
        return damaged("a flag is not 0 or 1");
    return {};
}

TrainingSet selectTrainingRows(const TrainingSet& set, std::span<const size_t> rows)
{
    TrainingSet out;
    out.rows = models::selectRows(set.rows, rows);
    out.labels = picked(set.labels, rows);
    out.weights = picked(set.weights, rows);
    out.items = picked(set.items, rows);
    out.groups = picked(set.groups, rows);
    out.times = picked(set.times, rows);
    if (!set.confirmed.empty())
        out.confirmed = picked(set.confirmed, rows);
    out.description = set.description;
    out.query = set.query;
    out.batches = set.batches;
    out.featureSet = set.featureSet;
    out.conflicts = set.conflicts;
    return out;
}

TrainingSet makeTrainingSet(models::Matrix rows, std::vector<uint8_t> labels)
{
    TrainingSet set;
    const size_t count = rows.rows;
    set.rows = std::move(rows);
    set.labels = std::move(labels);
    if (set.labels.empty())
        set.labels.assign(count, noTrainingLabel);
    set.weights.assign(count, 1.0F);
    set.times.assign(count, 0);
    set.items.resize(count);
    std::iota(set.items.begin(), set.items.end(), uint64_t{0});
    set.groups = set.items;
    return set;
}

std::string trainingSetToCsv(const TrainingSet& set)
{
    std::string out;
    for (const std::string_view name : {itemColumn, labelColumn, weightColumn, groupColumn, timeColumn})
        out.append(out.empty() ? "" : ",").append(name);
    if (!set.confirmed.empty())
        out.append(",").append(confirmedColumn);
    for (const std::string& name : set.rows.names) {
        out += ',';
        appendName(out, name);
    }
    out += '\n';
    const std::vector<uint64_t> groups = renumbered(set.groups);
    for (size_t r = 0; r < set.size(); ++r) {
        out += std::to_string(set.items[r]) + ',';
        if (set.labels[r] != noTrainingLabel)
            out += set.labels[r] ? '1' : '0';
        out += ',';
        appendNumber(out, static_cast<double>(set.weights[r]));
        out += ',' + std::to_string(groups[r]) + ',' + std::to_string(set.times[r]);
        if (!set.confirmed.empty())
            out += set.confirmed[r] ? ",1" : ",0";
        for (const double value : set.rows.row(r)) {
            out += ',';
            appendNumber(out, value);
        }
        out += '\n';
    }
    return out;
}

Result<TrainingSet> trainingSetFromCsv(std::string_view text, const models::CsvLimits& limits)
{
    const auto table = models::parseCsvTable(text, limits);
    if (!table)
        return table.error();
    constexpr double largest = 0x1.0p53; // beyond it not every whole number is a double
    constexpr double required = std::numeric_limits<double>::quiet_NaN();
    ColumnTaker taker(*table);
    const auto items = taker.take(itemColumn, 0, largest, required);
    const auto labels = taker.take(labelColumn, 0, noTrainingLabel, noTrainingLabel);
    const auto weights = taker.take(weightColumn, 0, 1e9, 1);
    const auto groups = taker.take(groupColumn, 0, largest, required);
    const auto times = taker.take(timeColumn, -largest, largest, 0);
    const auto confirmed = taker.take(confirmedColumn, 0, 1, 0);
    for (const auto* part : {&items, &labels, &weights, &groups, &times, &confirmed}) {
        if (!*part)
            return part->error();
    }
    TrainingSet set = makeTrainingSet(taker.rest());
    assignWhole(set.items, *items);
    set.groups = set.items;
    assignWhole(set.labels, *labels);
    std::transform(
        weights->begin(), weights->end(), set.weights.begin(), [](double w) { return static_cast<float>(w); });
    assignWhole(set.groups, *groups);
    assignWhole(set.times, *times);
    set.confirmed.resize(confirmed->size());
    assignWhole(set.confirmed, *confirmed);
    if (const auto sound = checkTrainingSet(set); !sound)
        return sound.error();
    return set;
}

} // namespace assay::train
