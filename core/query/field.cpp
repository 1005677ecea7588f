// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/field.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay::query {
namespace {

constexpr size_t longestName = 64;

// Letters to add, drop, change or swap with their neighbour to make one word of the other.
size_t editDistance(std::string_view a, std::string_view b)
{
    std::array<std::array<size_t, longestName + 1>, 3> rows = {};
    for (size_t j = 0; j <= b.size(); ++j)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        const auto& above = rows[(i - 1) % 3];
        auto& row = rows[i % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[a.size() % 3][b.size()];
}

size_t toleratedDistance(size_t length)
{
    return length < 3 ? 0 : length < 5 ? 1 : length < 9 ? 2 : 3;
}

} // namespace

std::string nearestWord(std::string_view wrong, const std::vector<std::string_view>& known)
{
    if (wrong.size() > longestName)
        return {};
    const std::string lower = toAsciiLower(wrong);
    size_t best = toleratedDistance(lower.size()) + 1;
    std::string_view nearest;
    for (const std::string_view word : known) {
        const size_t distance = word.size() > longestName ? best : editDistance(lower, toAsciiLower(word));
        if (distance < best) {
            best = distance;
            nearest = word;
        }
    }
    return std::string(nearest);
}

void FieldTable::add(Field field)
{
    const auto same = std::find_if(m_fields.begin(), m_fields.end(), [&field](const Field& known) {
        return known.isFamily == field.isFamily && equalsIgnoringCase(known.name, field.name);
    });
    if (same == m_fields.end())
        m_fields.push_back(std::move(field));
    else
        *same = std::move(field);
}

const Field* FieldTable::find(std::string_view name) const
{
    const size_t dot = name.find('.');
    const Field* family = nullptr;
    for (const Field& field : m_fields) {
        if (!field.isFamily && equalsIgnoringCase(field.name, name))
            return &field;
        if (field.isFamily && equalsIgnoringCase(field.name, name.substr(0, dot)))
            family = &field;
    }
    return family;
}

std::string FieldTable::suggestion(std::string_view wrongName) const
{
    std::vector<std::string_view> names;
    for (const Field& field : m_fields)
        names.push_back(field.name);
    const size_t dot = wrongName.find('.');
    if (dot == std::string_view::npos)
        return nearestWord(wrongName, names);
    if (std::string whole = nearestWord(wrongName, names); !whole.empty())
        return whole;
    // The key may be right and the name before it wrong.
    names.clear();
    for (const Field& field : m_fields) {
        if (field.isFamily)
            names.push_back(field.name);
    }
    const std::string family = nearestWord(wrongName.substr(0, dot), names);
    return family.empty() ? family : family + std::string(wrongName.substr(dot));
}

} // namespace assay::query
