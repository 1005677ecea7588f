// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/random.h"
#include "core/train/modelcomparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::train {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

ComparedModel model(std::string title, std::vector<double> scores, bool isProbability = true)
{
    ComparedModel out;
    out.title = std::move(title);
    out.isProbability = isProbability;
    out.scores = std::make_shared<const std::vector<double>>(std::move(scores));
    return out;
}

ModelComparison compared(
    std::vector<ComparedModel> models, std::vector<uint8_t> labels, const std::vector<SliceColumn>& slices = {})
{
    auto made = makeComparison(
        std::move(models), std::make_shared<const std::vector<uint8_t>>(std::move(labels)), {}, slices, {});
    EXPECT_TRUE(made) << made.error().detail;
    return made ? *made : ModelComparison{};
}

TEST(ModelComparison, OrdersDisagreementsByDifferenceOrCost)
{
    const auto found =
        compared({model("a", {0.9, 0.4, 0.1, 0.6, nothing}), model("b", {0.2, 0.6, 0.2, 0.49, 0.9})}, {1, 0, 1, 2, 1});
    const auto byGap = disagreements(found, 0, 1, 0.5, 0.5, DisagreementOrder::ByDifference);
    ASSERT_EQ(byGap.size(), 3u);
    EXPECT_EQ(byGap[0].row, 0u);
    EXPECT_EQ(byGap[1].row, 1u);
    EXPECT_EQ(byGap[2].row, 3u);
    EXPECT_EQ(byGap[0].cost, 5);
    EXPECT_EQ(byGap[1].cost, 1);
    EXPECT_EQ(byGap[2].cost, 0);
    const auto swapped = disagreements(found, 1, 0, 0.5, 0.5, DisagreementOrder::ByCost);
    EXPECT_EQ(swapped[0].row, 0u);
    EXPECT_NEAR(swapped[0].difference, 0.7, 1e-12);
}

TEST(ModelComparison, ComparesRanksWhereScoresAreNoProbabilities)
{
    const auto found = compared({model("a", {0.9, 0.4, 0.1}), model("b", {100, 300, 200}, false)}, {1, 0, 1});
    const auto list = disagreements(found, 0, 1, 0.5, 150, DisagreementOrder::ByDifference);
    ASSERT_EQ(list.size(), 3u);
    EXPECT_EQ(list[0].row, 0u); // rank 1 against rank 0
    EXPECT_EQ(list[0].difference, 1);
    EXPECT_EQ(list[1].difference, 0.5);
    EXPECT_FALSE(found.models[1].evaluation.calibration);
}

TEST(ModelComparison, MeasuresSlicesWorstFirst)
{
    models::Random random(11);
    std::vector<double> a, b;
    std::vector<uint8_t> labels;
    SliceColumn column{"source", true, {"good", "bad", "small"}, {}};
    for (size_t i = 0; i < 400; ++i) {
        labels.push_back(random.below(2) ? 1 : 0);
        column.valueOf.push_back(i < 5 ? 2 : i % 2);
        a.push_back(static_cast<double>(random.below(20) + 5 * labels.back()));
        b.push_back(i % 2 ? static_cast<double>(random.below(20)) : a.back());
    }
    const auto found = compared({model("a", a, false), model("b", b, false)}, labels, {column});
    ASSERT_EQ(found.slices.size(), 2u);
    EXPECT_EQ(found.slices[0].value, "bad");
    for (const SliceMetric& slice : found.slices) {
        std::vector<double> scores;
        std::vector<uint8_t> own;
        for (size_t i = 0; i < labels.size(); ++i) {
            if (column.values[column.valueOf[i]] == slice.value) {
                scores.push_back(b[i]);
                own.push_back(labels[i]);
            }
        }
        EXPECT_EQ(slice.rows, own.size());
        EXPECT_NEAR(slice.averagePrecision[1], averagePrecision({scores, own}), 1e-12);
    }
    ComparisonOptions options;
    options.bootstrap.resamples = 100;
    const auto tests = testComparison(found, {}, options, {});
    ASSERT_TRUE(tests);
    EXPECT_EQ(tests->pairs[0].verdict, Verdict::KeepChampion);
    EXPECT_TRUE(std::any_of(tests->pairs[0].reasons.begin(), tests->pairs[0].reasons.end(),
        [](const std::string& why) { return why.find("In source bad") == 0; }));
}

// Scores that know the label, worse with more noise.
std::vector<double> noisy(const std::vector<uint8_t>& labels, double noise, uint64_t seed)
{
    models::Random random(seed);
    std::vector<double> out;
    for (const uint8_t label : labels)
        out.push_back(std::clamp((label ? 0.7 : 0.3) + noise * (random.uniform() - 0.5), 0.0, 1.0));
    return out;
}

