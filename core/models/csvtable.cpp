// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/csvtable.h"

#include "core/base/ascii.h"
#include "core/base/file.h"
#include "core/text/delimited.h"

#include <charconv>
#include <limits>
#include <optional>
#include <set>

namespace assay::models {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr size_t longestName = 256;
constexpr size_t mostColumns = 999; // the reader drops cells beyond the 1000th

Error fault(uint64_t line, size_t column, const std::string& what)
{
    return Error{ErrorCode::BadData, {},
        "line " + std::to_string(line) + ", column " + std::to_string(column + 1) + ": " + what};
}

bool isWordForMissing(std::string_view cell)
{
    if (!cell.empty() && (cell.front() == '-' || cell.front() == '+'))
        cell.remove_prefix(1);
    return equalsIgnoringCase(cell, "nan") || equalsIgnoringCase(cell, "inf") || equalsIgnoringCase(cell, "infinity");
}

// What the cell says; nullopt when it is no number. A number beyond the range of double is missing like infinity.
std::optional<double> numberOf(std::string_view cell)
{
    cell = trimmed(cell);
    if (cell.empty() || isWordForMissing(cell))
        return missing;
    if (cell.front() == '+' && cell.size() > 1 && cell[1] != '-')
        cell.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (end != cell.data() + cell.size() || failure == std::errc::invalid_argument)
        return std::nullopt;
    if (failure == std::errc::result_out_of_range) // too large, or so small that it is nothing
        return cell.find("e-") != std::string_view::npos || cell.find("E-") != std::string_view::npos ? 0.0 : missing;
    return value;
}

Result<std::vector<std::string>> namesOf(const DelimitedReader& reader)
{
    std::vector<std::string> names;
    std::set<std::string_view> seen;
    if (reader.cells().size() > mostColumns)
        return fault(reader.line(), mostColumns, "more columns than " + std::to_string(mostColumns));
    for (const std::string_view cell : reader.cells()) {
        const std::string_view name = trimmed(cell);
        if (name.empty())
            return fault(reader.line(), names.size(), "the column has no name");
        if (name.size() > longestName)
            return fault(reader.line(), names.size(), "the name of the column is too long");
        if (!seen.insert(name).second)
            return fault(reader.line(), names.size(), "the name '" + std::string(name) + "' stands twice");
        names.emplace_back(name);
    }
    return names;
}

Result<void> addRow(Matrix& table, const DelimitedReader& reader)
{
    const auto& cells = reader.cells();
    if (cells.size() != table.columns()) {
        return fault(reader.line(), std::min(cells.size(), table.columns()),
            std::to_string(cells.size()) + " cells, the first line has " + std::to_string(table.columns()));
    }
    for (size_t c = 0; c < cells.size(); ++c) {
        const auto value = numberOf(cells[c]);
        if (!value)
            return fault(reader.line(), c, "'" + std::string(cells[c].substr(0, 40)) + "' is no number");
        table.values.push_back(*value);
    }
    ++table.rows;
    return {};
}

bool isBlank(const DelimitedReader& reader)
{
    return reader.cells().size() == 1 && trimmed(reader.cells()[0]).empty();
}

} // namespace

Result<Matrix> parseCsvTable(std::string_view bytes, const CsvLimits& limits)
{
    if (bytes.size() > limits.bytes)
        return Error{ErrorCode::LimitExceeded, {}, "more than " + std::to_string(limits.bytes) + " bytes"};
    const TextFileContent content = decodeTextFile(bytes);
    const char detected = detectDelimiter(content.text);
    DelimitedReader reader(content.text, detected ? detected : ',');
    if (!reader.next() || isBlank(reader))
        return Error{ErrorCode::BadData, {}, "line 1: the names of the columns are missing"};
    auto names = namesOf(reader);
    if (!names)
        return names.error();
    Matrix table;
    table.names = std::move(*names);
    // A table of one column may have empty cells: there a blank line is a row, except at the end of the file.
    while (reader.next()) {
        if (isBlank(reader) && (table.columns() > 1 || reader.position() >= content.text.size()))
            continue;
        if (table.values.size() + table.columns() > limits.cells)
            return Error{ErrorCode::LimitExceeded, {}, "more than " + std::to_string(limits.cells) + " cells"};
        if (const auto added = addRow(table, reader); !added)
            return added.error();
    }
    return table;
}

Result<Matrix> readCsvTable(const std::filesystem::path& path, const CsvLimits& limits)
{
    const auto bytes = readFile(path, limits.bytes);
    if (!bytes)
        return bytes.error();
    auto table = parseCsvTable(*bytes, limits);
    if (!table)
        return Error{table.error().code, path.string(), table.error().detail};
    return table;
}

} // namespace assay::models
