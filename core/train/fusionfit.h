// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/fusion.h"
#include "core/train/modelcomparison.h"

namespace assay::train {

struct FusionFitOptions
{
    double penalty = 1; // L2, on inputs of unit deviation
    uint64_t leastRows = 200, leastOfClass = 30;
    size_t folds = 5;
    ComparisonOptions comparison;
};

struct FusionFit
{
    std::optional<models::LearnedFusion> learned; // of all rows; none: too few labels
    // Fixed weights (A) against learned ones (B), each row judged by coefficients of other folds.
    std::optional<ComparisonTests::Pair> test;
    std::vector<std::string> reasons; // English
};

// From rows that no voice learned from, with labels of 0 and 1. Rows of one group share a fold; `groups` may be empty.
Result<FusionFit> learnFusion(std::span<const models::VoiceRisks> rows, std::span<const uint8_t> labels,
    std::span<const uint64_t> groups, const FusionFitOptions& options, const RunContext& context);
// The coefficients alone. Inputs that never vary get the weight 0.
models::LearnedFusion fitFusion(std::span<const std::array<double, models::LearnedFusion::inputs>> inputs,
    std::span<const uint8_t> labels, double penalty);

// One line of numbers that reads back the same; BadData when it is none.
std::string fusionToText(const models::LearnedFusion& learned);
Result<models::LearnedFusion> fusionFromText(std::string_view text);

} // namespace assay::train
