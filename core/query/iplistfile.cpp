// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/iplistfile.h"

#include "core/base/ascii.h"
#include "core/text/delimited.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>

namespace assay::query {
namespace {

constexpr size_t mostRows = 5'000'000;
constexpr size_t sampledRows = 300;
constexpr size_t sampledBytes = 4u << 20;
constexpr size_t keptRejects = 1000;
constexpr size_t shownBytes = 200;
constexpr double enoughAddresses = 0.8;

constexpr std::array<std::string_view, 6> addressNames = {
    "ip", "ip_address", "client_ip", "src_ip", "source.ip", "address"};
constexpr std::array<std::string_view, 7> labelNames = {"bot", "notbot", "not bot", "benign", "malicious", "0", "1"};

template <size_t N>
bool isOneOf(std::string_view text, const std::array<std::string_view, N>& names)
{
    return std::any_of(
        names.begin(), names.end(), [text](std::string_view name) { return equalsIgnoringCase(name, text); });
}

// Blank lines and comments are no rows.
bool isRow(const std::vector<std::string_view>& cells)
{
    if (trimmed(cells.front()).starts_with('#'))
        return false;
    return std::any_of(cells.begin(), cells.end(), [](std::string_view cell) { return !trimmed(cell).empty(); });
}

// A cell without the comment behind it: "192.0.2.1 # scanner".
std::string_view withoutComment(std::string_view cell)
{
    for (size_t at = cell.find('#'); at != std::string_view::npos; at = cell.find('#', at + 1)) {
        if (at > 0 && isBlank(cell[at - 1]))
            return cell.substr(0, at);
    }
    return cell;
}

// Whether somebody meant an address here, even if it is none; a heading is not.
bool looksLikeAddress(std::string_view cell)
{
    const bool hasDigit = std::any_of(cell.begin(), cell.end(), isAsciiDigit);
    const bool hasMark = cell.find_first_of(".:") != std::string_view::npos;
    return hasDigit && hasMark && cell.find_first_not_of("0123456789abcdefABCDEF.:/%-*[] ") == std::string_view::npos;
}

struct Sample
{
    std::vector<std::vector<std::string>> rows;
    size_t width = 0;
};

Sample takeSample(std::string_view text, char delimiter)
{
    Sample sample;
    DelimitedReader reader(text, delimiter);
    while (sample.rows.size() <= sampledRows && reader.position() < sampledBytes && reader.next()) {
        if (!isRow(reader.cells()))
            continue;
        std::vector<std::string>& row = sample.rows.emplace_back();
        for (const std::string_view cell : reader.cells())
            row.emplace_back(utf8Prefix(trimmed(withoutComment(cell)), shownBytes));
        sample.width = std::max(sample.width, row.size());
    }
    return sample;
}

// Where the columns are and what they hold, found by the first rows.
class Layout
{
public:
    Layout(const Sample& sample, std::optional<size_t> chosen);

