// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/featureset.h"
#include "core/scan/hit.h"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay {

// Whether hits of this symbol are inputs of models: what rules and fuzzy storages say, without sub-rules. What models
// say is none, or they would learn from each other.
bool isModelInput(const Symbol& symbol);

// The row of an item as models see it: its features, then a column for each symbol that rules and storages of a scan
// can have. Symbols of one name share a column.
class SymbolRow
{
public:
    SymbolRow(const features::FeatureSet& set, const std::vector<Symbol>& symbols);
    const std::vector<std::string>& columns() const { return m_columns; }
    // Valid until the next call.
    std::span<const double> fill(std::span<const double> features, std::span<const Hit> hits);

private:
    size_t m_width; // features
    std::vector<std::string> m_columns;
    std::vector<uint32_t> m_columnOf; // of each symbol; 0: none
    std::vector<double> m_row;
    std::vector<uint32_t> m_touched;
};

} // namespace assay
