// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/valuecolumn.h"

#include <optional>

namespace assay {

// What a model said of an item. Numbers of roles are stored.
enum class ModelRole : uint8_t { Neural, Anomaly, Boosted, Fusion };
struct ModelSaid
{
    std::string model;
    ModelRole role = ModelRole::Neural;
    bool isHostile = false, isShadow = false;
    float output = 0, risk = 0;
};

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
    // A fuzzy hash that a storage knows.
    struct FuzzyMatch
    {
        std::string asked, stored; // digests, hexadecimal
        std::string storage;
        float similarity = 0; // 0 ... 1
        uint32_t flag = 0;
        int32_t weight = 0;
    };
    bool isScanned = false;
    uint32_t microseconds = 0;
    std::vector<Hit> hits;
    std::vector<FuzzyMatch> matches; // of all hits
    std::vector<ModelSaid> models;
};

// Columns of hits. Their numbers are stored.
enum class ScanColumn : uint8_t { Symbol, Rule, Group, Detector, Option, FuzzyDigest, FuzzyStorage, Count };
constexpr size_t scanColumns = static_cast<size_t>(ScanColumn::Count);
// Numbers of fuzzy matches.
enum class MatchNumber : uint8_t { Flag, Similarity, Weight };
// Part of whom the index of a scan is for: moves on when there is more in it.
inline constexpr uint32_t scanLayoutVersion = 3;

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
    std::vector<uint32_t> m_matchEnds, m_matchFlags;
    std::vector<float> m_matchSimilarities;
    std::vector<int32_t> m_matchWeights;
    std::unordered_map<std::string, uint32_t> m_models;
    std::string m_modelNames; // by number, each with a NUL behind it
    std::vector<uint32_t> m_modelEnds, m_modelNumbers;
    std::vector<uint8_t> m_modelMarks; // role << 2 | shadow << 1 | hostile
    std::vector<float> m_modelOutputs, m_modelRisks;
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
    // Rows that have a fuzzy match whose number passes.
    query::RowSet withMatch(MatchNumber number, const std::function<bool(double)>& test) const;
    // Rows for which all that models said passes together; rows of which none said anything do not.
    query::RowSet withModels(const std::function<bool(std::span<const ModelSaid>)>& test) const;
    // Rows that were scanned in a time that passes; seconds.
    query::RowSet withTime(const std::function<bool(double)>& test) const;

private:
    // NULs end the texts of this section.
    std::vector<std::string_view> namesIn(uint32_t section) const;
    // Calls f(row, entry) for the entries of each row; `ends` says where they end among `count`.
    template <typename F>
    void forEachEntry(uint32_t ends, size_t count, const F& f) const;
    // Rows one of whose entries passes; `ends` says where the entries of each row end among `count`.
    query::RowSet withEntry(uint32_t ends, size_t count, const std::function<bool(uint32_t)>& passes) const;

    std::shared_ptr<const IndexFile> m_file;
};

} // namespace assay
