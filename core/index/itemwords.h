// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// The words of one item in one column, gathered and sorted by the thread that reads the item, so that the one that
// fills the segment has little to do.
class ItemWords
{
public:
    static constexpr size_t longestWord = 255; // bytes; longer ones are left out, see isComplete()
    static constexpr uint32_t gap = 1; // between texts, so that no phrase goes from one to the next

    explicit ItemWords(size_t mostWords = 65'536)
        : m_mostWords(mostWords)
    {
    }
    void add(std::string_view text); // not folded
    // Every word is there.
    bool isComplete() const { return m_isComplete; }

    struct Entry
    {
        std::string word;
        std::string positions; // deltas as varints
    };
    // Once each, in no order; the words are gone afterwards.
    std::vector<Entry> takeEntries();

private:
    struct Place
    {
        uint32_t offset, length; // in the pool
        uint32_t position;
    };
    size_t m_mostWords;
    std::string m_pool;
    std::vector<Place> m_places;
    uint32_t m_nextPosition = 0;
    bool m_isComplete = true;
};

} // namespace assay
