// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::models {

// NaN and both infinities stand for "no value", in training and in scoring.
inline bool isMissing(double value)
{
    return !std::isfinite(value);
}

// A table of numbers with named columns, row after row.
struct Matrix
{
    std::vector<std::string> names; // of the columns
    size_t rows = 0;
    std::vector<double> values; // rows * columns(); not finite: missing

    size_t columns() const { return names.size(); }
    std::span<const double> row(size_t index) const { return {values.data() + index * columns(), columns()}; }
    double at(size_t row, size_t column) const { return values[row * columns() + column]; }
    std::vector<double> column(size_t index) const;
};

// Where a column of that name is; npos: nowhere.
size_t findColumn(const Matrix& table, std::string_view name);
// The named columns in that order. A column that the table lacks is missing in every row, and named in `absent`.
Matrix selectColumns(
    const Matrix& table, const std::vector<std::string>& names, std::vector<std::string>* absent = nullptr);
Matrix selectRows(const Matrix& table, std::span<const size_t> rows);

// Median of the finite values, the mean of the two middle ones for an even count; NaN when there are none. Reorders.
double medianOf(std::span<double> finiteValues);
// A median for each column over its finite values; 0 for a column without any.
std::vector<double> columnMedians(const Matrix& table);

} // namespace assay::models
