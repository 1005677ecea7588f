// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/rowset.h"

#include <algorithm>
#include <bit>

namespace assay::query {
namespace {

// The lowest `count` bits; count < 64.
uint64_t lowBits(uint32_t count)
{
    return (uint64_t{1} << count) - 1;
}

} // namespace

RowSet::RowSet(uint32_t size, bool full)
    : m_size(size)
    , m_words((size_t{size} + 63) / 64, full ? ~uint64_t{0} : 0)
{
    clearTail();
}

void RowSet::clearTail()
{
    if (m_size % 64 != 0)
        m_words.back() &= lowBits(m_size % 64);
}

uint32_t RowSet::count() const
{
    uint32_t total = 0;
    for (const uint64_t word : m_words)
        total += static_cast<uint32_t>(std::popcount(word));
    return total;
}

bool RowSet::isEmpty() const
{
    return std::all_of(m_words.begin(), m_words.end(), [](uint64_t word) { return word == 0; });
}

void RowSet::addRange(uint32_t first, uint32_t end)
{
    for (; first < end && first % 64 != 0; ++first)
        add(first);
    for (; first + uint64_t{64} <= end; first += 64)
        m_words[first / 64] = ~uint64_t{0};
    if (first < end)
        m_words[first / 64] |= lowBits(end - first);
}

RowSet& RowSet::operator&=(const RowSet& other)
{
    for (size_t i = 0; i < m_words.size(); ++i)
        m_words[i] &= other.m_words[i];
    return *this;
}

RowSet& RowSet::operator|=(const RowSet& other)
{
    for (size_t i = 0; i < m_words.size(); ++i)
        m_words[i] |= other.m_words[i];
    return *this;
}

RowSet& RowSet::operator-=(const RowSet& other)
{
    for (size_t i = 0; i < m_words.size(); ++i)
        m_words[i] &= ~other.m_words[i];
    return *this;
}

void RowSet::invert()
{
    for (uint64_t& word : m_words)
        word = ~word;
    clearTail();
}

std::vector<uint32_t> RowSet::rows() const
{
    std::vector<uint32_t> rows;
    rows.reserve(count());
    forEach([&rows](uint32_t row) { rows.push_back(row); });
    return rows;
}

} // namespace assay::query
