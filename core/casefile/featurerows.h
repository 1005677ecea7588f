// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casedata.h"
#include "core/features/featureset.h"
#include "core/models/matrix.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace assay {

// Rows on their way into a table for models: what items of one kind look like, and the symbols that a scan found in
// them.
class FeatureRows
{
public:
    explicit FeatureRows(const features::FeatureSet& set)
        : m_set(set)
    {
    }
    const features::FeatureSet& set() const { return m_set; }
    size_t size() const { return m_isScanned.size(); }
    // The number of a symbol.
    uint32_t symbol(std::string_view name);

    struct SymbolValue
    {
        uint32_t symbol = 0;
        float value = 0; // features::symbolFeature()
    };
    // `features` beside those of the set; fewer of an older catalogue: the rest is missing. Without a scan nothing is
    // known of symbols.
    void add(std::span<const float> features, bool isScanned, std::span<const SymbolValue> symbols);

    // Which symbols become columns.
    struct Choice
    {
        size_t leastRows = 0; // that have it
        size_t most = SIZE_MAX; // the most frequent ones
    };
    // Columns: the features, then symbols by name.
    models::Matrix table(const Choice& choice, const RunContext& context) const;

private:
    std::vector<uint32_t> chosenSymbols(const Choice& choice) const;

    const features::FeatureSet& m_set;
    std::vector<float> m_features; // row after row
    std::vector<uint8_t> m_isScanned;
    std::vector<size_t> m_ends; // of each row in m_values
    std::vector<SymbolValue> m_values;
    std::vector<std::string> m_symbols;
    std::unordered_map<std::string, uint32_t> m_ids;
};

// Adds the rows (ascending, all of the kind of `rows`) of a snapshot with their stored features, those that have none
// are computed now, and what the newest scan found. All symbols that rules and storages of this case ever had get a
// number.
Result<void> addItemRows(FeatureRows& rows, Connections& connections, const std::filesystem::path& folder,
    const CaseSnapshot& snapshot, std::span<const uint32_t> wanted, const RunContext& context);

} // namespace assay
