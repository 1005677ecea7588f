// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/wordcolumn.h"

#include "core/index/varint.h"

#include <algorithm>

namespace assay {
namespace {

enum Part : uint32_t { WordPool, WordEnds, ListPool, ListEnds };

} // namespace

void WordColumnBuilder::addRow(uint32_t row, const std::vector<ItemWords::Entry>& words)
{
    for (const ItemWords::Entry& entry : words) {
        auto found = m_terms.find(entry.word);
        if (found == m_terms.end()) {
            found = m_terms.emplace(m_words.emplace_back(entry.word), Term{}).first;
            m_bytes += entry.word.size() + 160; // of the map's node and the strings
        }
        Term& term = found->second;
        const size_t before = term.list.capacity();
        putVarint(term.list, row - term.lastRow);
        putVarint(term.list, entry.positions.size());
        term.list += entry.positions;
        term.lastRow = row;
        m_bytes += term.list.capacity() - before;
    }
}

void WordColumnBuilder::finish(uint32_t base, IndexFileWriter& writer) &&
{
    std::vector<const std::pair<const std::string_view, Term>*> order;
    order.reserve(m_terms.size());
    for (const auto& term : m_terms)
        order.push_back(&term);
    std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    std::string words, lists;
    std::vector<uint32_t> wordEnds;
    std::vector<uint64_t> listEnds;
    for (const auto* term : order) {
        words += term->first;
        wordEnds.push_back(static_cast<uint32_t>(words.size()));
        lists += term->second.list;
        listEnds.push_back(lists.size());
    }
    m_terms.clear();
    writer.add(base + WordPool, std::move(words));
    writer.add(base + WordEnds, wordEnds);
    writer.add(base + ListPool, std::move(lists));
    writer.add(base + ListEnds, listEnds);
}

uint32_t WordColumn::words() const
{
    return static_cast<uint32_t>(m_file.sectionBytes(m_base + WordEnds) / sizeof(uint32_t));
}

std::string_view WordColumn::word(uint32_t number) const
{
    const uint32_t begin = number == 0 ? 0 : m_file.number<uint32_t>(m_base + WordEnds, number - 1);
    const auto end = m_file.number<uint32_t>(m_base + WordEnds, number);
    if (end <= begin) {
        m_file.setDamaged();
        return {};
    }
    return m_file.view(m_base + WordPool, begin, end - begin);
}

std::pair<uint32_t, uint32_t> WordColumn::find(const TextWord& wanted) const
{
    const auto lowest = [&](uint32_t first, auto&& isBelow) {
        for (uint32_t count = words() - first; count > 0 && !m_file.isDamaged();) {
            const uint32_t half = count / 2;
            if (isBelow(word(first + half))) {
                first += half + 1;
                count -= half + 1;
            } else {
                count = half;
            }
        }
        return first;
    };
    const uint32_t first = lowest(0, [&](std::string_view text) { return text < wanted.text; });
    if (!wanted.isPrefix)
        return {first, first < words() && word(first) == wanted.text ? first + 1 : first};
    return {
        first, lowest(first, [&](std::string_view text) { return text.substr(0, wanted.text.size()) <= wanted.text; })};
}

std::string_view WordColumn::list(uint32_t term) const
{
    const uint64_t begin = term == 0 ? 0 : m_file.number<uint64_t>(m_base + ListEnds, term - 1);
    const auto end = m_file.number<uint64_t>(m_base + ListEnds, term);
    if (end <= begin) {
        m_file.setDamaged();
        return {};
    }
    return m_file.view(m_base + ListPool, begin, end - begin);
}

void WordColumn::addRows(uint32_t term, query::RowSet& rows) const
{
    uint64_t row = 0;
    VarintReader reader(list(term));
    while (!reader.atEnd()) {
        row += reader.next();
        reader.take(reader.next());
        if (!reader.ok() || row >= rows.size())
            return m_file.setDamaged();
        rows.add(static_cast<uint32_t>(row));
    }
}

WordColumn::Starts WordColumn::startsOf(
    std::pair<uint32_t, uint32_t> words, uint32_t offset, const query::RowSet* within) const
{
    Starts starts;
    for (uint32_t term = words.first; term < words.second; ++term) {
        uint64_t row = 0;
        VarintReader reader(list(term));
        while (!reader.atEnd()) {
            row += reader.next();
            VarintReader positions(reader.take(reader.next()));
            if (!reader.ok() || row >= m_file.identity().rows) {
                m_file.setDamaged();
                return {};
            }
            if (within && !within->contains(static_cast<uint32_t>(row)))
                continue;
            for (uint64_t position = 0; !positions.atEnd();) {
                position += positions.next();
                if (position >= offset && position <= UINT32_MAX)
                    starts.push_back(row << 32 | (position - offset));
            }
        }
    }
    if (words.second - words.first > 1)
        std::sort(starts.begin(), starts.end()); // a place has one word: nothing is there twice
    return starts;
}

query::RowSet WordColumn::rowsWith(const std::vector<TextWord>& phrase) const
{
    query::RowSet rows(m_file.identity().rows);
    std::vector<std::pair<uint32_t, uint32_t>> terms;
    for (const TextWord& wanted : phrase) {
        terms.push_back(find(wanted));
        if (terms.back().first == terms.back().second)
            return rows; // a word that no row has
    }
    if (terms.size() == 1) {
        for (uint32_t term = terms[0].first; term < terms[0].second && !m_file.isDamaged(); ++term)
            addRows(term, rows);
        return rows;
    }
    Starts common;
    for (size_t i = 0; i < terms.size() && (i == 0 || !common.empty()); ++i) {
        query::RowSet candidates(rows.size());
        for (const uint64_t start : common)
            candidates.add(static_cast<uint32_t>(start >> 32));
        Starts next = startsOf(terms[i], phrase[i].position - phrase[0].position, i == 0 ? nullptr : &candidates);
        if (i > 0) {
            Starts both;
            std::set_intersection(common.begin(), common.end(), next.begin(), next.end(), std::back_inserter(both));
            next = std::move(both);
        }
        common = std::move(next);
    }
    for (const uint64_t start : common)
        rows.add(static_cast<uint32_t>(start >> 32));
    return rows;
}

} // namespace assay
