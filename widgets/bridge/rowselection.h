// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::gui {

// Which of the rows that a list shows are selected, by their numbers in the snapshot, so sorting changes nothing:
// either the marked rows, or "everything the query finds" without the marked ones. Everything costs no memory; marks
// cost one bit a row. Marked rows are always among those shown: see keepOnly().
class RowSelection
{
public:
    void clear();
    void selectAll(); // what the query finds, now and later
    bool isAll() const { return m_all; } // perhaps with exclusions

    bool contains(uint32_t row) const { return m_all != isMarked(row); }
    void set(uint32_t row, bool selected);
    // Rows selected of `shown` rows.
    uint64_t count(uint64_t shown) const { return m_all ? shown - m_marked : m_marked; }
    uint64_t exclusions() const { return m_all ? m_marked : 0; }
    // Forgets the marks of all other rows. Linear in the rows.
    void keepOnly(std::span<const uint32_t> shown);

private:
    bool isMarked(uint32_t row) const
    {
        return row / 64 < m_words.size() && (m_words[row / 64] >> (row % 64) & 1) != 0;
    }
    bool m_all = false;
    uint64_t m_marked = 0;
    std::vector<uint64_t> m_words; // 64 rows a word, as long as the last mark needs
};

} // namespace assay::gui
