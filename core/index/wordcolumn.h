// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/indexfile.h"
#include "core/index/itemwords.h"
#include "core/query/rowset.h"
#include "core/text/words.h"

#include <deque>
#include <unordered_map>

namespace assay {

// Which rows have which words, and where in their text: words in ascending order, each with its list of
// { row - row before, bytes of positions, positions }. Sections base ... base + 3.
class WordColumnBuilder
{
public:
    void addRow(uint32_t row, const std::vector<ItemWords::Entry>& words);
    void finish(uint32_t base, IndexFileWriter& writer) &&;
    uint64_t bytes() const { return m_bytes; }

private:
    struct Term
    {
        uint32_t lastRow = 0;
        std::string list;
    };
    std::deque<std::string> m_words;
    std::unordered_map<std::string_view, Term> m_terms; // keys lie in m_words
    uint64_t m_bytes = 0;
};

class WordColumn
{
public:
    WordColumn(const IndexFile& file, uint32_t base)
        : m_file(file)
        , m_base(base)
    {
    }
    // Rows that have the phrase (of searchedWords()); none when it is empty.
    query::RowSet rowsWith(const std::vector<TextWord>& phrase) const;
    uint32_t words() const;
    std::string_view word(uint32_t number) const;
    // Words that match, [first, end).
    std::pair<uint32_t, uint32_t> find(const TextWord& wanted) const;

private:
    // Where the phrase begins if these are words `offset` behind its first: row << 32 | position, ascending.
    using Starts = std::vector<uint64_t>;
    Starts startsOf(std::pair<uint32_t, uint32_t> words, uint32_t offset, const query::RowSet* within) const;
    void addRows(uint32_t word, query::RowSet& rows) const;
    std::string_view list(uint32_t word) const;
    const IndexFile& m_file;
    uint32_t m_base;
};

} // namespace assay
