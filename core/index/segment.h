// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/itemvalues.h"
#include "core/index/valuecolumn.h"
#include "core/index/wordcolumn.h"
#include "core/query/namedlist.h"

namespace assay {

// Puts together the index of a run of consecutive rows.
class SegmentBuilder
{
public:
    // The next row.
    void add(const ItemValues& values);
    uint32_t rows() const { return m_rows; }
    // About what is held in memory.
    uint64_t bytes() const;
    // The file; rows of the identity are set here. The builder is empty afterwards.
    std::string finish(IndexIdentity identity);

private:
    uint32_t m_rows = 0;
    std::array<ValueColumnBuilder, textColumns> m_texts;
    std::array<WordColumnBuilder, wordColumns> m_words;
    ValueColumnBuilder m_addresses; // 16 bytes each
    std::vector<uint64_t> m_marks, m_defects, m_copyKeys;
};

// The index of a run of rows, answering by row numbers from 0. A test over texts is given each value once. Const; any
// thread. When the file turns out to be damaged, answers are empty and isDamaged() says so: ask after answers.
class Segment
{
public:
    explicit Segment(std::shared_ptr<const IndexFile> file)
        : m_file(std::move(file))
    {
    }
    uint32_t rows() const { return m_file->identity().rows; }
    const IndexFile& file() const { return *m_file; }
    bool isDamaged() const { return m_file->isDamaged(); }

    ValueColumn texts(TextColumn column) const;
    query::RowSet containing(TextColumn column, std::string_view foldedNeedle) const;
    query::RowSet equalTo(TextColumn column, std::string_view folded) const;
    using TextTest = std::function<bool(std::string_view original, std::string_view folded)>;
    query::RowSet passing(TextColumn column, const TextTest& test) const;
    query::RowSet withText(TextColumn column) const;

    WordColumn words(WordColumnId column) const;
    query::RowSet withAddress(const query::IpRangeSet& ranges) const;
    query::RowSet withAnyAddress() const;
    query::RowSet marked(uint64_t marks) const; // any of the bits
    std::span<const uint64_t> copyKeys() const; // ItemValues::copyKey by row

private:
    std::shared_ptr<const IndexFile> m_file;
};

} // namespace assay
