// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/drift.h"
#include "core/train/pairedtests.h"

#include <optional>

namespace assay::train {

// One model on labelled rows.
struct Evaluation
{
    Confusion atThreshold;
    Interval precision, recall; // 95 %
    double cost = 0;
    double rocAuc = 0.5, averagePrecision = 0;
    std::optional<CalibrationMetrics> calibration; // of scores that all lie in [0, 1]
    SweepBest best;
};
Evaluation evaluate(ScoredRows rows, double threshold, const Costs& costs);

enum class Verdict { NotEnoughEvidence, KeepChampion, ChallengerWins };
std::string_view verdictName(Verdict verdict); // "keep_champion" ...

struct ComparisonOptions
{
    BootstrapOptions bootstrap;
    uint64_t leastOfClass = 50; // rows of each class without which nothing is decided
    double allowedRecallLoss = 0.02; // at the false positive rate of the champion
};

// Champion A against challenger B on the same rows. Average precision decides; the rest is shown.
struct Comparison
{
    uint64_t rows = 0, positives = 0;
    Evaluation a, b;
    McNemar mcNemar;
    DeLong deLong;
    Bootstrap bootstrap;
    std::vector<size_t> disagreements; // rows that are decided differently, ascending
    std::vector<size_t> byGap; // the same, those with the widest gap between the scores first
    models::FeatureDigest digestOfA; // of the scores
    FeatureDrift shift; // of the scores of B against it
    double exactKs = 0, spearman = 0;
    double recallLoss = 0; // what B loses at the false positive rate that A has at its threshold
    Verdict verdict = Verdict::NotEnoughEvidence;
};

// Labels of 0 and 1 and finite scores for each row, BadArgument otherwise. `groups` as for bootstrap().
Result<Comparison> compare(const PairedScores& rows, std::span<const uint64_t> groups, const ComparisonOptions& options,
    const RunContext& context);

} // namespace assay::train
