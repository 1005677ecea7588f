// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/voice.h"

#include "core/models/isoforest/forestkinds.h"
#include "core/models/xgboost/boostedkind.h"
#include "tests/core/models/madedata.h"

#include <gtest/gtest.h>

#include <numeric>

namespace assay::models {
namespace {

using test::cloud;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

StoredModel forestOf(const Matrix& rows)
{
    const auto params = Params::make(extendedForestKind().options(), {{"eif.ntrees", "20"}});
    StoredModel out;
    out.model = *extendedForestKind().fit({rows}, *params, 5, {});
    const std::vector<double> scores = *out.model->score(rows, {});
    out.manifest.rarity = RarityTable::make(scores);
    out.manifest.thresholds = {{"alert", 0.55}};
    out.manifest.medians = columnMedians(rows);
    for (size_t c = 0; c < rows.columns(); ++c)
        out.manifest.digests.push_back(digestOf(rows.column(c)));
    return out;
}

StoredModel boostedOf(const Matrix& rows)
{
    TrainingData data{rows};
    for (size_t r = 0; r < rows.rows; ++r)
        data.labels.push_back(rows.at(r, 0) > 0.5 ? 1 : 0);
    const auto params = Params::make(boostedKind().options(), {{"xgb.rounds", "10"}});
    StoredModel out;
    out.model = *boostedKind().fit(data, *params, 5, {});
    out.manifest.calibration.method = Calibration::Method::Platt;
    out.manifest.calibration.slope = 0.5;
    out.manifest.thresholds = {{"alert", 0.6}};
    return out;
}

// The columns of the table in another order, with others among them.
std::vector<std::string> superset()
{
    return {"other", "f2", "f1", "always", "f0"};
}

TEST(Voice, FindsItsColumns)
{
    const Matrix rows = cloud(200, 3, 1);
    const StoredModel stored = forestOf(rows);
    const auto voice = Voice::make(stored, superset());
    ASSERT_TRUE(voice) << voice.error().toString();
    EXPECT_TRUE(voice->absent().empty());
    EXPECT_EQ(voice->role(), VoiceRole::Forest);
    const std::vector<double> scores = *stored.model->score(rows, {});
    Matrix wide;
    wide.names = superset();
    wide.rows = rows.rows;
    for (size_t r = 0; r < rows.rows; ++r)
        wide.values.insert(wide.values.end(), {-1, rows.at(r, 2), rows.at(r, 1), 7, rows.at(r, 0)});
    const auto table = voice->scoreTable(wide, {});
    ASSERT_TRUE(table);
    size_t alerts = 0;
    for (size_t r = 0; r < rows.rows; ++r) {
        const auto one = voice->score(wide.row(r));
        ASSERT_TRUE(one);
        EXPECT_EQ(one->score, scores[r]);
        EXPECT_EQ((*table)[r].score, scores[r]);
        EXPECT_EQ(one->risk, stored.manifest.rarity.risk(scores[r]));
        EXPECT_EQ(one->isAlert, scores[r] > 0.55);
        EXPECT_EQ(one->isAlert, (*table)[r].isAlert);
        alerts += one->isAlert ? 1 : 0;
        EXPECT_EQ(one->isReliable, one->defaultsUsed <= 1);
    }
    EXPECT_GT(alerts, 0u);
    EXPECT_LT(alerts, rows.rows);
    EXPECT_FALSE(Voice::make(stored, {"f0", "f0"}));
}

TEST(Voice, CountsWhatIsMissing)
{
    const auto voice = Voice::make(forestOf(cloud(200, 3, 1)), {"f0", "f2"});
    ASSERT_TRUE(voice);
    EXPECT_EQ(voice->absent(), std::vector<std::string>{"f1"});
    EXPECT_NEAR(voice->absentShare(), 1.0 / 3, 1e-12);
    const std::vector<double> whole = {0, 20}, half = {0, missing},
                              none = {missing, std::numeric_limits<double>::infinity()};
    EXPECT_EQ(voice->score(whole)->defaultsUsed, 1u);
    EXPECT_TRUE(voice->score(whole)->isReliable);
    EXPECT_EQ(voice->score(half)->defaultsUsed, 2u);
    EXPECT_FALSE(voice->score(half)->isReliable);
    EXPECT_EQ(voice->score(none)->defaultsUsed, 3u);
}

TEST(Voice, TellsValuesNeverSeen)
{
    StoredModel stored = forestOf(cloud(200, 3, 1));
    stored.manifest.guards = {{"always", 7, 200}, {"elsewhere", 1, 200}};
    const auto voice = Voice::make(stored, superset());
    ASSERT_TRUE(voice);
    const std::vector<double> usual = {0, 20, 10, 7, 0}, unseen = {0, 20, 10, 8, 0}, absent = {0, 20, 10, missing, 0};
    EXPECT_FALSE(voice->score(usual)->hasUnseenConstant);
    EXPECT_FALSE(voice->score(absent)->hasUnseenConstant);
    EXPECT_TRUE(voice->score(unseen)->hasUnseenConstant);
    const auto named = voice->unseenConstants(unseen);
    ASSERT_EQ(named.size(), 1u);
    EXPECT_EQ(named[0].name, "always");
    EXPECT_EQ(named[0].value, 8);
    EXPECT_EQ(named[0].usual, 7);
}

TEST(Voice, CalibratesProbabilities)
{
    const Matrix rows = cloud(400, 3, 3);
    const StoredModel stored = boostedOf(rows);
    const auto voice = Voice::make(stored, rows.names);
    ASSERT_TRUE(voice);
    EXPECT_EQ(voice->role(), VoiceRole::Boosted);
    const std::vector<double> scores = *stored.model->score(rows, {});
    for (size_t r = 0; r < 50; ++r) {
        const auto one = voice->score(rows.row(r));
        ASSERT_TRUE(one);
        EXPECT_EQ(one->score, scores[r]) << r;
        EXPECT_DOUBLE_EQ(*one->risk, stored.manifest.calibration.apply(scores[r]));
        EXPECT_EQ(one->isAlert, *one->risk >= 0.6);
    }
}

TEST(Voice, ExplanationsAddUp)
{
    const Matrix rows = cloud(400, 3, 3);
    for (const StoredModel& stored : {forestOf(rows), boostedOf(rows)}) {
        const auto voice = Voice::make(stored, superset());
        ASSERT_TRUE(voice);
        const std::vector<double> row = {0, 500, missing, 7, 0};
        const auto why = voice->explain(row);
        ASSERT_TRUE(why);
        ASSERT_EQ(why->features.size(), 3u);
        const double sum = std::accumulate(why->features.begin(), why->features.end(), why->base + why->remainder,
            [](double total, const VoiceExplanation::Feature& feature) { return total + feature.contribution; });
        EXPECT_NEAR(sum, why->total, 1e-6);
        EXPECT_EQ(why->features[2].name, "f2");
        EXPECT_EQ(why->features[2].value, 500);
        EXPECT_TRUE(std::isnan(why->features[1].value));
        EXPECT_TRUE(std::isnan(why->features[2].expected));
        EXPECT_EQ(why->top(2).size(), 2u);
        if (!stored.manifest.digests.empty()) {
            EXPECT_EQ(why->features[2].percentile, 1);
            EXPECT_GT(why->features[2].contribution, 0);
            EXPECT_EQ(why->top(1), std::vector<size_t>{2});
        }
    }
}

TEST(Voice, PercentilesComeFromTheDigest)
{
    std::vector<double> values(101);
    std::iota(values.begin(), values.end(), 0.0);
    const FeatureDigest digest = digestOf(values);
    EXPECT_EQ(percentileIn(digest, -1), 0);
    EXPECT_EQ(percentileIn(digest, 101), 1);
    EXPECT_NEAR(percentileIn(digest, 60), 0.6, 1e-12);
    EXPECT_NEAR(percentileIn(digest, 97), 0.97, 1e-12);
    EXPECT_TRUE(std::isnan(percentileIn(digest, missing)));
    EXPECT_TRUE(std::isnan(percentileIn(digestOf(std::vector<double>(3, missing)), 1)));
    // Most rows have 0: that is not the lowest value, but the middle of them.
    std::vector<double> zeros(90, 0.0);
    zeros.resize(100, 5.0);
    EXPECT_NEAR(percentileIn(digestOf(zeros), 0), 0.375, 1e-12);
}

} // namespace
} // namespace assay::models
