// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/train/trainer.h"

#include "core/base/file.h"
#include "core/neural/kann/forwardpass.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace assay::neural {
namespace {

using Json = nlohmann::json;

std::string goldenBytes(const std::filesystem::path& shared, const std::string& name)
{
    const auto bytes = readFile(shared / "golden" / "neural" / name);
    EXPECT_TRUE(bytes) << name;
    return bytes ? *bytes : std::string();
}

std::vector<float> variables(const Graph& graph)
{
    std::vector<float> all;
    for (const GraphNode& node : graph.nodes) {
        if (node.isVariable())
            all.insert(all.end(), node.values.begin(), node.values.end());
    }
    return all;
}

double largestDifference(const Graph& a, const Graph& b)
{
    const auto left = variables(a), right = variables(b);
    EXPECT_EQ(left.size(), right.size());
    double largest = 0;
    for (size_t i = 0; i < std::min(left.size(), right.size()); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(left[i]) - static_cast<double>(right[i])));
    return largest;
}

std::vector<float> outputsOf(const Graph& graph, const TrainingVectors& vectors)
{
    const auto pass = ForwardPass::make(std::make_shared<const Graph>(graph));
    EXPECT_TRUE(pass);
    auto workspace = pass->makeWorkspace();
    std::vector<float> outputs;
    for (size_t row = 0; row < vectors.count(); ++row)
        outputs.push_back(pass->run({vectors.numbers.data() + row * vectors.length, vectors.length}, workspace));
    return outputs;
}

// Spam where the first number is above the second; the third says nothing.
TrainingVectors someVectors(size_t count, uint64_t seed)
{
    Generator generator(seed + 99);
    TrainingVectors vectors;
    vectors.length = 3;
    for (size_t i = 0; i < count; ++i) {
        const auto a = static_cast<float>(generator.uniform()), b = static_cast<float>(generator.uniform());
        vectors.numbers.insert(vectors.numbers.end(), {a, b, static_cast<float>(generator.uniform())});
        vectors.targets.push_back(a > b ? 1.0f : -1.0f);
    }
    return vectors;
}

size_t wrongSigns(const Graph& graph, const TrainingVectors& vectors)
{
    const auto outputs = outputsOf(graph, vectors);
    size_t wrong = 0;
    for (size_t i = 0; i < outputs.size(); ++i)
        wrong += (outputs[i] > 0) == (vectors.targets[i] > 0) ? 0 : 1;
    return wrong;
}

TEST(GoldenTraining, IsRepeatedWithinItsTolerances)
{
    ASSAY_REQUIRE_SHARED(shared);
    const Json golden = Json::parse(goldenBytes(shared, "train_case.json"));
    const Json& tolerance = golden.at("tolerance");
    TrainingVectors vectors;
    vectors.length = golden.at("n").get<size_t>();
    for (const Json& row : golden.at("inputs")) {
        for (const Json& number : row)
            vectors.numbers.push_back(number.get<float>());
    }
    vectors.targets = golden.at("outputs").get<std::vector<float>>();
    TrainingSettings settings;
    settings.iterations = golden.at("max_epoch").get<size_t>();
    settings.learningRate = golden.at("lr").get<double>();

    const auto initial = readKann(goldenBytes(shared, golden.at("init").get<std::string>()));
    const auto final = readKann(goldenBytes(shared, golden.at("trained").get<std::string>()));
    ASSERT_TRUE(initial && final);
    Generator fresh;
    TrainingSettings still = settings; // so slow that the initial weights are what is left
    still.iterations = 1;
    still.learningRate = 1e-30;
    const auto untrained = trainNetwork(vectors, still, fresh, {});
    ASSERT_TRUE(untrained) << untrained.error().toString();
    EXPECT_LE(largestDifference(untrained->graph, *initial), tolerance.at("init").get<double>());

    Generator generator;
    const auto trained = trainNetwork(vectors, settings, generator, {});
    ASSERT_TRUE(trained) << trained.error().toString();
    EXPECT_EQ(trained->layout.hidden, golden.at("hidden").get<size_t>());
    const Json& log = golden.at("log_epoch_traincost_valcost");
    ASSERT_EQ(trained->epochs.size(), log.size());
    for (size_t e = 0; e < log.size(); ++e) {
        EXPECT_NEAR(trained->epochs[e].training, log[e][1].get<double>(), tolerance.at("cost").get<double>()) << e;
        EXPECT_NEAR(trained->epochs[e].validation, log[e][2].get<double>(), tolerance.at("cost").get<double>()) << e;
    }
    EXPECT_LE(largestDifference(trained->graph, *final), tolerance.at("weights").get<double>());
    const auto outputs = outputsOf(trained->graph, vectors);
    for (size_t i = 0; i < 5; ++i)
        EXPECT_NEAR(outputs[i], golden.at("apply_first5")[i].get<double>(), 1e-5);
    EXPECT_EQ(writeKann(*final).substr(0, kannTableSize(*final)),
        writeKann(trained->graph).substr(0, kannTableSize(trained->graph)));
}

