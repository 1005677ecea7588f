// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/folds.h"
#include "core/models/modelfile.h"
#include "core/models/xgboost/boostedkind.h"
#include "tests/core/models/madedata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <stop_token>

namespace assay::models {
namespace {

using test::cloud;

// Class 1 where the first column is high, with some doubt.
TrainingData made(size_t rows, uint64_t seed)
{
    TrainingData data{cloud(rows, 4, seed), {}, {}};
    Random random(seed, 1);
    for (size_t r = 0; r < rows; ++r)
        data.labels.push_back(data.rows.at(r, 0) + test::bell(random) / 2 > 0.7 ? 1 : 0);
    return data;
}

Result<ModelPtr> fit(const TrainingData& data, Params::Settings settings = {}, unsigned workers = 1)
{
    settings.emplace_back("xgb.rounds", "30");
    const auto params = Params::make(boostedKind().options(), settings);
    return boostedKind().fit(data, *params, 42, RunContext({}, nullptr, workers));
}

double meanScore(const Model& model, const TrainingData& data, uint8_t label)
{
    const auto scores = *model.score(data.rows, {});
    double sum = 0, count = 0;
    for (size_t r = 0; r < scores.size(); ++r) {
        sum += data.labels[r] == label ? scores[r] : 0;
        count += data.labels[r] == label ? 1 : 0;
    }
    return sum / count;
}

TEST(Boosted, LearnsAndExplains)
{
    const auto model = fit(made(1000, 1));
    ASSERT_TRUE(model) << model.error().toString();
    const TrainingData fresh = made(400, 2);
    EXPECT_GT(meanScore(**model, fresh, 1), meanScore(**model, fresh, 0) + 0.4);
    const auto scores = *(*model)->score(fresh.rows, {});
    const auto why = *(*model)->explain(fresh.rows, {});
    std::vector<double> weight(4, 0);
    for (size_t r = 0; r < why.size(); ++r) {
        const double sum =
            std::accumulate(why[r].contributions.begin(), why[r].contributions.end(), why[r].base + why[r].remainder);
        EXPECT_NEAR(sum, why[r].total, 1e-12);
        EXPECT_NEAR(why[r].remainder, 0, 1e-4);
        EXPECT_NEAR(1 / (1 + std::exp(-why[r].total)), scores[r], 1e-6);
        for (size_t c = 0; c < 4; ++c)
            weight[c] += std::abs(why[r].contributions[c]);
    }
    EXPECT_EQ(std::max_element(weight.begin(), weight.end()) - weight.begin(), 0);
}

TEST(Boosted, SameBitsAgainAndForAnyNumberOfWorkers)
{
    const TrainingData data = made(600, 1);
    const auto one = fit(data), two = fit(data, {}, 2);
    ASSERT_TRUE(one && two);
    EXPECT_EQ(*(*one)->score(data.rows, {}), *(*two)->score(data.rows, RunContext({}, nullptr, 2)));
    const auto bytes = modelToBytes(**one);
    ASSERT_TRUE(bytes);
    const auto again = modelFromBytes(*bytes, std::array{&boostedKind()});
    ASSERT_TRUE(again) << again.error().toString();
    EXPECT_EQ(*(*again)->score(data.rows, {}), *(*one)->score(data.rows, {}));
}

TEST(Boosted, WeightsCount)
{
    TrainingData data = made(1000, 1);
    const auto plain = fit(data);
    const auto heavy = fit(data, {{"scale_pos_weight", "6"}});
    for (const uint8_t label : data.labels)
        data.weights.push_back(label ? 6.0F : 1.0F);
    const auto byRow = fit(data);
    ASSERT_TRUE(plain && heavy && byRow);
    const TrainingData fresh = made(400, 2);
    EXPECT_GT(meanScore(**heavy, fresh, 0), meanScore(**plain, fresh, 0));
    // Not the same bits: weights of rows also move the bounds of the histograms.
    EXPECT_NEAR(meanScore(**heavy, fresh, 0), meanScore(**byRow, fresh, 0), 0.05);
    EXPECT_GT(meanScore(**byRow, fresh, 0), meanScore(**plain, fresh, 0));
}

TEST(Boosted, PatienceKeepsFewerRounds)
{
    const TrainingData data = made(1000, 1);
    const auto all = fit(data, {{"xgb.eta", "0.9"}, {"xgb.depth", "8"}});
    const auto best = fit(data, {{"xgb.eta", "0.9"}, {"xgb.depth", "8"}, {"xgb.patience", "3"}});
    ASSERT_TRUE(all && best) << best.error().toString();
    EXPECT_LT((*best)->serialise()->size(), (*all)->serialise()->size() * 3 / 4);
}

TEST(Boosted, SaysWhatTheLabelsLack)
{
    TrainingData data = made(300, 1);
    const auto why = [&](const Params::Settings& settings) { return fit(data, settings).error().detail; };
    EXPECT_EQ(why({{"xgb.min_labels", "301"}}), "300 labelled rows, at least 301 are needed");
    std::fill(data.labels.begin(), data.labels.end(), 0);
    EXPECT_EQ(why({}), "0 rows of class 1, at least 10 are needed");
    std::fill(data.labels.begin(), data.labels.end(), 1);
    EXPECT_EQ(why({}), "0 rows of class 0, at least 10 are needed");
    data.labels.pop_back();
    EXPECT_EQ(why({}), "a label for each row is needed");
}

TEST(Boosted, StopsWhenAskedAndRefusesForeignTrees)
{
    std::stop_source stop;
    stop.request_stop();
    const auto params = Params::make(boostedKind().options(), {});
    const auto model = boostedKind().fit(made(300, 1), *params, 1, RunContext(stop.get_token(), nullptr, 1));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::Cancelled);
    BodyWriter body;
    body.texts({"a"});
    body.number(uint64_t{5});
    body.raw("hello");
    EXPECT_FALSE(boostedKind().load(body.take()));
}

TEST(Boosted, TreesForOtherColumnsAreRefused)
{
    const auto model = fit(made(300, 1));
    ASSERT_TRUE(model);
    std::string body = *(*model)->serialise();
    // The names of four columns become those of three.
    BodyReader in(body);
    std::vector<std::string> names = in.names(10);
    const std::string_view trees = in.raw(in.number<uint64_t>());
    names.pop_back();
    BodyWriter out;
    out.texts(names);
    out.number(static_cast<uint64_t>(trees.size()));
    out.raw(trees);
    const auto read = boostedKind().load(out.take());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().detail, "4 columns instead of 3");
}

