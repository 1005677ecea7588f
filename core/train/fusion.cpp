// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/fusion.h"

#include "core/models/digest.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace assay::train {
namespace {

constexpr size_t keptQuantiles = 1001;
constexpr double tailShare = 0.05;
constexpr double leastTau = 1e-12;
constexpr double rarest = 1e-4;
constexpr double leastForestWeight = 0.1;

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
        table.m_values.push_back(
            models::quantileOf(sorted, static_cast<double>(i) / static_cast<double>(keptQuantiles - 1)));
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

std::string_view threatLevelName(ThreatLevel level)
{
    constexpr std::string_view names[] = {"NORMAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"};
    return names[static_cast<size_t>(level)];
}

std::optional<double> fusedRisk(const VoiceRisks& voices, const FusionOptions& options)
{
    const double rest = std::max(1 - options.autoencoderWeight - options.boostedWeight, leastForestWeight);
    const std::pair<std::optional<double>, double> all[] = {{voices.forest, rest},
        {voices.autoencoder, options.autoencoderWeight}, {voices.boosted, options.boostedWeight}};
    double sum = 0, weights = 0, largest = 0;
    for (const auto& [risk, weight] : all) {
        if (!risk || !std::isfinite(*risk) || weight <= 0) // weight 0 switches a voice off
            continue;
        sum += weight * *risk;
        weights += weight;
        largest = std::max(largest, *risk);
    }
    if (weights <= 0)
        return std::nullopt;
    double fused = sum / weights;
    if (largest >= options.sureRisk)
        fused = std::max(fused, options.sureFloor);
    if (voices.hasUnseenConstant)
        fused = std::max(fused, options.guardFloor);
    return fused;
}

ThreatLevel threatLevel(double risk, const FusionOptions& options)
{
    size_t level = 0;
    while (level < options.levels.size() && risk >= options.levels[level])
        ++level;
    return static_cast<ThreatLevel>(level);
}

} // namespace assay::train
