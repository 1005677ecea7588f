// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::models {

// What is kept of a column of training rows, to tell later whether new rows look like them.
struct FeatureDigest
{
    static constexpr std::array<double, 9> levels = {0, .05, .10, .25, .50, .75, .90, .95, 1};

    uint64_t rows = 0;
    uint64_t missing = 0;
    double mean = 0, deviation = 0; // of the finite values; n - 1 below the deviation
    std::array<double, 9> quantiles = {}; // at `levels`
    std::vector<double> edges; // the different ones among them, ascending; empty when every value is missing
    std::vector<uint64_t> cells; // see cellCounts

    uint64_t finite() const { return rows - missing; }
};

FeatureDigest digestOf(std::span<const double> values);
// How many finite values are below the first edge, equal to it, in each (edge, next edge], and above the last.
std::vector<uint64_t> cellCounts(std::span<const double> values, std::span<const double> edges);
// Quantile by linear interpolation at position (m - 1) p; `sorted` ascends and is not empty, p in [0, 1].
double quantileOf(std::span<const double> sorted, double p);

} // namespace assay::models
