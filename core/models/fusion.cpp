// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/fusion.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::models {
namespace {

constexpr double leastForestWeight = 0.1;
constexpr double leastOdds = 1e-4; // a probability nearer to 0 or 1 is no surer

bool isProbability(VoiceRole role)
{
    return role == VoiceRole::Boosted || role == VoiceRole::Neural;
}

double logOdds(double probability)
{
    const double p = std::clamp(probability, leastOdds, 1 - leastOdds);
    return std::log(p / (1 - p));
}

double learnedRisk(const VoiceRisks& voices, const LearnedFusion& learned)
{
    const auto inputs = fusionInputs(voices);
    double sum = learned.intercept;
    for (size_t i = 0; i < inputs.size(); ++i)
        sum += learned.weights[i] * (std::isfinite(inputs[i]) ? inputs[i] : learned.usual[i]);
    return 1 / (1 + std::exp(-sum));
}

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

std::array<double, LearnedFusion::inputs> fusionInputs(const VoiceRisks& voices)
{
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    std::array<double, LearnedFusion::inputs> out;
    out[0] = voices.ruleScore.value_or(nothing);
    for (size_t i = 0; i < voiceRoleCount; ++i) {
        const double risk = voices.risks[i].value_or(nothing);
        out[i + 1] = isProbability(static_cast<VoiceRole>(i)) && std::isfinite(risk) ? logOdds(risk) : risk;
    }
    return out;
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
    if (options.learned)
        return learnedRisk(voices, *options.learned);
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
