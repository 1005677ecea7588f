// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/model.h"

namespace assay::models {

// Gradient-boosted trees (XGBoost) over labelled rows; missing values stay missing. The score is the probability of
// class 1, an explanation adds up to its log-odds.
const ModelKind& boostedKind();

struct QuickModel
{
    int rounds = 80;
    int depth = 4;
    double eta = 0.15;
    uint64_t seed = 42;
};

// For each row the probability of class 1 by a small model that has not seen the row's fold; `folds` has numbers from 0
// to `foldCount` - 1. BadArgument when one class is absent outside of some fold.
Result<std::vector<double>> outOfFoldProbabilities(const Matrix& rows, std::span<const uint8_t> labels,
    std::span<const uint32_t> folds, uint32_t foldCount, const QuickModel& quick, const RunContext& context);

} // namespace assay::models
