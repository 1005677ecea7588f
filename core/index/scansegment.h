// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/valuecolumn.h"

#include <optional>

namespace assay {

// What one scan says of one item, as plain values.
struct ScannedValues
{
    struct Hit
    {
        std::string symbol, group, detector;
        double score = 0;
        std::vector<std::string> options;
        bool isRule = false;
    };
    bool isScanned = false;
    uint32_t microseconds = 0;
    std::vector<Hit> hits;
};

// Columns of hits. Their numbers are stored.
enum class ScanColumn : uint8_t { Symbol, Rule, Group, Detector, Option, Count };
constexpr size_t scanColumns = static_cast<size_t>(ScanColumn::Count);

// Puts together the index of the results of one scan for a run of rows.
class ScanSegmentBuilder
{
public:
    void add(const ScannedValues& values);
    std::string finish(IndexIdentity identity);

private:
    uint32_t m_rows = 0;
    std::array<ValueColumnBuilder, scanColumns> m_columns;
    std::unordered_map<std::string, uint32_t> m_symbols;
    std::string m_names; // of symbols, by number, each with a NUL behind it
    std::vector<uint32_t> m_hitEnds, m_hitSymbols, m_microseconds;
    std::vector<float> m_hitScores;
};

// The index of one scan over a run of rows; see Segment.
class ScanSegment
{
public:
    explicit ScanSegment(std::shared_ptr<const IndexFile> file)
        : m_file(std::move(file))
    {
    }
    uint32_t rows() const { return m_file->identity().rows; }
    bool isDamaged() const { return m_file->isDamaged(); }
    ValueColumn column(ScanColumn column) const;
    query::RowSet passing(ScanColumn column, const std::function<bool(std::string_view, std::string_view)>& test) const;
    // Rows that have a hit of this symbol (any case) whose score passes.
    query::RowSet withScore(std::string_view symbol, const std::function<bool(double)>& test) const;
    // Rows that were scanned in a time that passes; seconds.
    query::RowSet withTime(const std::function<bool(double)>& test) const;

private:
    std::shared_ptr<const IndexFile> m_file;
};

} // namespace assay
