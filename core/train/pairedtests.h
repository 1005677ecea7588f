// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/train/metrics.h"

namespace assay::train {

// Two models, A and B, on the same rows.
struct PairedScores
{
    std::span<const double> a, b;
    std::span<const uint8_t> labels;
    ScoredRows rowsA() const { return {a, labels}; }
    ScoredRows rowsB() const { return {b, labels}; }
};

// Whether their decisions are right equally often.
struct McNemar
{
    uint64_t onlyA = 0, onlyB = 0; // rows that only one decides rightly
    double exactP = 1, midP = 1; // two-sided; the mid-p value is the one to go by
    double chiSquared = 0, chiSquaredP = 1; // with continuity correction; meaningful from 25 such rows on
};
McNemar mcNemar(uint64_t onlyA, uint64_t onlyB);
McNemar mcNemar(const PairedScores& rows, double thresholdA, double thresholdB);

// Whether their areas under the ROC curve are equal, by the ranks of the rows.
struct DeLong
{
    double aucA = 0.5, aucB = 0.5;
    double varianceA = 0, varianceB = 0, covariance = 0;
    double difference = 0, standardError = 0, z = 0, p = 1; // A - B
    Interval interval; // 95 %
};
// Needs two rows of each class; without them nothing but the areas is set.
DeLong deLong(const PairedScores& rows);

struct BootstrapOptions
{
    uint32_t resamples = 2000;
    uint64_t seed = 42;
    double thresholdA = 0.5, thresholdB = 0.5;
    Costs costs;
};

// 95 % intervals of A - B over resampled rows: both models get the same rows, each class keeps its size. With groups
// whole groups are drawn.
struct Bootstrap
{
    uint32_t resamples = 0;
    Interval auc, averagePrecision, brier, f1, cost;
    double aucStandardError = 0;
    double averagePrecisionP = 1; // two-sided, that the average precisions are equal
};
// `groups` is empty or has a number for each row. Progress counts resamples. The same for any number of workers.
Result<Bootstrap> bootstrap(const PairedScores& rows, std::span<const uint64_t> groups, const BootstrapOptions& options,
    const RunContext& context);

// p values corrected for looking at several, in their order.
std::vector<double> holm(std::span<const double> p);

} // namespace assay::train
