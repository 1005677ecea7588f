// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::query {

// A set of row numbers 0 ... size() - 1 as one bit each. Sets that are combined have the same size.
class RowSet
{
public:
    RowSet() = default;
    explicit RowSet(uint32_t size, bool full = false);

    uint32_t size() const { return m_size; }
    uint32_t count() const; // rows in the set; linear in size() / 64
    bool isEmpty() const;
    bool contains(uint32_t row) const { return (m_words[row / 64] >> (row % 64) & 1) != 0; }
    void add(uint32_t row) { m_words[row / 64] |= uint64_t{1} << (row % 64); }
    void remove(uint32_t row) { m_words[row / 64] &= ~(uint64_t{1} << (row % 64)); }
    void addRange(uint32_t first, uint32_t end); // [first, end)

    RowSet& operator&=(const RowSet& other);
    RowSet& operator|=(const RowSet& other);
    RowSet& operator-=(const RowSet& other);
    void invert();

    // Calls f(row) in ascending order; f returns nothing.
    template <typename F>
    void forEach(F&& f) const
    {
        for (size_t i = 0; i < m_words.size(); ++i) {
            for (uint64_t bits = m_words[i]; bits != 0; bits &= bits - 1)
                f(static_cast<uint32_t>(i * 64) + static_cast<uint32_t>(__builtin_ctzll(bits)));
        }
    }
    std::vector<uint32_t> rows() const; // ascending
    // 64 rows to a word, lowest bit first; bits beyond size() are 0 and must stay so.
    std::vector<uint64_t>& words() { return m_words; }
    const std::vector<uint64_t>& words() const { return m_words; }

    bool operator==(const RowSet&) const = default;

private:
    void clearTail();

    uint32_t m_size = 0;
    std::vector<uint64_t> m_words;
};

} // namespace assay::query