std::vector<uint8_t> halfHostile(size_t rows)
{
    std::vector<uint8_t> labels;
    for (size_t i = 0; i < rows; ++i)
        labels.push_back(i % 2);
    return labels;
}

TEST(ModelComparison, BetterChallengerWinsWithReasons)
{
    const auto labels = halfHostile(600);
    const auto found = compared({model("old", noisy(labels, 1.6, 1)), model("new", noisy(labels, 0.7, 2)),
                                    model("same", noisy(labels, 1.6, 3))},
        labels);
    ComparisonOptions options;
    options.bootstrap.resamples = 300;
    const auto tests = testComparison(found, {}, options, {});
    ASSERT_TRUE(tests);
    ASSERT_EQ(tests->pairs.size(), 2u);
    EXPECT_EQ(tests->pairs[0].verdict, Verdict::ChallengerWins);
    EXPECT_EQ(tests->pairs[1].verdict, Verdict::KeepChampion);
    EXPECT_EQ(tests->pairs[0].reasons.size(), 4u);
    EXPECT_NEAR(tests->pairs[0].correctedP, std::min(1.0, 2 * tests->pairs[0].comparison.deLong.p), 1e-9);
    // Swapped, the better one is the champion and stays.
    const auto back = testComparison(compared({found.models[1], found.models[0]}, labels), {}, options, {});
    EXPECT_EQ(back->pairs[0].verdict, Verdict::KeepChampion);
}

TEST(ModelComparison, FewLabelsDecideNothing)
{
    auto labels = halfHostile(98);
    const auto few = testComparison(
        compared({model("a", noisy(labels, 1, 1)), model("b", noisy(labels, 0.1, 2))}, labels), {}, {}, {});
    EXPECT_EQ(few->pairs[0].verdict, Verdict::NotEnoughEvidence);
    EXPECT_FALSE(few->pairs[0].reasons.empty());
    const std::vector<uint8_t> unlabelled(98, 2);
    const auto none = testComparison(
        compared({model("a", noisy(labels, 1, 1)), model("b", noisy(labels, 0.1, 2))}, unlabelled), {}, {}, {});
    ASSERT_TRUE(none);
    EXPECT_EQ(none->pairs[0].verdict, Verdict::NotEnoughEvidence);
}

TEST(ModelComparison, RefusesWhatDoesNotFit)
{
    const auto labels = std::make_shared<const std::vector<uint8_t>>(std::vector<uint8_t>{0, 1});
    EXPECT_EQ(makeComparison({model("a", {1})}, labels, {}, {}, {}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(makeComparison({}, labels, {}, {}, {}).error().code, ErrorCode::BadArgument);
    const std::vector<SliceColumn> slices = {{"x", false, {"y"}, {0, 1}}};
    EXPECT_EQ(makeComparison({model("a", {1, 2})}, labels, {}, slices, {}).error().code, ErrorCode::BadArgument);
    std::stop_source stop;
    stop.request_stop();
    const RunContext stopped(stop.get_token(), nullptr, 1);
    EXPECT_EQ(makeComparison({model("a", {1, 2})}, labels, {}, {}, stopped).error().code, ErrorCode::Cancelled);
}

TEST(CurveBands, HoldTheCurveOfTheRows)
{
    const auto labels = halfHostile(800);
    const auto scores = noisy(labels, 1.2, 4);
    const ThresholdIndex index(scores, labels);
    BootstrapOptions options;
    options.resamples = 200;
    const auto bands = confidenceBands(index, {}, options, {});
    ASSERT_TRUE(bands);
    size_t inside = 0;
    for (size_t i = 0; i < bands->roc.x.size(); ++i) {
        const double recall = recallAtFalsePositiveRate(sweep({scores, labels}), bands->roc.x[i]);
        inside += recall >= bands->roc.low[i] - 1e-9 && recall <= bands->roc.high[i] + 1e-9 ? 1 : 0;
        EXPECT_LE(bands->precisionRecall.low[i], bands->precisionRecall.high[i]);
    }
    EXPECT_GE(inside, 95u);
    // One thread or two: the same.
    const auto again = confidenceBands(index, {}, options, RunContext({}, nullptr, 2));
    EXPECT_EQ(again->roc.low, bands->roc.low);
    const std::vector<uint64_t> oneGroup(800, 1);
    const auto single = confidenceBands(index, oneGroup, options, {});
    EXPECT_EQ(single->roc.low, single->roc.high); // the one group is drawn each time
}

} // namespace
} // namespace assay::train
