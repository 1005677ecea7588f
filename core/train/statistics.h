// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::train {

// Ranks from 1; equal values share the mean of theirs.
std::vector<double> midRanks(std::span<const double> values);
// Correlation of ranks, in [-1, 1]; 0 when one side does not vary.
double spearman(std::span<const double> a, std::span<const double> b);
// Largest distance of the two distributions of finite values.
double exactKs(std::span<const double> a, std::span<const double> b);

// Probability that a standard normal value is at least that far from 0, either way.
double normalTwoSided(double z);
// Probability that chi-squared with one degree of freedom is at least `value`.
double chiSquared1Above(double value);
// The value that chi-squared with `degrees` (1 or more) degrees of freedom stays below with probability p in (0, 1).
double chiSquaredQuantile(double p, double degrees);
// log of the probability of `k` heads in `n` tosses of a fair coin.
double logFairBinomial(uint64_t k, uint64_t n);

} // namespace assay::train
