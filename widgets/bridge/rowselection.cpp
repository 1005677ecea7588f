// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/rowselection.h"

#include <bit>

namespace assay::gui {

void RowSelection::clear()
{
    m_all = false;
    m_marked = 0;
    m_words.clear();
}

void RowSelection::selectAll()
{
    clear();
    m_all = true;
}

void RowSelection::set(uint32_t row, bool selected)
{
    const bool mark = m_all != selected;
    if (mark == isMarked(row))
        return;
    if (row / 64 >= m_words.size())
        m_words.resize(row / 64 + 1);
    m_words[row / 64] ^= uint64_t{1} << (row % 64);
    m_marked = mark ? m_marked + 1 : m_marked - 1;
}

void RowSelection::keepOnly(std::span<const uint32_t> shown)
{
    if (m_marked == 0)
        return;
    std::vector<uint64_t> kept(m_words.size());
    for (const uint32_t row : shown) {
        if (isMarked(row))
            kept[row / 64] |= uint64_t{1} << (row % 64);
    }
    m_words = std::move(kept);
    m_marked = 0;
    for (const uint64_t word : m_words)
        m_marked += static_cast<uint64_t>(std::popcount(word));
}

} // namespace assay::gui
