// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors/symbolrow.h"

#include "core/features/messagefeatures.h"

#include <algorithm>
#include <cassert>

namespace assay {

bool isModelInput(const Symbol& symbol)
{
    return (symbol.detector == DetectorKind::Rules || symbol.detector == DetectorKind::Fuzzy)
        && !symbol.name.starts_with("__");
}

SymbolRow::SymbolRow(const features::FeatureSet& set, const std::vector<Symbol>& symbols)
    : m_width(set.size())
    , m_columnOf(symbols.size(), 0)
{
    for (const features::FeatureInfo& info : set.features())
        m_columns.emplace_back(info.name);
    std::unordered_map<std::string_view, uint32_t> known;
    for (size_t i = 0; i < symbols.size(); ++i) {
        if (!isModelInput(symbols[i]))
            continue;
        const auto [place, isNew] = known.emplace(symbols[i].name, static_cast<uint32_t>(m_columns.size()));
        if (isNew)
            m_columns.push_back(std::string(features::symbolPrefix) + symbols[i].name);
        m_columnOf[i] = place->second;
    }
    m_row.assign(m_columns.size(), 0);
}

std::span<const double> SymbolRow::fill(std::span<const double> features, std::span<const Hit> hits)
{
    assert(features.size() == m_width);
    std::copy(features.begin(), features.end(), m_row.begin());
    for (const uint32_t column : m_touched)
        m_row[column] = 0;
    m_touched.clear();
    for (const Hit& hit : hits) {
        const uint32_t column = hit.symbol.value < m_columnOf.size() ? m_columnOf[hit.symbol.value] : 0;
        if (column == 0)
            continue;
        m_row[column] = std::max(m_row[column], features::symbolFeature(hit.score));
        m_touched.push_back(column);
    }
    return m_row;
}

} // namespace assay
