// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/model.h"

#include <array>
#include <optional>
#include <string_view>

namespace assay::models {

enum class ThreatLevel { Normal, Low, Medium, High, Critical };
std::string_view threatLevelName(ThreatLevel level); // "NORMAL" ...

// A fusion that was learned from labelled rows: a logistic function of the score of the rules, the risks of the anomaly
// voices and the log-odds of the others.
struct LearnedFusion
{
    static constexpr size_t inputs = 1 + voiceRoleCount; // the rules, then the voices by role
    double intercept = 0;
    std::array<double, inputs> weights = {};
    std::array<double, inputs> usual = {}; // stands for an input that is not there
    bool operator==(const LearnedFusion&) const = default;
};

struct FusionOptions
{
    // Takes the place of weights and floors.
    std::optional<LearnedFusion> learned = {};

    // A weight of 0 switches a voice off.
    double autoencoderWeight = 0.30;
    double boostedWeight = 0.30; // the forest has the rest of 1, at least 0.1
    double neuralWeight = 0.30; // as much as the other supervised voice; takes nothing from the forest
    double sureRisk = 0.95; // one voice that sure ...
    double sureFloor = 0.6; // ... is not averaged away
    double guardFloor = 0.5; // of rows with a value never seen before
    std::array<double, 4> levels = {0.25, 0.45, 0.65, 0.85}; // risks from which the next level begins

    double weightOf(VoiceRole role) const;
};

// The risk that each voice states; nothing: it gave no score.
struct VoiceRisks
{
    std::array<std::optional<double>, voiceRoleCount> risks;
    bool hasUnseenConstant = false;
    std::optional<double> ruleScore = {}; // sum of the scores that rules and fuzzy storages gave

    std::optional<double>& of(VoiceRole role) { return risks[static_cast<size_t>(role)]; }
    const std::optional<double>& of(VoiceRole role) const { return risks[static_cast<size_t>(role)]; }
    // Of several models with one role the highest counts.
    void add(VoiceRole role, std::optional<double> risk);
};

// What a learned fusion reads; NaN: not there.
std::array<double, LearnedFusion::inputs> fusionInputs(const VoiceRisks& voices);
// Nothing when no voice spoke.
std::optional<double> fusedRisk(const VoiceRisks& voices, const FusionOptions& options = {});
ThreatLevel threatLevel(double risk, const FusionOptions& options = {});

} // namespace assay::models
