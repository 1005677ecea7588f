// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/random.h"
#include "core/train/modelcomparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace assay::train {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct Rows
{
    std::vector<double> scores;
    std::vector<uint8_t> labels;

    // Those that have a label and a score.
    Rows judged() const
    {
        Rows out;
        for (size_t i = 0; i < scores.size(); ++i) {
            if (labels[i] <= 1 && std::isfinite(scores[i])) {
                out.scores.push_back(scores[i]);
                out.labels.push_back(labels[i]);
            }
        }
        return out;
    }
    ScoredRows view() const { return {scores, labels}; }
};

// Few different scores, so that many are equal; some rows have no label or no score.
Rows rowsWithTies(uint64_t seed, size_t count)
{
    models::Random random(seed);
    Rows out;
    for (size_t i = 0; i < count; ++i) {
        const uint8_t label = random.below(10) == 0 ? 2 : random.below(3) == 0 ? 1 : 0;
        const double score = static_cast<double>(random.below(12) + (label == 1 ? 3 : 0)) / 14;
        out.scores.push_back(random.below(15) == 0 ? nothing : score);
        out.labels.push_back(label);
    }
    return out;
}

std::set<double> differentScores(const Rows& rows)
{
    std::set<double> out;
    for (const double score : rows.scores) {
        if (std::isfinite(score))
            out.insert(score);
    }
    return out;
}

TEST(ThresholdIndex, CountsAsOneRowAfterTheOtherDoes)
{
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        const Rows rows = rowsWithTies(seed, 60);
        const Rows judged = rows.judged();
        const ThresholdIndex index(rows.scores, rows.labels);
        for (double t = -0.1; t < 1.2; t += 0.05) {
            const Confusion want = confusionAt(judged.view(), t), got = index.at(t);
            EXPECT_EQ(want.tp, got.tp);
            EXPECT_EQ(want.fp, got.fp);
            EXPECT_EQ(want.fn, got.fn);
            EXPECT_EQ(want.tn, got.tn);
        }
        EXPECT_EQ(index.rows() + index.unscored(), rows.scores.size());
        const Confusion none = index.at(std::numeric_limits<double>::infinity());
        EXPECT_EQ(none.tp + none.fp, 0u);
    }
}

TEST(ThresholdIndex, CellsHoldTheirRowsHighestFirst)
{
    const Rows rows = rowsWithTies(7, 200);
    const ThresholdIndex index(rows.scores, rows.labels);
    const double t = 0.5;
    for (const bool predicted : {false, true}) {
        for (const bool actual : {false, true}) {
            const auto cell = index.cell(t, predicted, actual, 1000);
            std::set<uint32_t> want;
            for (uint32_t row = 0; row < rows.scores.size(); ++row) {
                if (std::isfinite(rows.scores[row]) && rows.labels[row] == (actual ? 1 : 0)
                    && (rows.scores[row] >= t) == predicted)
                    want.insert(row);
            }
            EXPECT_EQ(std::set<uint32_t>(cell.begin(), cell.end()), want);
            EXPECT_TRUE(std::is_sorted(
                cell.begin(), cell.end(), [&](uint32_t a, uint32_t b) { return rows.scores[a] > rows.scores[b]; }));
            EXPECT_EQ(index.cell(t, predicted, actual, 3).size(), std::min<size_t>(3, want.size()));
        }
    }
}

TEST(ThresholdIndex, SnapsToTheScoresThatBruteForceFinds)
{
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        const Rows rows = rowsWithTies(seed, 80);
        const Rows judged = rows.judged();
        const ThresholdIndex index(rows.scores, rows.labels);
        const std::set<double> scores = differentScores(rows);
        for (const double share : {0.0, 0.05, 0.2, 0.5, 1.0}) {
            double lowest = std::numeric_limits<double>::infinity(), highest = *scores.begin();
            for (const double t : scores) {
                if (confusionAt(judged.view(), t).falsePositiveRate() <= share)
                    lowest = std::min(lowest, t);
                if (confusionAt(judged.view(), t).recall() >= share)
                    highest = t;
            }
            EXPECT_EQ(index.thresholdForFalsePositiveRate(share), lowest) << seed << " " << share;
            if (share > 0) {
                EXPECT_EQ(index.thresholdForRecall(share), highest) << seed << " " << share;
            }
        }
        const Costs costs{2, 3};
        const SweepBest best = bestOf(sweep(judged.view()), costs);
        EXPECT_EQ(index.cheapest(costs), best.cheapest.threshold);
        EXPECT_EQ(index.thresholdOfBestF1(), best.bestF1.threshold);
    }
}

TEST(ThresholdIndex, StepsFromScoreToScore)
{
    const std::vector<double> scores = {0.2, 0.2, 0.5, 0.9};
    const std::vector<uint8_t> labels = {0, 1, 1, 1};
    const ThresholdIndex index(scores, labels);
    EXPECT_EQ(index.next(0.3, 1), 0.5);
    EXPECT_EQ(index.next(0.5, 1), 0.9);
    EXPECT_EQ(index.next(0.5, 2), std::numeric_limits<double>::infinity());
    EXPECT_EQ(index.next(0.5, -1), 0.2);
    EXPECT_EQ(index.next(0.5, -100), 0.2);
    EXPECT_EQ(index.next(std::numeric_limits<double>::infinity(), -1), 0.9);
}

