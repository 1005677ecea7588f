// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/csvtable.h"
#include "core/models/random.h"
#include "core/train/comparison.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <stop_token>

namespace assay::train {
namespace {

struct Made
{
    std::vector<double> a, b;
    std::vector<uint8_t> labels;
    PairedScores paired() const { return {a, b, labels}; }
};

// Scores in [0, 1] that know the label; the noise says how badly.
Made made(size_t rows, double noiseA, double noiseB)
{
    models::Random random(5);
    Made out;
    const auto score = [&](uint8_t label, double noise) {
        return 1 / (1 + std::exp(-(label ? 1.5 : -1.5) - noise * models::test::bell(random)));
    };
    for (size_t i = 0; i < rows; ++i) {
        out.labels.push_back(random.below(4) == 0 ? 1 : 0);
        out.a.push_back(score(out.labels.back(), noiseA));
        out.b.push_back(score(out.labels.back(), noiseB));
    }
    return out;
}

ComparisonOptions quick()
{
    ComparisonOptions options;
    options.bootstrap.resamples = 300;
    return options;
}

// Every pair of rows of both classes, as the definition says.
double slowAuc(const std::vector<double>& scores, const std::vector<uint8_t>& labels)
{
    double won = 0, pairs = 0;
    for (size_t i = 0; i < scores.size(); ++i) {
        for (size_t j = 0; j < scores.size(); ++j) {
            if (labels[i] == 1 && labels[j] == 0) {
                pairs += 1;
                won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }
    }
    return won / pairs;
}

TEST(Metrics, SmallTableByHand)
{
    const std::vector<double> scores = {0.9, 0.8, 0.8, 0.3, 0.1};
    const std::vector<uint8_t> labels = {1, 0, 1, 1, 0};
    const Confusion at = confusionAt({scores, labels}, 0.8);
    EXPECT_EQ(at.tp, 2u);
    EXPECT_EQ(at.fp, 1u);
    EXPECT_EQ(at.fn, 1u);
    EXPECT_EQ(at.tn, 1u);
    EXPECT_DOUBLE_EQ(at.f1(), 2.0 / 3);
    EXPECT_DOUBLE_EQ(at.mcc(), (2.0 - 1) / 6);
    EXPECT_DOUBLE_EQ(rocAuc({scores, labels}), slowAuc(scores, labels));
    EXPECT_DOUBLE_EQ(averagePrecision({scores, labels}), 1.0 / 3 + 1.0 / 3 * 2 / 3 + 1.0 / 3 * 3 / 4);
    EXPECT_EQ(sweep({scores, labels}).size(), 5u);
    EXPECT_DOUBLE_EQ(recallAtFalsePositiveRate(sweep({scores, labels}), 0.0), 1.0 / 3);
    const SweepBest best = bestOf(sweep({scores, labels}), {1, 5});
    EXPECT_EQ(best.cost, 1);
    EXPECT_EQ(best.cheapest.threshold, 0.3);
}

TEST(Metrics, NothingUndefined)
{
    const Confusion nothing;
    EXPECT_EQ(nothing.precision() + nothing.recall() + nothing.f1() + nothing.mcc() + nothing.accuracy(), 0);
    EXPECT_EQ(wilson(0, 0).high, 1);
    EXPECT_NEAR(wilson(8, 10).low, 0.4901625, 1e-6);
    EXPECT_NEAR(wilson(8, 10).high, 0.9433178, 1e-6);
    const std::vector<double> scores = {0.1, 0.2};
    const std::vector<uint8_t> none = {0, 0};
    EXPECT_EQ(rocAuc({scores, none}), 0.5);
    EXPECT_EQ(averagePrecision({scores, none}), 0);
    EXPECT_EQ(calibrationOf({scores, none}).brierSkill, 0);
}

TEST(PairedTests, McNemarByHand)
{
    const McNemar test = mcNemar(6, 1);
    EXPECT_NEAR(test.exactP, 2 * 8.0 / 128, 1e-12);
    EXPECT_NEAR(test.midP, (2 * 8.0 - 7) / 128, 1e-12);
    EXPECT_EQ(mcNemar(0, 0).midP, 1);
    EXPECT_NEAR(mcNemar(5, 5).midP, 1, 1e-12);
    EXPECT_LT(mcNemar(600'000, 599'000).midP, 0.5); // counts of a million end, and soon
}

TEST(PairedTests, DeLongKnowsEqualAndDifferent)
{
    const Made data = made(800, 1, 3);
    const DeLong test = deLong(data.paired());
    EXPECT_NEAR(test.aucA, slowAuc(data.a, data.labels), 1e-12);
    EXPECT_NEAR(test.aucB, slowAuc(data.b, data.labels), 1e-12);
    EXPECT_LT(test.p, 1e-6);
    EXPECT_GT(test.interval.low, 0);
    const DeLong same = deLong({data.a, data.a, data.labels});
    EXPECT_EQ(same.z, 0);
    EXPECT_EQ(same.p, 1);
    const std::vector<uint8_t> one(800, 1);
    EXPECT_EQ(deLong({data.a, data.b, one}).p, 1);
}

TEST(PairedTests, Holm)
{
    const std::vector<double> p = {0.04, 0.01, 0.03};
    const auto corrected = holm(p);
    EXPECT_DOUBLE_EQ(corrected[1], 0.03);
    EXPECT_DOUBLE_EQ(corrected[2], 0.06);
    EXPECT_DOUBLE_EQ(corrected[0], 0.06);
}

TEST(Bootstrap, SameForAnyNumberOfWorkersAndHoldsTheDifference)
{
    const Made data = made(600, 1, 2);
    BootstrapOptions options;
    options.resamples = 400;
    const auto one = bootstrap(data.paired(), {}, options, {});
    const auto three = bootstrap(data.paired(), {}, options, RunContext({}, nullptr, 3));
    ASSERT_TRUE(one && three);
    EXPECT_EQ(one->auc.low, three->auc.low);
    EXPECT_EQ(one->cost.high, three->cost.high);
    const double auc = rocAuc(data.paired().rowsA()) - rocAuc(data.paired().rowsB());
    EXPECT_LT(one->auc.low, auc);
    EXPECT_GT(one->auc.high, auc);
    EXPECT_NEAR(one->aucStandardError, deLong(data.paired()).standardError, 0.2 * one->aucStandardError);
    // Rows in groups of ten alike say less than as many rows of their own.
    Made twins;
    std::vector<uint64_t> groups;
    for (size_t i = 0; i < 600; ++i) {
        twins.a.push_back(data.a[i / 10]);
        twins.b.push_back(data.b[i / 10]);
        twins.labels.push_back(data.labels[i / 10]);
        groups.push_back(i / 10);
    }
    const auto alone = bootstrap(twins.paired(), {}, options, {}),
               grouped = bootstrap(twins.paired(), groups, options, {});
    ASSERT_TRUE(alone && grouped);
    EXPECT_GT(grouped->aucStandardError, 2 * alone->aucStandardError);
}

TEST(Comparison, Verdicts)
{
    const Made better = made(1500, 3, 1), worse = made(1500, 1, 3);
    const auto won = compare(better.paired(), {}, quick(), {});
    ASSERT_TRUE(won);
    EXPECT_EQ(won->verdict, Verdict::ChallengerWins);
    EXPECT_LT(won->recallLoss, 0);
    EXPECT_EQ(compare(worse.paired(), {}, quick(), {})->verdict, Verdict::KeepChampion);
    EXPECT_EQ(compare({better.a, better.a, better.labels}, {}, quick(), {})->verdict, Verdict::KeepChampion);
    const Made few = made(100, 3, 1);
    EXPECT_EQ(compare(few.paired(), {}, quick(), {})->verdict, Verdict::NotEnoughEvidence);
}

TEST(Comparison, RefusesAndStops)
{
    Made data = made(50, 1, 1);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(compare(data.paired(), {}, quick(), RunContext(stop.get_token(), nullptr, 1)).error().code,
        ErrorCode::Cancelled);
    data.a[3] = std::nan("");
    EXPECT_EQ(compare(data.paired(), {}, quick(), {}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(compare({{}, {}, {}}, {}, quick(), {}).error().code, ErrorCode::BadArgument);
}

TEST(Comparison, AsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto expected = nlohmann::json::parse(std::ifstream(shared / "golden/models/ab.json"));
    const auto table = models::readCsvTable(shared / "golden/models/data/ab_scores.csv");
    ASSERT_TRUE(table);
    Made data{table->column(1), table->column(2), {}};
    for (const double label : table->column(0))
        data.labels.push_back(label == 1 ? 1 : 0);
    const auto found = compare(data.paired(), {}, {}, RunContext({}, nullptr, 2));
    ASSERT_TRUE(found);
    const auto near = [](double got, const nlohmann::json& want) {
        EXPECT_NEAR(got, want.get<double>(), 1e-8 * std::abs(want.get<double>())) << want;
    };
    for (const auto& [name, got] : {std::pair("a", &found->a), std::pair("b", &found->b)}) {
        const auto& want = expected[name];
        EXPECT_EQ(got->atThreshold.tp, want["at_half"]["tp"].get<uint64_t>());
        near(got->atThreshold.mcc(), want["at_half"]["mcc"]);
        near(got->rocAuc, want["roc_auc"]);
        near(got->averagePrecision, want["average_precision"]);
        near(got->calibration->brier, want["brier"]);
        near(got->calibration->eceWidth, want["ece10_width"]);
        near(got->calibration->mceWidth, want["mce10_width"]);
        near(got->calibration->eceMass, want["ece10_mass"]);
        near(got->best.cheapest.threshold, want["best_cost"]["threshold"]);
        near(got->best.bestF1.threshold, want["best_f1"]["threshold"]);
    }
    near(found->mcNemar.midP, expected["mcnemar_at_half"]["mid_p"]);
    near(found->deLong.z, expected["delong"]["z"]);
    near(found->deLong.covariance, expected["delong"]["cov"]);
    near(found->spearman, expected["spearman_ab"]);
    near(found->exactKs, expected["score_shift_a_vs_b"]["ks_exact"]);
    const auto& bounds = expected["bootstrap_2000"]["ap_diff_ci95"];
    EXPECT_NEAR(found->bootstrap.averagePrecision.low, bounds[0].get<double>(), 0.004);
    EXPECT_NEAR(found->bootstrap.averagePrecision.high, bounds[1].get<double>(), 0.004);
}

} // namespace
} // namespace assay::train
