// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/fusion.h"

#include <algorithm>
#include <cmath>

namespace assay::models {
namespace {

constexpr double leastForestWeight = 0.1;

} // namespace

std::string_view threatLevelName(ThreatLevel level)
{
    constexpr std::string_view names[] = {"NORMAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"};
    return names[static_cast<size_t>(level)];
}

double FusionOptions::weightOf(VoiceRole role) const
{
    switch (role) {
    case VoiceRole::Forest:
        return std::max(1 - autoencoderWeight - boostedWeight, leastForestWeight);
    case VoiceRole::Autoencoder:
        return autoencoderWeight;
    case VoiceRole::Boosted:
        return boostedWeight;
    case VoiceRole::Neural:
        return neuralWeight;
    }
    return 0;
}

void VoiceRisks::add(VoiceRole role, std::optional<double> risk)
{
    if (risk && std::isfinite(*risk))
        of(role) = std::max(of(role).value_or(*risk), *risk);
}

std::optional<double> fusedRisk(const VoiceRisks& voices, const FusionOptions& options)
{
    double sum = 0, weights = 0, largest = 0;
    for (size_t i = 0; i < voiceRoleCount; ++i) {
        const std::optional<double>& risk = voices.risks[i];
        const double weight = options.weightOf(static_cast<VoiceRole>(i));
        if (!risk || !std::isfinite(*risk) || weight <= 0)
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

} // namespace assay::models
