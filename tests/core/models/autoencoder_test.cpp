// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/autoencoder/autoencoderkind.h"

#include "core/models/modelfile.h"
#include "core/torch/torchmodule.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>

namespace assay::models {
namespace {

using test::cloud;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
const std::array kinds = {&autoencoderKind()};

// Weights by a formula, as the recorded forward pass has them.
nets::AutoencoderWeights madeWeights(size_t columns, size_t latent)
{
    const std::array<size_t, 7> sizes = {columns, 64, 32, latent, 32, 64, columns};
    const std::array<size_t, 4> denseOfNorm = {0, 1, 3, 4};
    nets::AutoencoderWeights out;
    for (size_t k = 0; k < 6; ++k) {
        nets::DenseLayer& layer = out.dense[k];
        layer.inputs = static_cast<uint32_t>(sizes[k]);
        layer.outputs = static_cast<uint32_t>(sizes[k + 1]);
        const auto dk = static_cast<double>(k);
        for (size_t o = 0; o < sizes[k + 1]; ++o) {
            const auto row = static_cast<double>(o);
            for (size_t i = 0; i < sizes[k]; ++i) {
                layer.weights.push_back(static_cast<float>(std::sin(1.3 * row + 0.7 * static_cast<double>(i) + dk)
                    / std::sqrt(static_cast<double>(sizes[k]))));
            }
            layer.biases.push_back(static_cast<float>(0.1 * std::cos(row + dk)));
        }
    }
    for (size_t n = 0; n < 4; ++n) {
        const auto k = static_cast<double>(denseOfNorm[n]);
        for (size_t o = 0; o < sizes[denseOfNorm[n] + 1]; ++o) {
            const auto row = static_cast<double>(o);
            out.norm[n].scale.push_back(static_cast<float>(1 + 0.1 * std::sin(row + k)));
            out.norm[n].shift.push_back(static_cast<float>(0.05 * std::cos(2 * row + k)));
            out.norm[n].mean.push_back(static_cast<float>(0.1 * std::sin(row)));
            out.norm[n].variance.push_back(static_cast<float>(1 + 0.2 * std::cos(row) * std::cos(row)));
        }
    }
    return out;
}

ModelPtr madeModel(const std::vector<ColumnScale>& scales, size_t latent, bool isExtended = false)
{
    std::vector<std::string> names;
    for (size_t c = 0; c < scales.size(); ++c)
        names.push_back("f" + std::to_string(c));
    auto network = AutoencoderNetwork::make(madeWeights(scales.size(), latent));
    EXPECT_TRUE(network);
    const auto model = makeAutoencoderModel(names, scales, std::move(*network), isExtended);
    EXPECT_TRUE(model);
    return *model;
}

Result<ModelPtr> fit(
    const TrainingData& data, const Params::Settings& settings, uint64_t seed = 42, const RunContext& context = {})
{
    return autoencoderKind().fit(data, *Params::make(autoencoderKind().options(), settings), seed, context);
}

TEST(Autoencoder, ForwardPassAsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto all = nlohmann::json::parse(std::ifstream(shared / "golden/models/fixtures.json"));
    const auto& expected = all["autoencoder"];
    std::vector<ColumnScale> scales;
    for (size_t c = 0; c < expected["n"].get<size_t>(); ++c)
        scales.push_back({expected["scaler_min"][c].get<double>(), expected["scaler_range"][c].get<double>(), 0});
    const ModelPtr model = madeModel(scales, expected["latent"].get<size_t>());
    Matrix rows;
    rows.names = model->features();
    for (const auto& row : expected["rows"]) {
        ++rows.rows;
        for (const auto& value : row)
            rows.values.push_back(value.get<double>());
    }
    ASSERT_EQ(rows.rows, 6u);
    const std::vector<double> scores = *model->score(rows, {});
    const Matrix latent = *latentVectors(*model, rows, {});
    for (size_t r = 0; r < rows.rows; ++r) {
        EXPECT_NEAR(scores[r], expected["mse"][r].get<double>(), 2e-6) << r;
        for (size_t i = 0; i < latent.columns(); ++i)
            EXPECT_NEAR(latent.at(r, i), expected["latent_out"][r][i].get<double>(), 2e-6) << r << " " << i;
    }
}

TEST(Autoencoder, ScoresRowByRowAndExplains)
{
    const ModelPtr model = madeModel({{0, 1, 0.5}, {-1, 2, 0}, {10, 5, 12}}, 4);
    Matrix rows;
    rows.names = model->features();
    rows.rows = 2;
    rows.values = {0.5, missing, 11, 0.9, 0, 1e9};
    const std::vector<double> scores = *model->score(rows, RunContext({}, nullptr, 2));
    const auto why = *model->explain(rows, {});
    for (size_t r = 0; r < 2; ++r) {
        EXPECT_EQ(*model->scoreRow(rows.row(r)), scores[r]);
        EXPECT_EQ(why[r].total, scores[r]);
        const double sum =
            std::accumulate(why[r].contributions.begin(), why[r].contributions.end(), why[r].base + why[r].remainder);
        EXPECT_NEAR(sum, scores[r], 1e-12);
        ASSERT_EQ(why[r].expected.size(), 3u);
        EXPECT_GE(why[r].expected[2], 10);
        EXPECT_LE(why[r].expected[2], 15);
    }
    // A missing value is the median.
    rows.values[1] = 0;
    EXPECT_EQ(model->score(rows, {})->front(), scores[0]);
    const std::vector<double> outside = *outOfRangeShares(*model, rows);
    EXPECT_EQ(outside[0], 0);
    EXPECT_NEAR(outside[1], 1.0 / 3, 1e-12);
    EXPECT_FALSE(model->scoreRow(std::vector<double>(2)));
}

TEST(Autoencoder, ExtendedScoresSeeWhatClippingHides)
{
    const std::vector<ColumnScale> scales = {{0, 1, 0.5}, {0, 1, 0.5}};
    const ModelPtr plain = madeModel(scales, 4), extended = madeModel(scales, 4, true);
    const std::vector<double> inside = {0.3, 0.7}, edge = {1, 0.7}, far = {1000, 0.7}, near = {1.5, 0.7};
    EXPECT_EQ(*plain->scoreRow(inside), *extended->scoreRow(inside));
    EXPECT_NEAR(*plain->scoreRow(edge), *plain->scoreRow(far), 1e-6);
    EXPECT_NEAR(*extended->scoreRow(far), *plain->scoreRow(far) + 9.0 / 2, 1e-9);
    EXPECT_NEAR(*extended->scoreRow(near), *plain->scoreRow(near) + 0.25 / 2, 1e-6);
}

TEST(Autoencoder, FileRoundTripAndDamage)
{
    const ModelPtr model = madeModel({{0, 1, 0.5}, {0, 0, 0}}, 3, true);
    const auto bytes = modelToBytes(*model);
    ASSERT_TRUE(bytes);
    const auto again = modelFromBytes(*bytes, kinds);
    ASSERT_TRUE(again) << again.error().toString();
    const std::vector<double> row = {0.1, 2};
    EXPECT_EQ(*(*again)->scoreRow(row), *model->scoreRow(row));
    EXPECT_EQ(*modelToBytes(**again), *bytes);
    const std::string body = *model->serialise();
    ASSERT_TRUE(autoencoderKind().load(body));
    for (size_t i = 0; i < body.size(); i += 97)
        EXPECT_FALSE(autoencoderKind().load(std::string_view(body).substr(0, i))) << i;
    EXPECT_FALSE(autoencoderKind().load(body + "x"));
    // Sound sizes, other shapes: nothing is taken over in silence.
    nets::AutoencoderWeights wrong = madeWeights(2, 3);
    std::swap(wrong.dense[1], wrong.dense[4]);
    EXPECT_FALSE(AutoencoderNetwork::make(wrong));
    wrong = madeWeights(2, 3);
    wrong.norm[2].variance[5] = -1;
    EXPECT_FALSE(AutoencoderNetwork::make(wrong));
    wrong = madeWeights(2, 3);
    wrong.dense[3].weights[7] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_FALSE(AutoencoderNetwork::make(wrong));
    wrong = madeWeights(2, 3);
    wrong.dense[5].biases.pop_back();
    EXPECT_FALSE(AutoencoderNetwork::make(wrong));
    EXPECT_FALSE(makeAutoencoderModel({"a"}, {{0, 1, 0}}, *AutoencoderNetwork::make(madeWeights(2, 3)), false));
}

TEST(Autoencoder, LearnsWhatIsUsual)
{
    const Matrix usual = cloud(513, 8, 1); // 513 = 2 * 256 + 1: the last row joins the batch before it
    const Matrix later = cloud(200, 8, 2), shifted = cloud(200, 8, 3, 3.0);
    std::vector<FitStep> steps;
    TrainingData held{later};
    TrainingData data{usual};
    data.heldOut = &held;
    data.onStep = [&](const FitStep& step) {
        steps.push_back(step);
        return true;
    };
    const auto model = fit(data, {{"ae.epochs", "40"}});
    ASSERT_TRUE(model) << model.error().toString();
    ASSERT_EQ(steps.size(), 40u);
    EXPECT_LT(steps.back().loss, steps.front().loss);
    EXPECT_LT(steps.back().heldOutLoss, steps.front().heldOutLoss);
    const std::vector<double> normal = *(*model)->score(later, {}), odd = *(*model)->score(shifted, {});
    size_t above = 0;
    const double bound = *std::max_element(normal.begin(), normal.end());
    for (const double score : odd)
        above += score > bound ? 1 : 0;
    EXPECT_GT(above, odd.size() / 2);
    // The loss that was told is that of the model.
    const double mean = std::accumulate(normal.begin(), normal.end(), 0.0) / 200;
    EXPECT_NEAR(mean, steps.back().heldOutLoss, 1e-5);
    // The same seed gives the same bytes, another seed others; what else runs does not matter.
    const auto again = fit({usual}, {{"ae.epochs", "40"}});
    EXPECT_EQ(*(*again)->serialise(), *(*model)->serialise());
    EXPECT_NE(*(*fit({usual}, {{"ae.epochs", "40"}}, 43))->serialise(), *(*model)->serialise());
}

TEST(Autoencoder, KeepsTheBestEpoch)
{
    const Matrix usual = cloud(300, 6, 4), later = cloud(100, 6, 5);
    TrainingData held{later};
    TrainingData data{usual};
    data.heldOut = &held;
    std::vector<double> losses;
    data.onStep = [&](const FitStep& step) {
        losses.push_back(step.heldOutLoss);
        return true;
    };
    const auto model = fit(data, {{"ae.epochs", "3000"}, {"ae.patience", "5"}, {"ae.lr", "0.02"}});
    ASSERT_TRUE(model) << model.error().toString();
    EXPECT_LT(losses.size(), 3000u);
    const std::vector<double> scores = *(*model)->score(later, {});
    const double mean = std::accumulate(scores.begin(), scores.end(), 0.0) / 100;
    EXPECT_NEAR(mean, *std::min_element(losses.begin(), losses.end()), 1e-5);
}

TEST(Autoencoder, StopsEndsAndRefuses)
{
    const Matrix usual = cloud(300, 6, 6);
    std::stop_source source;
    TrainingData data{usual};
    data.onStep = [&](const FitStep& step) {
        if (step.done == 3)
            source.request_stop();
        return true;
    };
    const auto cancelled = fit(data, {}, 1, RunContext(source.get_token(), nullptr, 1));
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
    size_t epochs = 0;
    data.onStep = [&](const FitStep&) { return ++epochs < 4; };
    EXPECT_TRUE(fit(data, {}));
    EXPECT_EQ(epochs, 4u);
    EXPECT_EQ(fit({cloud(10, 3, 1)}, {}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(nets::openTrainer({}).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(nets::openTrainer("/nonexistent/assay_torch.so").error().code, ErrorCode::Unsupported);
    EXPECT_FALSE(latentVectors(*madeModel({{0, 1, 0}}, 2), usual, {}));
}

TEST(Autoencoder, MapsRowsByWhatPartsThemMost)
{
    Random random(9);
    Matrix vectors;
    vectors.names = {"a", "b", "c"};
    vectors.rows = 400;
    for (size_t r = 0; r < vectors.rows; ++r) {
        const double along = 10 * test::bell(random), across = 3 * test::bell(random);
        vectors.values.insert(vectors.values.end(), {along + 5, along - 5, across});
    }
    const Matrix map = mapOf(vectors);
    ASSERT_EQ(map.rows, 400u);
    double x = 0, y = 0, mixed = 0;
    for (size_t r = 0; r < map.rows; ++r) {
        x += map.at(r, 0) * map.at(r, 0) / 400;
        y += map.at(r, 1) * map.at(r, 1) / 400;
        mixed += map.at(r, 0) * map.at(r, 1) / 400;
    }
    EXPECT_NEAR(x, 200, 50);
    EXPECT_NEAR(y, 9, 3);
    EXPECT_NEAR(mixed, 0, 1);
    EXPECT_EQ(mapOf(Matrix{{"a"}, 2, {1, 1}}).values, (std::vector<double>{0, 0, 0, 0}));
}

} // namespace
} // namespace assay::models
