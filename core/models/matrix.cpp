// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/matrix.h"

#include <algorithm>
#include <limits>

namespace assay::models {

std::vector<double> Matrix::column(size_t index) const
{
    std::vector<double> out(rows);
    for (size_t r = 0; r < rows; ++r)
        out[r] = at(r, index);
    return out;
}

size_t findColumn(const Matrix& table, std::string_view name)
{
    const auto found = std::find(table.names.begin(), table.names.end(), name);
    return found == table.names.end() ? std::string::npos : static_cast<size_t>(found - table.names.begin());
}

Matrix selectColumns(const Matrix& table, const std::vector<std::string>& names, std::vector<std::string>* absent)
{
    std::vector<size_t> places;
    for (const std::string& name : names) {
        places.push_back(findColumn(table, name));
        if (places.back() == std::string::npos && absent)
            absent->push_back(name);
    }
    Matrix out;
    out.names = names;
    out.rows = table.rows;
    out.values.reserve(table.rows * names.size());
    for (size_t r = 0; r < table.rows; ++r) {
        for (const size_t place : places) {
            out.values.push_back(
                place == std::string::npos ? std::numeric_limits<double>::quiet_NaN() : table.at(r, place));
        }
    }
    return out;
}

Matrix selectRows(const Matrix& table, std::span<const size_t> rows)
{
    Matrix out;
    out.names = table.names;
    out.rows = rows.size();
    out.values.reserve(rows.size() * table.columns());
    for (const size_t row : rows) {
        const auto values = table.row(row);
        out.values.insert(out.values.end(), values.begin(), values.end());
    }
    return out;
}

double medianOf(std::span<double> finiteValues)
{
    if (finiteValues.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto middle = finiteValues.begin() + static_cast<std::ptrdiff_t>(finiteValues.size() / 2);
    std::nth_element(finiteValues.begin(), middle, finiteValues.end());
    if (finiteValues.size() % 2 != 0)
        return *middle;
    // Halves first: the sum of two large values could overflow.
    return *std::max_element(finiteValues.begin(), middle) / 2 + *middle / 2;
}

std::vector<double> columnMedians(const Matrix& table)
{
    std::vector<double> medians;
    for (size_t c = 0; c < table.columns(); ++c) {
        std::vector<double> values = table.column(c);
        values.erase(std::remove_if(values.begin(), values.end(), isMissing), values.end());
        medians.push_back(values.empty() ? 0.0 : medianOf(values));
    }
    return medians;
}

} // namespace assay::models
