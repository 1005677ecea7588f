// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/itemwords.h"

#include "core/index/varint.h"
#include "core/text/searchfold.h"
#include "core/text/words.h"

#include <algorithm>

namespace assay {

void ItemWords::add(std::string_view text)
{
    if (text.empty() || !m_isComplete)
        return;
    const std::string folded = foldedForSearch(text);
    for (const TextWord& word : wordsOf(folded)) {
        if (m_places.size() >= m_mostWords || word.text.size() > longestWord) {
            m_isComplete = false;
            return;
        }
        m_places.push_back(Place{static_cast<uint32_t>(m_pool.size()), static_cast<uint32_t>(word.text.size()),
            m_nextPosition + word.position});
        m_pool += word.text;
    }
    if (!m_places.empty())
        m_nextPosition = m_places.back().position + 1 + gap;
}

std::vector<ItemWords::Entry> ItemWords::takeEntries()
{
    const auto text = [this](
                          const Place& place) { return std::string_view(m_pool).substr(place.offset, place.length); };
    std::sort(m_places.begin(), m_places.end(), [&](const Place& a, const Place& b) {
        const int sign = text(a).compare(text(b));
        return sign != 0 ? sign < 0 : a.position < b.position;
    });
    std::vector<Entry> entries;
    uint32_t before = 0;
    for (const Place& place : m_places) {
        if (entries.empty() || entries.back().word != text(place)) {
            entries.push_back(Entry{std::string(text(place)), {}});
            before = 0;
        }
        putVarint(entries.back().positions, place.position - before);
        before = place.position;
    }
    m_places.clear();
    m_pool.clear();
    return entries;
}

} // namespace assay