TEST(ThresholdIndex, EvaluatesAsTheSlowWayDoes)
{
    for (uint64_t seed = 40; seed < 60; ++seed) {
        const Rows rows = rowsWithTies(seed, 150);
        const Rows judged = rows.judged();
        const Evaluation got = ThresholdIndex(rows.scores, rows.labels).evaluation(0.5, {}, true);
        const bool isProbability = *std::max_element(judged.scores.begin(), judged.scores.end()) <= 1;
        const Evaluation want = evaluate(judged.view(), 0.5, {});
        EXPECT_NEAR(got.rocAuc, want.rocAuc, 1e-12);
        EXPECT_NEAR(got.averagePrecision, want.averagePrecision, 1e-12);
        EXPECT_EQ(got.cost, want.cost);
        EXPECT_EQ(got.best.plateau.low, want.best.plateau.low);
        EXPECT_EQ(got.best.plateau.high, want.best.plateau.high);
        ASSERT_EQ(got.calibration.has_value(), isProbability);
        if (isProbability) {
            EXPECT_NEAR(got.calibration->brier, want.calibration->brier, 1e-12);
            EXPECT_NEAR(got.calibration->eceMass, want.calibration->eceMass, 1e-12);
        }
    }
}

TEST(ThresholdIndex, CurvesPassThroughEveryThreshold)
{
    const Rows rows = rowsWithTies(3, 300);
    const Rows judged = rows.judged();
    const ThresholdIndex index(rows.scores, rows.labels);
    const auto roc = index.roc();
    ASSERT_EQ(roc.size(), sweep(judged.view()).size()); // far apart: none is thinned
    for (size_t i = 1; i < roc.size(); ++i) {
        const Confusion at = confusionAt(judged.view(), roc[i].threshold);
        EXPECT_EQ(roc[i].x, at.falsePositiveRate());
        EXPECT_EQ(roc[i].y, at.recall());
    }
    EXPECT_EQ(roc.front().x, 0);
    EXPECT_EQ(roc.back().x, 1);
    for (const auto& point : index.precisionRecall()) {
        if (std::isfinite(point.threshold)) {
            EXPECT_EQ(point.y, confusionAt(judged.view(), point.threshold).precision());
        }
    }
    const Costs costs{1, 4};
    for (const auto& point : index.costCurve(costs))
        EXPECT_EQ(point.y, confusionAt(judged.view(), point.x).cost(1, 4));
}

TEST(ThresholdIndex, ThinsLongCurvesAndKeepsTheirEnds)
{
    models::Random random(9);
    Rows rows;
    for (size_t i = 0; i < 200'000; ++i) {
        rows.labels.push_back(random.below(4) == 0 ? 1 : 0);
        rows.scores.push_back(random.uniform() + (rows.labels.back() ? 0.3 : 0.0));
    }
    const ThresholdIndex index(rows.scores, rows.labels);
    const auto roc = index.roc();
    EXPECT_LT(roc.size(), 6000u);
    EXPECT_EQ(roc.back().x, 1);
    EXPECT_EQ(roc.back().y, 1);
    EXPECT_LT(index.precisionRecall().size(), 10'000u);
}

TEST(ThresholdIndex, BarsCountEveryRow)
{
    const Rows rows = rowsWithTies(5, 400);
    const auto bars = ThresholdIndex(rows.scores, rows.labels).histogram(10);
    ASSERT_EQ(bars.bounds.size(), 11u);
    for (size_t i = 0; i < 10; ++i) {
        uint64_t counts[3] = {0, 0, 0};
        for (size_t row = 0; row < rows.scores.size(); ++row) {
            const double score = rows.scores[row];
            const bool isLast = i == 9 && score == bars.bounds[10];
            if (score >= bars.bounds[i] && (score < bars.bounds[i + 1] || isLast))
                ++counts[rows.labels[row]];
        }
        EXPECT_EQ(bars.negatives[i], counts[0]);
        EXPECT_EQ(bars.positives[i], counts[1]);
        EXPECT_EQ(bars.unlabelled[i], counts[2]);
    }
}

TEST(ThresholdIndex, AnswersWithoutRowsAndWithEqualScores)
{
    const ThresholdIndex empty({}, {});
    EXPECT_EQ(empty.at(0.5).tp, 0u);
    EXPECT_TRUE(std::isinf(empty.cheapest({})));
    EXPECT_TRUE(empty.costCurve({}).empty());
    EXPECT_EQ(empty.evaluation(0.5, {}, true).rocAuc, 0.5);
    const std::vector<double> same(4, 7.0);
    const std::vector<uint8_t> labels = {0, 1, 1, 0};
    const ThresholdIndex equal(same, labels);
    EXPECT_EQ(equal.evaluation(7, {}, false).rocAuc, 0.5);
    EXPECT_EQ(equal.histogram(4).positives.size(), 4u);
    for (const double rank : equal.ranks())
        EXPECT_EQ(rank, 0.5);
}

} // namespace
} // namespace assay::train
