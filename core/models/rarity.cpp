// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/rarity.h"

#include "core/models/digest.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::models {
namespace {

constexpr size_t keptQuantiles = 1001;
constexpr double tailShare = 0.05;
constexpr double leastTau = 1e-12;
constexpr double rarest = 1e-4;

} // namespace

RarityTable RarityTable::make(std::span<const double> scores)
{
    RarityTable table;
    std::vector<double> sorted;
    std::copy_if(scores.begin(), scores.end(), std::back_inserter(sorted), [](double s) { return std::isfinite(s); });
    std::sort(sorted.begin(), sorted.end());
    table.m_count = sorted.size();
    if (sorted.empty())
        return table;
    const auto top = static_cast<size_t>(std::ceil(tailShare * static_cast<double>(sorted.size())));
    const auto first = sorted.end() - static_cast<std::ptrdiff_t>(top);
    const double mean = std::accumulate(first, sorted.end(), 0.0) / static_cast<double>(top);
    table.m_tau = std::max(mean - *first, leastTau);
    if (sorted.size() <= wholeUpTo) {
        table.m_values = std::move(sorted);
        return table;
    }
    for (size_t i = 0; i < keptQuantiles; ++i)
        table.m_values.push_back(quantileOf(sorted, static_cast<double>(i) / static_cast<double>(keptQuantiles - 1)));
    return table;
}

Result<RarityTable> RarityTable::restore(std::vector<double> values, uint64_t count, double tau)
{
    const bool isWhole = count <= wholeUpTo;
    const bool areFinite = std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
    if (!areFinite || !std::is_sorted(values.begin(), values.end())
        || values.size() != (isWhole ? count : keptQuantiles) || !std::isfinite(tau) || (count > 0 && tau < leastTau))
        return Error{ErrorCode::BadData, "rarity table", "its numbers do not add up"};
    RarityTable table;
    table.m_values = std::move(values);
    table.m_count = count;
    table.m_tau = count > 0 ? tau : 0;
    return table;
}

// How many of the scores are at least this one, as a share; between quantiles by interpolation.
double RarityTable::shareAtLeast(double score) const
{
    const auto found = std::lower_bound(m_values.begin(), m_values.end(), score);
    const auto above = static_cast<double>(m_values.end() - found);
    if (m_values.size() == m_count)
        return above / static_cast<double>(m_count);
    const auto steps = static_cast<double>(m_values.size() - 1);
    if (found == m_values.begin())
        return 1;
    const double low = *(found - 1), high = *found;
    return (above - 1 + (high - score) / (high - low)) / steps;
}

std::optional<double> RarityTable::risk(double score) const
{
    if (m_values.empty() || !std::isfinite(score))
        return std::nullopt;
    const auto all = static_cast<double>(m_count);
    double share = 1 / (all + 1);
    if (score > m_values.back())
        share *= std::exp(-(score - m_values.back()) / m_tau);
    else
        share = (1 + all * shareAtLeast(score)) / (all + 1);
    return std::min(1.0, -std::log10(std::max(share, rarest)) / 4);
}

} // namespace assay::models
