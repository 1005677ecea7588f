// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallelfor.h"
#include "widgets/bridge/snapshottable.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace assay::gui {
namespace {

constexpr size_t blockRows = 16384;

// Numbers in an order that unsigned integers have; NaN comes after all.
uint64_t orderedBits(double number)
{
    if (std::isnan(number))
        return UINT64_MAX;
    if (number == 0)
        number = 0; // -0 equals 0
    const uint64_t bits = std::bit_cast<uint64_t>(number);
    return bits >> 63 ? ~bits : bits | (uint64_t{1} << 63);
}

std::string folded(std::string word)
{
    bool ascii = true;
    for (char& c : word) {
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    }
    return ascii ? word : QString::fromStdString(word).toCaseFolded().toStdString();
}

uint64_t firstBytes(const std::string& text)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < 8; ++i)
        bytes = bytes << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return bytes;
}

// The sort keys of one term: a number a row, and the whole text where eight bytes may not decide.
struct Keys
{
    std::vector<uint64_t> numbers;
    std::vector<std::string> texts; // empty for number columns
    bool descending = false;

    int compare(uint32_t a, uint32_t b) const
    {
        int sign = numbers[a] < numbers[b] ? -1 : numbers[a] > numbers[b] ? 1 : 0;
        if (sign == 0 && !texts.empty())
            sign = texts[a].compare(texts[b]);
        return descending ? -sign : sign;
    }
};

Keys makeKeys(const TableRows& rows, const TableColumn& column, Qt::SortOrder order,
    const std::vector<uint32_t>& chosen, const RunContext& context)
{
    Keys keys;
    keys.descending = order == Qt::DescendingOrder;
    keys.numbers.resize(rows.count());
    if (!column.number)
        keys.texts.resize(rows.count());
    const size_t blocks = (chosen.size() + blockRows - 1) / blockRows;
    parallelFor(blocks, context, [&](size_t block, unsigned) {
        const size_t end = std::min(chosen.size(), (block + 1) * blockRows);
        for (size_t i = block * blockRows; i < end; ++i) {
            const uint32_t row = chosen[i];
            if (column.number) {
                keys.numbers[row] = orderedBits(column.number(rows, row));
            } else {
                keys.texts[row] = folded(column.word ? column.word(rows, row) : column.text(rows, row).toStdString());
                keys.numbers[row] = firstBytes(keys.texts[row]);
            }
        }
    });
    return keys;
}

// Sorts blocks in parallel, then merges them pairwise; stable throughout.
template <typename Less>
void parallelStableSort(std::vector<uint32_t>& order, const Less& less, const RunContext& context)
{
    size_t width = std::max<size_t>(blockRows, order.size() / context.workers() + 1);
    const auto at = [&](size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(std::min(i, order.size())); };
    const size_t blocks = (order.size() + width - 1) / width;
    parallelFor(blocks, context,
        [&](size_t block, unsigned) { std::stable_sort(at(block * width), at((block + 1) * width), less); });
    for (; width < order.size() && !context.stopRequested(); width *= 2) {
        for (size_t begin = 0; begin + width < order.size(); begin += 2 * width)
            std::inplace_merge(at(begin), at(begin + width), at(begin + 2 * width), less);
    }
}

} // namespace

Result<std::vector<uint32_t>> sortRows(const TableRows& rows, const TableColumns& columns, const SortTerms& terms,
    std::vector<uint32_t> order, const RunContext& context)
{
    std::vector<Keys> keys;
    for (const SortTerm& term : terms) {
        if (term.column < 0 || static_cast<size_t>(term.column) >= columns.size())
            continue;
        keys.push_back(makeKeys(rows, columns[static_cast<size_t>(term.column)], term.order, order, context));
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "", ""};
    }
    const auto less = [&keys](uint32_t a, uint32_t b) {
        for (const Keys& key : keys) {
            const int sign = key.compare(a, b);
            if (sign != 0)
                return sign < 0;
        }
        return false;
    };
    if (!keys.empty())
        parallelStableSort(order, less, context);
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, "", ""};
    return order;
}

} // namespace assay::gui
