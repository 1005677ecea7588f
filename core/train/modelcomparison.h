// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/comparison.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace assay::train {

// The scores of one model on labelled rows, sorted once, so that every question about a threshold is a search. A row
// counts as hostile when its score is at least the threshold. Thresholds that are given back are scores of rows, or
// infinite: above all of them. Immutable; any thread.
class ThresholdIndex
{
public:
    // Labels: 0, 1, or 2: none; such rows are in no cell and no curve. Scores that are not finite are left out and
    // counted. At most 2^32 - 1 rows.
    ThresholdIndex(std::span<const double> scores, std::span<const uint8_t> labels);

    size_t rows() const { return m_scores.size(); } // with a score
    size_t unscored() const { return m_unscored; }
    uint64_t positives() const { return m_positives.back(); }
    uint64_t negatives() const { return m_negatives.back(); }
    Confusion at(double threshold) const; // O(log n)
    size_t hostile(double threshold) const; // rows at or above, labelled or not
    // Rows of a cell of the confusion matrix, highest score first, at most `limit`.
    std::vector<uint32_t> cell(double threshold, bool predicted, bool actual, size_t limit) const;
    // Places to snap to.
    double thresholdForFalsePositiveRate(double rate) const; // lowest that keeps the rate at most
    double thresholdForRecall(double recall) const; // highest that reaches it
    double thresholdOfBestF1() const;
    double cheapest(const Costs& costs) const; // of equal ones the lowest
    // The score that lies so many different scores above (below: negative) the threshold; ends at infinity and at the
    // lowest score.
    double next(double threshold, int steps) const;
    // `visit(row, score)` for each row with a score, highest first.
    template <typename Visit>
    void eachRow(const Visit& visit) const
    {
        for (size_t i = 0; i < m_scores.size(); ++i)
            visit(m_order[i], m_scores[i]);
    }
    uint8_t labelAt(size_t place) const { return m_labels[place]; } // of the row in that place of eachRow()
    // Rank of each row that was given, from 0 (lowest score) to 1 by the middle of equal ones; NaN without a score.
    std::vector<double> ranks() const;

    // The same as evaluate() of the labelled rows, without sorting again. Calibration is taken when `isProbability`.
    Evaluation evaluation(double threshold, const Costs& costs, bool isProbability) const;

    // Points from all rows, thinned so that no two neighbours lie closer than 1/2000 of the range in both directions;
    // the first and the last are kept. The threshold of the first is infinite.
    struct Point
    {
        double x = 0, y = 0, threshold = 0;
    };
    std::vector<Point> roc() const; // x: false positive rate, y: recall
    std::vector<Point> precisionRecall() const; // x: recall, y: precision
    std::vector<Point> costCurve(const Costs& costs) const; // x: threshold, y: cost; not the infinite threshold
    // Over [0, 1] when all scores lie there, else over their range.
    struct Bars
    {
        std::vector<double> bounds; // one more than bars
        std::vector<uint64_t> negatives, positives, unlabelled;
    };
    Bars histogram(size_t bars) const;

private:
    Confusion confusionOf(size_t count) const; // the first `count` rows taken for hostile
    // `visit(end)` for the end of each run of equal scores that has a label, highest first.
    template <typename Visit>
    void eachRun(const Visit& visit) const;
    std::vector<Confusion> thresholds() const; // as sweep()
    double choose(const std::function<bool(const Confusion&, const Confusion&)>& isAsGood) const;

    std::vector<double> m_scores; // descending; equal ones by row
    std::vector<uint32_t> m_order; // row of each
    std::vector<uint32_t> m_positives, m_negatives; // among the first i, one more than scores
    std::vector<uint8_t> m_labels; // of each
    size_t m_given = 0, m_unscored = 0;
};

// One model in a comparison.
struct ComparedModel
{
    std::string title; // "boosted 3"
    std::string model, version;
    double threshold = 0.5; // its own
    bool isProbability = false; // else only the order of the scores means something
    std::shared_ptr<const std::vector<double>> scores; // one a row; NaN: not scored
    std::shared_ptr<const ThresholdIndex> index;
    Evaluation evaluation;
    uint64_t defaults = 0; // rows that lacked features of it
};

struct SliceMetric
{
    std::string kind, value; // "source", "inbox.mbox"
    bool decides = false; // a model that loses here does not win
    uint64_t rows = 0, positives = 0;
    std::vector<double> averagePrecision; // one a model; NaN: one class only
};

// A way to cut the rows into slices.
struct SliceColumn
{
    static constexpr uint32_t none = UINT32_MAX; // a row that is in no slice
    std::string kind;
    bool decides = false;
    std::vector<std::string> values;
    std::vector<uint32_t> valueOf; // of each row: index into values, or none
};

// 2 to 6 models on one frozen set. What takes long (intervals, tests, verdict) follows in `tests`.
struct ModelComparison
{
    std::vector<ComparedModel> models; // the first is the reference
    std::shared_ptr<const std::vector<uint8_t>> labels; // 0, 1 a row; 2: none
    uint64_t positives = 0, negatives = 0;
    Costs costs;
    std::vector<SliceMetric> slices; // those where a model loses most against the reference first
};

// Of models whose title, name, version, threshold, isProbability, scores and defaults are given: the rest is computed.
// BadArgument when there are not 1 to 6, or lists do not fit. Slices of fewer than `leastSlice` rows are left out.
inline constexpr uint64_t leastSlice = 20;
Result<ModelComparison> makeComparison(std::vector<ComparedModel> models,
    std::shared_ptr<const std::vector<uint8_t>> labels, const Costs& costs, std::span<const SliceColumn> slices,
    const RunContext& context);

// Rows where the verdicts of two models at these thresholds differ.
struct Disagreement
{
    uint32_t row = 0;
    double a = 0, b = 0;
    double difference = 0; // |a - b|, or of ranks when one is no probability
    double cost = 0; // of the wrong verdict by the label, 0 without a label
};
enum class DisagreementOrder { ByDifference, ByCost };
std::vector<Disagreement> disagreements(const ModelComparison& comparison, size_t a, size_t b, double thresholdA,
    double thresholdB, DisagreementOrder order);

// Each challenger against the reference, p values corrected for their number.
struct ComparisonTests
{
    struct Pair
    {
        Comparison comparison;
        uint64_t left = 0; // labelled rows that one of the two could not score
        double correctedP = 1; // of DeLong by Holm
        double correctedPrimaryP = 1; // of the average precision (bootstrap) by Holm
        Verdict verdict = Verdict::NotEnoughEvidence;
        std::vector<std::string> reasons; // English
    };
    std::vector<Pair> pairs; // beside models[1] ...
};
// `groups`: empty, or a number for each row; rows of a group are resampled together. Thresholds and costs of the
// options are replaced by those of the comparison. Progress counts resamples, anew for each
// pair. Without enough labels the
// verdict is NotEnoughEvidence, not an error.
Result<ComparisonTests> testComparison(const ModelComparison& comparison, std::span<const uint64_t> groups,
    const ComparisonOptions& options, const RunContext& context);

// 95 % bands around the curves of a model, by resampling.
struct Band
{
    std::vector<double> x, low, high; // x: 0 to 1 in 100 steps
};
struct CurveBands
{
    Band roc; // recall at false positive rates
    Band precisionRecall; // precision at recalls
};
Result<CurveBands> confidenceBands(const ThresholdIndex& index, std::span<const uint64_t> groups,
    const BootstrapOptions& options, const RunContext& context);

} // namespace assay::train
