// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::train {

// Scores of rows (high: class 1) with their labels of 0 and 1.
struct ScoredRows
{
    std::span<const double> scores;
    std::span<const uint8_t> labels;
    size_t size() const { return scores.size(); }
};

struct Interval
{
    double low = 0, high = 0;
};

// How the rows fall at a threshold; a row counts as class 1 when its score is at least that. A ratio 0/0 is 0.
struct Confusion
{
    double threshold = 0;
    uint64_t tp = 0, fp = 0, fn = 0, tn = 0;

    double precision() const;
    double recall() const;
    double f1() const;
    double falsePositiveRate() const;
    double mcc() const; // Matthews correlation
    double accuracy() const;
    double cost(double ofFalsePositive, double ofFalseNegative) const;
};

Confusion confusionAt(ScoredRows rows, double threshold);
// 95 % interval by Wilson; [0, 1] of nothing.
Interval wilson(uint64_t successes, uint64_t trials);

// Ties count one half. 0.5 when a class is absent.
double rocAuc(ScoredRows rows);
// Over the different thresholds, ties as one group. 0 without positives.
double averagePrecision(ScoredRows rows);

// Of scores that are probabilities.
struct CalibrationMetrics
{
    struct Bin
    {
        uint64_t rows = 0;
        double meanScore = 0, meanLabel = 0;
    };
    double brier = 0, logLoss = 0;
    double brierSkill = 0; // against the base rate for every row; 0 when only one class is there
    double eceWidth = 0, mceWidth = 0; // ten bins of equal width: mean and largest gap
    double eceMass = 0; // ten bins of nearly equal size
    std::vector<Bin> widthBins, massBins;
};
CalibrationMetrics calibrationOf(ScoredRows rows);

struct Costs
{
    double falsePositive = 1;
    double falseNegative = 5;
};

// All thresholds that make a difference: the different scores, and one above all (infinite). Descending.
std::vector<Confusion> sweep(ScoredRows rows);

// The best of the sweep.
struct SweepBest
{
    Confusion cheapest; // least cost; of equal ones the lowest threshold
    double cost = 0;
    Interval plateau; // thresholds around it that cost at most 2 % more
    Confusion bestF1;
};
SweepBest bestOf(std::span<const Confusion> sweep, const Costs& costs);

// The largest recall at a false positive rate of at most `rate`.
double recallAtFalsePositiveRate(std::span<const Confusion> sweep, double rate);

} // namespace assay::train
