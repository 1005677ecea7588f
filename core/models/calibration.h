// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace assay::models {

// Turns the probability that a model states into the share of class 1 that such rows had.
struct Calibration
{
    enum class Method : uint8_t { None, Platt, Isotonic };
    Method method = Method::None;
    // Platt: logistic function of slope * logit(p) + intercept.
    double slope = 1;
    double intercept = 0;
    // Isotonic: linear between the points, constant outside; x ascends, y does not fall.
    std::vector<double> x, y;

    double apply(double probability) const;
};

// From probabilities of rows that the model did not learn from, and their labels. BadArgument unless both classes are
// there and every probability is in [0, 1].
Result<Calibration> fitPlatt(std::span<const double> probabilities, std::span<const uint8_t> labels);
Result<Calibration> fitIsotonic(std::span<const double> probabilities, std::span<const uint8_t> labels);
// Platt below 1,000 rows, isotonic from there on.
Result<Calibration> fitCalibration(std::span<const double> probabilities, std::span<const uint8_t> labels);

} // namespace assay::models
