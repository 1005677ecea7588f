// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/indexfile.h"
#include "core/query/rowset.h"

#include <array>
#include <functional>
#include <unordered_map>

namespace assay {

// Texts of rows, any number a row; equal texts are kept once. Sections base ... base + 5.
class ValueColumnBuilder
{
public:
    // The next row with its texts.
    void addRow(std::span<const std::string> texts);
    void finish(uint32_t base, IndexFileWriter& writer) &&;
    uint64_t bytes() const { return m_bytes; }

private:
    std::unordered_map<std::string, uint32_t> m_ids;
    std::vector<const std::string*> m_texts; // keys of m_ids, by id
    std::vector<uint32_t> m_rowEnds, m_rowIds;
    uint64_t m_bytes = 0;
};

// Reads such a column. Cheap to make; holds the file.
class ValueColumn
{
public:
    ValueColumn(const IndexFile& file, uint32_t base)
        : m_file(file)
        , m_base(base)
    {
    }

    uint32_t values() const;
    std::string_view original(uint32_t value) const;
    std::string_view folded(uint32_t value) const;
    // Values by their order (that of the folded texts) that pass; one flag a value.
    std::vector<bool> containing(std::string_view foldedNeedle) const;
    // Values that begin with the folded prefix, [first, end).
    std::pair<uint32_t, uint32_t> beginningWith(std::string_view foldedPrefix) const;
    // Rows that have a value that is marked.
    query::RowSet rowsWith(const std::vector<bool>& marked) const;
    query::RowSet rowsWithAny() const;
    // Calls f(value) for each value of a row.
    void forEachValue(uint32_t row, const std::function<void(uint32_t value)>& f) const;
    // How many rows have each value of [first, end).
    std::vector<uint32_t> rowCounts(uint32_t first, uint32_t end) const;

private:
    template <typename F>
    void forEachEntry(F&& f) const;
    uint32_t rows() const { return m_file.identity().rows; }
    const IndexFile& m_file;
    uint32_t m_base;
};

} // namespace assay
