// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/featurerows.h"

#include "core/base/parallelfor.h"
#include "core/features/messagefeatures.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace assay {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr size_t rowsAtOnce = 1024;

} // namespace

uint32_t FeatureRows::symbol(std::string_view name)
{
    const auto [place, isNew] = m_ids.emplace(name, static_cast<uint32_t>(m_symbols.size()));
    if (isNew)
        m_symbols.emplace_back(name);
    return place->second;
}

void FeatureRows::add(std::span<const float> features, bool isScanned, std::span<const SymbolValue> symbols)
{
    const size_t width = m_set.size();
    const auto known = features.first(std::min(features.size(), width));
    m_features.insert(m_features.end(), known.begin(), known.end());
    m_features.insert(m_features.end(), width - known.size(), std::numeric_limits<float>::quiet_NaN());
    m_isScanned.push_back(isScanned ? 1 : 0);
    m_values.insert(m_values.end(), symbols.begin(), symbols.end());
    m_ends.push_back(m_values.size());
}

std::vector<uint32_t> FeatureRows::chosenSymbols(const Choice& choice) const
{
    std::vector<size_t> rowsWith(m_symbols.size(), 0), lastRow(m_symbols.size(), SIZE_MAX);
    size_t value = 0;
    for (size_t row = 0; row < size(); ++row) {
        for (; value < m_ends[row]; ++value) {
            const uint32_t symbol = m_values[value].symbol;
            rowsWith[symbol] += lastRow[symbol] == row ? 0 : 1;
            lastRow[symbol] = row;
        }
    }
    std::vector<uint32_t> chosen;
    for (uint32_t symbol = 0; symbol < m_symbols.size(); ++symbol) {
        if (rowsWith[symbol] >= choice.leastRows)
            chosen.push_back(symbol);
    }
    if (chosen.size() > choice.most) {
        std::sort(chosen.begin(), chosen.end(), [&](uint32_t a, uint32_t b) {
            return rowsWith[a] != rowsWith[b] ? rowsWith[a] > rowsWith[b] : m_symbols[a] < m_symbols[b];
        });
        chosen.resize(choice.most);
    }
    std::sort(chosen.begin(), chosen.end(), [&](uint32_t a, uint32_t b) { return m_symbols[a] < m_symbols[b]; });
    return chosen;
}

models::Matrix FeatureRows::table(const Choice& choice, const RunContext& context) const
{
    const auto catalogue = m_set.features();
    const std::vector<uint32_t> chosen = chosenSymbols(choice);
    models::Matrix table;
    for (const features::FeatureInfo& info : catalogue)
        table.names.emplace_back(info.name);
    std::vector<size_t> columnOf(m_symbols.size(), SIZE_MAX);
    for (const uint32_t symbol : chosen) {
        columnOf[symbol] = table.names.size();
        table.names.push_back(std::string(features::symbolPrefix) + m_symbols[symbol]);
    }
    table.rows = size();
    table.values.resize(table.rows * table.columns());
    parallelFor(
        (size() + rowsAtOnce - 1) / rowsAtOnce, RunContext({}, nullptr, context.workers()), [&](size_t part, unsigned) {
            for (size_t row = part * rowsAtOnce; row < std::min(size(), (part + 1) * rowsAtOnce); ++row) {
                double* const out = table.values.data() + row * table.columns();
                std::copy_n(m_features.data() + row * catalogue.size(), catalogue.size(), out);
                if (!m_isScanned[row])
                    std::fill(out + catalogue.size(), out + table.columns(), missing);
                for (size_t i = row == 0 ? 0 : m_ends[row - 1]; i < m_ends[row]; ++i) {
                    const size_t column = columnOf[m_values[i].symbol];
                    if (column != SIZE_MAX)
                        out[column] = std::max(out[column], static_cast<double>(m_values[i].value));
                }
            }
        });
    return table;
}

} // namespace assay