TEST(Folds, StratifiedInTheOrderOfTheRows)
{
    const std::vector<uint8_t> labels = {0, 0, 1, 0, 0, 1, 0, 0, 1, 0};
    // Sorted: seven of class 0, three of class 1. Fold 0 has positions 0 3 6 9: three and one.
    EXPECT_EQ(stratifiedFolds(labels, 3), (std::vector<uint32_t>{0, 0, 0, 0, 1, 1, 1, 2, 2, 2}));
}

TEST(Folds, GroupsStayTogether)
{
    const std::vector<uint64_t> groups = {5, 5, 5, 9, 9, 7, 7, 1, 2, 3};
    const auto folds = groupedFolds(groups, 3);
    std::vector<size_t> sizes(3, 0);
    for (size_t i = 0; i < groups.size(); ++i) {
        ++sizes[folds[i]];
        for (size_t j = 0; j < i; ++j)
            EXPECT_TRUE(groups[i] != groups[j] || folds[i] == folds[j]);
    }
    EXPECT_EQ(*std::min_element(sizes.begin(), sizes.end()), 3u);
}

TEST(Folds, OutOfFoldProbabilitiesKnowTheClass)
{
    const TrainingData data = made(900, 5);
    const auto folds = stratifiedFolds(data.labels, 3);
    const auto p = outOfFoldProbabilities(data.rows, data.labels, folds, 3, {}, {});
    ASSERT_TRUE(p) << p.error().toString();
    double ones = 0, zeros = 0, n1 = 0, n0 = 0;
    for (size_t i = 0; i < p->size(); ++i) {
        (data.labels[i] ? ones : zeros) += (*p)[i];
        (data.labels[i] ? n1 : n0) += 1;
    }
    EXPECT_GT(ones / n1, zeros / n0 + 0.3);
    const std::vector<uint8_t> one(900, 1);
    EXPECT_FALSE(outOfFoldProbabilities(data.rows, one, folds, 3, {}, {}));
}

} // namespace
} // namespace assay::models
