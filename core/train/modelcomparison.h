// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/comparison.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace assay::train {

// The scores of one model on labelled rows, sorted once, so that every question about a threshold is a search.
class ThresholdIndex
{
public:
    // Scores that are not finite are left out and counted.
    ThresholdIndex(std::span<const double> scores, std::span<const uint8_t> labels);

    size_t rows() const { return m_scores.size(); }
    size_t unscored() const { return m_unscored; }
    Confusion at(double threshold) const; // O(log n)
    // Rows of a cell of the confusion matrix, highest score first, at most `limit`.
    std::vector<uint32_t> cell(double threshold, bool predicted, bool actual, size_t limit) const;
    // Places to snap to.
    double thresholdForFalsePositiveRate(double rate) const; // lowest that keeps the rate at most
    double thresholdForRecall(double recall) const; // highest that reaches it
    double thresholdOfBestF1() const;
    double cheapest(const Costs& costs) const;
    double next(double threshold, int steps) const; // moved by whole rows

    // Points from all rows, thinned so that no two lie closer than 1/2000 in both directions.
    struct Point
    {
        double x = 0, y = 0, threshold = 0;
    };
    std::vector<Point> roc() const; // x: false positive rate, y: recall
    std::vector<Point> precisionRecall() const; // x: recall, y: precision
    std::vector<Point> costCurve(const Costs& costs) const; // x: threshold, y: cost
    struct Bars
    {
        std::vector<double> bounds;
        std::vector<uint64_t> negatives, positives;
    };
    Bars histogram(size_t bars) const;

private:
    std::vector<double> m_scores; // descending
    std::vector<uint32_t> m_order; // row of each
    std::vector<uint32_t> m_positives; // among the first i, one more than scores
    size_t m_unscored = 0;
};

// One model in a comparison.
struct ComparedModel
{
    std::string title; // "boosted 3"
    std::string model, version;
    double threshold = 0.5; // its own
    bool isProbability = false;
    std::shared_ptr<const std::vector<double>> scores; // one a row; NaN: not scored
    std::shared_ptr<const ThresholdIndex> index;
    Evaluation evaluation;
    uint64_t defaults = 0; // rows that lacked features of it
};

struct SliceMetric
{
    std::string kind, value; // "source", "inbox.mbox"
    uint64_t rows = 0, positives = 0;
    std::vector<double> averagePrecision; // one a model; NaN: one class only
};

// 2 to 6 models on one frozen set. What takes long (intervals, tests, verdict) follows in `tests`.
struct ModelComparison
{
    std::vector<ComparedModel> models; // the first is the reference
    std::shared_ptr<const std::vector<uint8_t>> labels; // 0, 1 a row; 2: none
    uint64_t positives = 0, negatives = 0;
    Costs costs;
    std::vector<SliceMetric> slices; // worst first
};

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
        double correctedP = 1; // of DeLong by Holm
        Verdict verdict = Verdict::NotEnoughEvidence;
        std::vector<std::string> reasons; // English
    };
    std::vector<Pair> pairs; // beside models[1] ...
};
Result<ComparisonTests> testComparison(const ModelComparison& comparison, std::span<const uint64_t> groups,
    const ComparisonOptions& options, const RunContext& context);

} // namespace assay::train
