// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/itemvalues.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace assay {

// Puts the values of one item together, within limits; what does not fit is left out and marked.
class ValueCollector
{
public:
    explicit ValueCollector(const ItemValueLimits& limits)
        : m_limits(limits)
    {
        for (ItemWords& words : m_words)
            words = ItemWords(limits.words);
    }

protected:
    // False: empty, or there is no room.
    bool addText(TextColumn column, std::string text)
    {
        if (text.empty())
            return false;
        auto& list = m_values.texts[static_cast<size_t>(column)];
        if (list.size() >= m_limits.texts || m_textBytes + text.size() > m_limits.textBytes) {
            mark(ItemMark::Incomplete);
            return false;
        }
        m_textBytes += text.size();
        list.push_back(std::move(text));
        return true;
    }
    void addWords(WordColumnId column, std::string_view text) { m_words[static_cast<size_t>(column)].add(text); }
    void mark(ItemMark mark) { m_values.marks |= bitOf(mark); }
    // Those of the item and those known before, with the marks that follow from them.
    void setDefects(DefectSet defects, DefectSet known)
    {
        defects.add(known);
        m_values.defects = defects.bits();
        if (defects.has(Defect::Truncated))
            mark(ItemMark::Truncated);
        for (const Defect defect : defects.list()) {
            if (defectSeverity(defect) == DefectSeverity::Error)
                mark(ItemMark::Broken);
        }
    }
    // The last thing.
    ItemValues finish()
    {
        for (size_t i = 0; i < wordColumns; ++i) {
            if (!m_words[i].isComplete())
                mark(ItemMark::Incomplete);
            m_values.words[i] = m_words[i].takeEntries();
        }
        return std::move(m_values);
    }

    ItemValues m_values;
    const ItemValueLimits& m_limits;

private:
    std::array<ItemWords, wordColumns> m_words;
    size_t m_textBytes = 0;
};

} // namespace assay