    std::vector<IpListColumn> columns;
    size_t column = 0;
    bool hasHeader = false;
    std::optional<size_t> labelColumn;

private:
    std::optional<size_t> namedColumn(const std::vector<std::string>& row) const;
    size_t columnOfAddresses(const Sample& sample) const;
    void describe(const Sample& sample);
    bool holdsLabels(const Sample& sample, size_t index) const;
};

Layout::Layout(const Sample& sample, std::optional<size_t> chosen)
    : columns(std::max<size_t>(sample.width, 1))
{
    if (sample.rows.empty())
        return;
    const std::vector<std::string>& first = sample.rows.front();
    const auto named = namedColumn(first);
    column = chosen ? *chosen : named ? *named : columnOfAddresses(sample);
    const std::string_view candidate = column < first.size() ? std::string_view(first[column]) : std::string_view();
    hasHeader = named.has_value() || (!readIpCell(candidate) && !looksLikeAddress(candidate));
    describe(sample);
}

std::optional<size_t> Layout::namedColumn(const std::vector<std::string>& row) const
{
    for (size_t i = 0; i < row.size(); ++i) {
        if (isOneOf(row[i], addressNames))
            return i;
    }
    return std::nullopt;
}

// The first column with enough addresses, else the one with the most. The first row may be a header and is not asked,
// unless it is alone.
size_t Layout::columnOfAddresses(const Sample& sample) const
{
    std::vector<size_t> found(columns.size());
    const size_t first = sample.rows.size() > 1 ? 1 : 0;
    for (size_t row = first; row < sample.rows.size(); ++row) {
        for (size_t i = 0; i < sample.rows[row].size(); ++i)
            found[i] += readIpCell(sample.rows[row][i]) ? 1 : 0;
    }
    const double enough = enoughAddresses * static_cast<double>(sample.rows.size() - first);
    const auto good = std::find_if(
        found.begin(), found.end(), [enough](size_t count) { return static_cast<double>(count) >= enough; });
    const auto most = good != found.end() ? good : std::max_element(found.begin(), found.end());
    return static_cast<size_t>(most - found.begin());
}

void Layout::describe(const Sample& sample)
{
    const size_t first = hasHeader ? 1 : 0;
    for (size_t i = 0; i < columns.size(); ++i) {
        IpListColumn& one = columns[i];
        if (hasHeader && i < sample.rows[0].size())
            one.name = sample.rows[0][i];
        for (size_t row = first; row < sample.rows.size(); ++row) {
            const std::string_view cell = i < sample.rows[row].size() ? std::string_view(sample.rows[row][i]) : "";
            ++one.sampled;
            one.addresses += readIpCell(cell) ? 1 : 0;
            if (one.example.empty())
                one.example = cell;
        }
        if (!labelColumn && i != column && (equalsIgnoringCase(one.name, "label") || holdsLabels(sample, i)))
            labelColumn = i;
    }
}

bool Layout::holdsLabels(const Sample& sample, size_t index) const
{
    const size_t first = hasHeader ? 1 : 0;
    return sample.rows.size() > first
        && std::all_of(sample.rows.begin() + static_cast<ptrdiff_t>(first), sample.rows.end(),
            [index](
                const std::vector<std::string>& row) { return index < row.size() && isOneOf(row[index], labelNames); });
}

// Reads all rows of the column into the file.
Result<void> readRows(std::string_view text, IpListFile& file, const RunContext& context)
{
    DelimitedReader reader(text, file.delimiter);
    bool skipsHeader = file.hasHeader;
    while (reader.next()) {
        if (!isRow(reader.cells()))
            continue;
        if (skipsHeader) {
            skipsHeader = false;
            continue;
        }
        if (++file.rows > mostRows)
            return Error{ErrorCode::LimitExceeded, {}, "more than 5,000,000 rows"};
        const std::string_view cell =
            file.column < reader.cells().size() ? reader.cells()[file.column] : std::string_view();
        if (const auto range = readIpCell(withoutComment(cell))) {
            file.entries.push_back(*range);
        } else if (++file.rejected <= keptRejects) {
            file.rejects.push_back({reader.line(), std::string(utf8Prefix(trimmed(cell), shownBytes))});
        }
        if (file.rows % 8192 == 0) {
            if (context.stopRequested())
                return Error{ErrorCode::Cancelled, {}, {}};
            context.setDone(reader.position());
        }
    }
    return {};
}

void summarise(IpListFile& file)
{
    const auto before = [](const IpRange& a, const IpRange& b) {
        return a.low == b.low ? a.high < b.high : a.low < b.low;
    };
    if (!std::is_sorted(file.entries.begin(), file.entries.end(), before))
        std::sort(file.entries.begin(), file.entries.end(), before);
    const auto end = std::unique(file.entries.begin(), file.entries.end());
    file.duplicates = static_cast<uint64_t>(file.entries.end() - end);
    file.entries.erase(end, file.entries.end());
    file.singles = static_cast<uint64_t>(std::count_if(
        file.entries.begin(), file.entries.end(), [](const IpRange& range) { return range.low == range.high; }));
    file.networks = file.entries.size() - file.singles;
    file.addresses = IpRangeSet(file.entries);
}

} // namespace

Result<IpListFile> readIpList(std::string_view bytes, const IpListOptions& options, const RunContext& context)
{
    const TextFileContent content = decodeTextFile(bytes);
    IpListFile file;
    file.charset = content.charset;
    file.delimiter = options.delimiter.value_or(detectDelimiter(content.text));
    Layout layout(takeSample(content.text, file.delimiter), options.column);
    if (options.column && *options.column >= layout.columns.size())
        return Error{ErrorCode::BadArgument, std::to_string(*options.column + 1), "the file has no such column"};
    file.columns = std::move(layout.columns);
    file.column = layout.column;
    file.hasHeader = layout.hasHeader;
    file.labelColumn = layout.labelColumn;
    context.setTotal(content.text.size());
    if (const auto read = readRows(content.text, file, context); !read)
        return read.error();
    context.setDone(content.text.size());
    summarise(file);
    return file;
}

} // namespace assay::query