class TrainedTopology : public testing::TestWithParam<Topology>
{
protected:
    TrainingSettings settings(size_t iterations = 100) const
    {
        TrainingSettings settings;
        settings.topology = GetParam();
        settings.iterations = iterations;
        return settings;
    }
    Result<TrainedNetwork> train(const TrainingVectors& vectors, const TrainingSettings& settings) const
    {
        Generator generator;
        return trainNetwork(vectors, settings, generator, {});
    }
};

TEST_P(TrainedTopology, LearnsAndHoldsOnNewVectors)
{
    const auto trained = train(someVectors(400, 1), settings());
    ASSERT_TRUE(trained) << trained.error().toString();
    EXPECT_LT(trained->epochs.back().training, trained->epochs.front().training / 2);
    EXPECT_LE(wrongSigns(trained->graph, someVectors(400, 2)), 20u);
    EXPECT_EQ(recogniseLayout(trained->graph), trained->layout);
}

// The step along the gradient of one vector lowers its cost, for each way that a target may lie.
TEST_P(TrainedTopology, FollowsTheGradientOfItsCost)
{
    for (const float target : {1.0f, -1.0f, 0.3f}) {
        TrainingVectors vectors = someVectors(2, 3);
        vectors.targets = {target, target > 0 ? -1.0f : 1.0f};
        vectors.weights = {1, 0};
        TrainingSettings one = settings(5);
        one.learningRate = 1e-3;
        const auto trained = train(vectors, one);
        ASSERT_TRUE(trained) << trained.error().toString();
        for (size_t e = 1; e < trained->epochs.size(); ++e)
            EXPECT_LT(trained->epochs[e].training, trained->epochs[e - 1].training);
    }
}

TEST_P(TrainedTopology, GivesTheSameBitsAgain)
{
    const TrainingVectors vectors = someVectors(100, 4);
    TrainingVectors weighted = vectors;
    weighted.weights.assign(vectors.count(), 4.0f); // only their relation counts
    const auto first = train(vectors, settings(20)), again = train(vectors, settings(20)),
               evenly = train(weighted, settings(20));
    ASSERT_TRUE(first && again && evenly);
    EXPECT_EQ(writeKann(first->graph), writeKann(again->graph));
    EXPECT_EQ(writeKann(first->graph), writeKann(evenly->graph));
    Generator other(1);
    EXPECT_NE(writeKann(trainNetwork(vectors, settings(20), other, {})->graph), writeKann(first->graph));
}

INSTANTIATE_TEST_SUITE_P(Trainer, TrainedTopology, testing::Values(Topology::Rspamd34, Topology::Seed),
    [](const auto& one) { return std::string(topologyName(one.param)); });

TEST(Trainer, KeepsTheBestWeightsAndStopsWithoutGain)
{
    // Targets without rule: the validation cost has its least early, training goes on to learn by heart.
    TrainingVectors vectors = someVectors(200, 5);
    Generator noise(6);
    for (float& target : vectors.targets)
        target = noise.uniform() < 0.5 ? -1.0f : 1.0f;
    TrainingSettings settings;
    settings.iterations = 2000;
    settings.hidden = 30;
    settings.learningRate = 0.03;
    settings.topology = Topology::Seed;
    Generator generator;
    std::vector<double> seen;
    const auto trained = trainNetwork(vectors, settings, generator, {}, [&](size_t, const EpochCosts& costs) {
        seen.push_back(costs.validation);
        return true;
    });
    ASSERT_TRUE(trained) << trained.error().toString();
    ASSERT_LT(trained->epochs.size(), 2000u);
    EXPECT_EQ(seen.size(), trained->epochs.size());
    const auto least = std::min_element(seen.begin() + 10, seen.end());
    EXPECT_EQ(trained->best, static_cast<size_t>(least - seen.begin()));
    EXPECT_EQ(trained->epochs.size(), trained->best + 1 + settings.patience);
}

