// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/neuralkind.h"

#include "core/models/modelfile.h"
#include "core/neural/kann/forwardpass.h"
#include "core/neural/kann/topology.h"
#include "core/neural/train/generator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace assay::neural {
namespace {

using models::Params;
using models::TrainingData;

// Class 1 where meta.a is large and symbol.B present; "bytes" is a column of large numbers that says it as well.
TrainingData someData(size_t rows, uint64_t seed)
{
    Generator generator(seed + 1);
    TrainingData data;
    data.rows.names = {"meta.a", "symbol.B", "noise", "bytes"};
    data.rows.rows = rows;
    for (size_t r = 0; r < rows; ++r) {
        const bool isSpam = generator.uniform() < 0.5;
        data.labels.push_back(isSpam ? 1 : 0);
        const double a = (isSpam ? 0.5 : 0.2) + 0.4 * generator.uniform();
        const double symbol = generator.uniform() < (isSpam ? 0.8 : 0.1) ? 1 : 0;
        const double bytes = (isSpam ? 2e6 : 1e6) * (0.5 + generator.uniform());
        data.rows.values.insert(data.rows.values.end(), {a, symbol, generator.uniform(), bytes});
    }
    return data;
}

Params paramsOf(const Params::Settings& settings)
{
    const auto params = Params::make(neuralKind().options(), settings);
    EXPECT_TRUE(params) << params.error().toString();
    return *params;
}

Result<models::ModelPtr> fit(const TrainingData& data, const Params::Settings& settings = {}, uint64_t seed = 0)
{
    return neuralKind().fit(data, paramsOf(settings), seed, {});
}

class NeuralKindOfGraph : public testing::TestWithParam<std::string>
{
protected:
    Params::Settings settings() const { return {{"ann.graph", GetParam()}, {"ann.max_iterations", "60"}}; }
};

TEST_P(NeuralKindOfGraph, LearnsScoresAndExplains)
{
    const auto model = fit(someData(600, 1), settings());
    ASSERT_TRUE(model) << model.error().toString();
    const TrainingData fresh = someData(300, 2);
    const auto scores = (*model)->score(fresh.rows, {});
    const auto why = (*model)->explain(fresh.rows, {});
    ASSERT_TRUE(scores && why);
    size_t wrong = 0;
    for (size_t r = 0; r < fresh.rows.rows; ++r) {
        const double score = (*scores)[r];
        EXPECT_TRUE(score >= 0 && score <= 1) << score;
        wrong += (score > 0.5) == (fresh.labels[r] == 1) ? 0 : 1;
        EXPECT_EQ((*model)->scoreRow(fresh.rows.row(r)).value(), score);
        const models::Explanation& one = (*why)[r];
        const double sum = std::accumulate(one.contributions.begin(), one.contributions.end(), one.base);
        EXPECT_NEAR(sum + one.remainder, one.total, 1e-9);
        EXPECT_EQ(one.isLogOdds, GetParam() == "rspamd34");
        if (one.isLogOdds) {
            EXPECT_NEAR(one.remainder, 0, 1e-4);
            EXPECT_NEAR(1 / (1 + std::exp(-one.total)), score, 1e-6);
        } else {
            EXPECT_NEAR(std::clamp(one.total, 0.0, 1.0), score, 1e-6);
        }
    }
    EXPECT_LT(wrong, 30u);
}

TEST_P(NeuralKindOfGraph, IsStoredAndReadBack)
{
    const TrainingData data = someData(300, 3);
    const auto model = fit(data, settings());
    ASSERT_TRUE(model);
    const auto body = (*model)->serialise();
    ASSERT_TRUE(body);
    const auto read = neuralKind().load(*body);
    ASSERT_TRUE(read) << read.error().toString();
    EXPECT_EQ((*read)->features(), data.rows.names);
    EXPECT_EQ((*read)->score(data.rows, {}).value(), (*model)->score(data.rows, {}).value());
    EXPECT_EQ((*read)->serialise().value(), *body);
    for (size_t length = 0; length < body->size(); length += 7)
        EXPECT_FALSE(neuralKind().load(body->substr(0, length))) << length;
    EXPECT_FALSE(neuralKind().load(*body + "x"));
    // Its network is one that rspamd could have made.
    ASSERT_NE(networkOf(**model), nullptr);
    EXPECT_TRUE(recogniseLayout(*networkOf(**model)));
}

TEST_P(NeuralKindOfGraph, GivesTheSameWhateverTheWorkersAndOtherWithAnotherSeed)
{
    const TrainingData data = someData(300, 4);
    const auto model = fit(data, settings(), 5), again = fit(data, settings(), 5), other = fit(data, settings(), 6);
    ASSERT_TRUE(model && again && other);
    EXPECT_EQ((*model)->serialise().value(), (*again)->serialise().value());
    EXPECT_NE((*model)->serialise().value(), (*other)->serialise().value());
    EXPECT_EQ((*model)->score(data.rows, RunContext({}, nullptr, 3)).value(), (*model)->score(data.rows, {}).value());
}

INSTANTIATE_TEST_SUITE_P(
    NeuralKind, NeuralKindOfGraph, testing::Values("rspamd34", "seed"), [](const auto& one) { return one.param; });

TEST(NeuralKind, TakesMissingAndNegativeNumbersForNothing)
{
    const TrainingData data = someData(300, 7);
    const auto model = fit(data);
    ASSERT_TRUE(model);
    models::Matrix rows;
    rows.names = data.rows.names;
    rows.rows = 4;
    rows.values.assign(16, 0.0);
    rows.values[4] = std::numeric_limits<double>::quiet_NaN();
    rows.values[9] = -5;
    rows.values[15] = std::numeric_limits<double>::infinity();
    const auto scores = (*model)->score(rows, {});
    ASSERT_TRUE(scores);
    for (size_t r = 1; r < 4; ++r)
        EXPECT_EQ((*scores)[r], (*scores)[0]);
}

TEST(NeuralKind, SaysWhatTheDataLack)
{
    const auto whyOf = [](const TrainingData& data, const Params::Settings& settings = {}) {
        const auto model = fit(data, settings);
        EXPECT_FALSE(model);
        return model ? std::string() : model.error().detail;
    };
    EXPECT_EQ(whyOf(someData(50, 8)), "50 labelled rows, at least 200 are needed");
    TrainingData oneClass = someData(300, 8);
    oneClass.labels.assign(300, 1);
    EXPECT_EQ(whyOf(oneClass), "0 rows of class 0, at least 10 are needed");
    TrainingData unlabelled = someData(300, 8);
    unlabelled.labels.clear();
    EXPECT_NE(whyOf(unlabelled).find("label"), std::string::npos);
    EXPECT_FALSE(Params::make(neuralKind().options(), {{"ann.learning_rate", "7"}}));
}

TEST(NeuralKind, TellsItsStepsAndStopsWhenAskedTo)
{
    const TrainingData heldOut = someData(100, 9);
    TrainingData data = someData(300, 10);
    data.heldOut = &heldOut;
    std::vector<models::FitStep> steps;
    data.onStep = [&](const models::FitStep& step) {
        steps.push_back(step);
        return steps.size() < 5;
    };
    ASSERT_TRUE(fit(data));
    ASSERT_EQ(steps.size(), 5u);
    EXPECT_EQ(steps[4].done, 5u);
    EXPECT_EQ(steps[4].total, 25u);
    EXPECT_LT(steps[4].loss, steps[0].loss);
    EXPECT_TRUE(std::isfinite(steps[4].heldOutLoss));
    std::stop_source stop;
    stop.request_stop();
    const auto cancelled = neuralKind().fit(data, paramsOf({}), 0, RunContext(stop.get_token(), nullptr, 1));
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
}

TEST(NeuralKind, RefusesNetworksThatDoNotFitTheirFeatures)
{
    const Graph graph = makeGraph({Topology::Rspamd34, 2, 1}, {{1, 1}, {0}, {1}, 0});
    EXPECT_TRUE(makeNeuralModel(graph, {"a", "b"}));
    EXPECT_EQ(makeNeuralModel(graph, {"a"}).error().code, ErrorCode::BadData);
    Graph odd = graph;
    odd.nodes[1].operation = 12;
    EXPECT_EQ(makeNeuralModel(odd, {"a", "b"}).error().code, ErrorCode::BadData);
}

} // namespace
} // namespace assay::neural
