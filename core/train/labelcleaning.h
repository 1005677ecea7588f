// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::train {

// Confident learning for two classes: which labels contradict what a model that has not seen them says.
struct CleaningReport
{
    using Table = std::array<std::array<uint64_t, 2>, 2>; // [given label][guessed label], rows
    std::array<double, 2> thresholds = {}; // probability from which a row is confident for a class
    Table counted = {}; // confident rows
    Table joint = {}; // the same scaled to all rows
    Table pruned = {}; // the same with at least one row of each class kept
    std::vector<bool> isSuspect; // one a row
    std::vector<size_t> suspects; // rows, least self-confidence first
    std::vector<double> selfConfidence; // probability of the given label, one a row
};

// `probabilities` of class 1, out of sample, and labels of 0 and 1, one each a row. BadArgument when they do not fit.
Result<CleaningReport> findSuspectLabels(std::span<const double> probabilities, std::span<const uint8_t> labels);

// Whether the suspects may be left out of training: not more than a quarter of the rows, half of a class, and at least
// so many rows of each class remain. BadArgument says what stands against it.
Result<void> mayExclude(
    const CleaningReport& report, std::span<const uint8_t> labels, size_t leastPositives, size_t leastNegatives);

} // namespace assay::train