TEST(Trainer, StopsAtTheCostThatIsAskedFor)
{
    TrainingSettings settings;
    settings.iterations = 500;
    settings.stopCost = 0.2;
    Generator generator;
    const auto trained = trainNetwork(someVectors(300, 7), settings, generator, {});
    ASSERT_TRUE(trained);
    EXPECT_LT(trained->epochs.size(), 500u);
    EXPECT_LE(trained->epochs.back().training, 0.2);
    EXPECT_GT(trained->epochs[trained->epochs.size() - 2].training, 0.2);
}

TEST(Trainer, EndsWhenAskedToAndSaysHowFarItIs)
{
    std::stop_source source;
    Progress progress;
    Generator generator;
    TrainingSettings settings;
    settings.iterations = 1000;
    const auto stopped = trainNetwork(someVectors(100, 8), settings, generator,
        RunContext(source.get_token(), &progress, 1), [&](size_t epoch, const EpochCosts&) {
            if (epoch == 4)
                source.request_stop();
            return true;
        });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(progress.total, 1000u);
    EXPECT_EQ(progress.done, 5u);
}

TEST(Trainer, ValidatesWithVectorsOfTheirOwnAndEndsWhenTheWatcherHasEnough)
{
    const TrainingVectors heldOut = someVectors(50, 21);
    Generator generator;
    TrainingSettings settings;
    settings.iterations = 500;
    const auto trained = trainNetwork(
        someVectors(200, 20), settings, generator, {}, [](size_t epoch, const EpochCosts&) { return epoch < 29; },
        &heldOut);
    ASSERT_TRUE(trained) << trained.error().toString();
    ASSERT_EQ(trained->epochs.size(), 30u);
    double cost = 0; // of the weights that were kept, over the held-out vectors
    const auto outputs = outputsOf(trained->graph, heldOut);
    for (size_t i = 0; i < outputs.size(); ++i)
        cost += std::log(2 / (1 + static_cast<double>(heldOut.targets[i] * outputs[i])));
    EXPECT_NEAR(cost / 50, trained->epochs[trained->best].validation, 1e-5);
    TrainingVectors other = heldOut;
    other.length = 1;
    EXPECT_EQ(
        trainNetwork(someVectors(10, 1), settings, generator, {}, {}, &other).error().code, ErrorCode::BadArgument);
}

TEST(Trainer, RefusesWhatCannotBeLearned)
{
    Generator generator;
    const auto codeOf = [&](const TrainingVectors& vectors, const TrainingSettings& settings = {}) {
        const auto trained = trainNetwork(vectors, settings, generator, {});
        return trained ? ErrorCode::Internal : trained.error().code;
    };
    EXPECT_EQ(codeOf({}), ErrorCode::BadArgument);
    TrainingVectors oneClass = someVectors(10, 9);
    oneClass.targets.assign(10, 1.0f);
    EXPECT_EQ(codeOf(oneClass), ErrorCode::BadArgument);
    TrainingVectors short1 = someVectors(10, 9);
    short1.numbers.pop_back();
    EXPECT_EQ(codeOf(short1), ErrorCode::BadArgument);
    TrainingVectors broken = someVectors(10, 9);
    broken.numbers[4] = NAN;
    EXPECT_EQ(codeOf(broken), ErrorCode::BadData);
    TrainingSettings wild; // costs of squares beyond what a float holds
    wild.topology = Topology::Seed;
    wild.learningRate = 1e30;
    EXPECT_EQ(codeOf(someVectors(100, 9), wild), ErrorCode::BadData);
    TrainingSettings none;
    none.iterations = 0;
    EXPECT_EQ(codeOf(someVectors(10, 9), none), ErrorCode::BadArgument);
    TrainingSettings huge;
    huge.hidden = 100'000'000;
    EXPECT_EQ(codeOf(someVectors(10, 9), huge), ErrorCode::BadArgument);
}

} // namespace
} // namespace assay::neural
