// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/isoforest/forestkinds.h"
#include "core/models/modelfile.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <limits>
#include <stop_token>

namespace assay::models {
namespace {

using test::cloud;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

ModelPtr fit(const ModelKind& kind, const Matrix& rows, uint64_t seed, unsigned workers, Params::Settings settings = {})
{
    const auto params = Params::make(kind.options(), settings);
    const auto model = kind.fit({rows, {}, {}}, *params, seed, RunContext({}, nullptr, workers));
    EXPECT_TRUE(model) << (model ? "" : model.error().toString());
    return model ? *model : nullptr;
}

std::vector<double> scores(const Model& model, const Matrix& rows, unsigned workers = 1)
{
    return *model.score(rows, RunContext({}, nullptr, workers));
}

double meanOf(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

TEST(Forest, AverageDepth)
{
    EXPECT_EQ(exactAverageDepth(1), 0);
    EXPECT_EQ(exactAverageDepth(2), 1);
    EXPECT_NEAR(exactAverageDepth(4), 2 * (1.0 / 2 + 1.0 / 3 + 1.0 / 4), 1e-15);
    EXPECT_EQ(logAverageDepth(1), 0);
    EXPECT_EQ(logAverageDepth(2), 1);
    // The series joins the sum without a step.
    EXPECT_NEAR(exactAverageDepth(100'001) - exactAverageDepth(100'000), 2.0 / 100'001, 1e-12);
}

TEST(Forest, AverageDepthAsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto all = nlohmann::json::parse(std::ifstream(shared / "golden/models/fixtures.json"));
    const auto& expected = all["expected_depth"];
    ASSERT_GE(expected["eif"].size(), 8u);
    for (const auto& [count, depth] : expected["eif"].items())
        EXPECT_NEAR(exactAverageDepth(std::stoull(count)), depth.get<double>(), 1e-9 * depth.get<double>() + 1e-15);
    for (const auto& [count, depth] : expected["sklearn"].items())
        EXPECT_NEAR(logAverageDepth(std::stoull(count)), depth.get<double>(), 1e-9 * depth.get<double>() + 1e-15);
}

Tree handTree(const nlohmann::json& nodes)
{
    Tree tree;
    for (const auto& from : nodes) {
        TreeNode node;
        if (from.contains("score")) {
            node.value = from["score"];
        } else {
            node.value = from["split"];
            node.left = from["left"];
            node.right = from["right"];
            node.firstTerm = static_cast<uint32_t>(tree.terms.size());
            node.termCount = static_cast<uint32_t>(from["cols"].size());
            for (size_t i = 0; i < from["cols"].size(); ++i)
                tree.terms.push_back({from["mean"][i], from["coef"][i], from["fill"][i], from["cols"][i]});
        }
        tree.nodes.push_back(node);
    }
    return tree;
}

TEST(Forest, HandMadeForestAsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto all = nlohmann::json::parse(std::ifstream(shared / "golden/models/fixtures.json"));
    const auto& hand = all["hand_forest"];
    Forest forest;
    forest.sampleSize = hand["sample_size"];
    forest.termsPerSplit = 3;
    forest.features = {"a", "b", "c", "d"};
    forest.medians = {0, 0, 0, 0};
    for (const auto& tree : hand["trees"])
        forest.trees.push_back(handTree(tree));
    EXPECT_NEAR(normaliser(forest), hand["normaliser"].get<double>(), 1e-12);
    ASSERT_EQ(hand["rows"].size(), 8u);
    for (size_t r = 0; r < hand["rows"].size(); ++r) {
        std::vector<double> row;
        for (const auto& cell : hand["rows"][r])
            row.push_back(cell.is_null() ? nan : cell.is_string() ? inf : cell.get<double>());
        const auto& expected = hand["expected"][r];
        for (size_t t = 0; t < forest.trees.size(); ++t)
            EXPECT_EQ(leafOf(forest.trees[t], row.data()), expected["leaf"][t].get<uint32_t>()) << r << " " << t;
        EXPECT_NEAR(scoreOf(forest, row.data()), expected["score"].get<double>(), 1e-12) << r;
    }
}

TEST(Forest, SameBitsForAnyNumberOfWorkers)
{
    const Matrix rows = cloud(3000, 6, 1);
    for (const ModelKind* kind : {&extendedForestKind(), &plainForestKind()}) {
        const ModelPtr one = fit(*kind, rows, 42, 1, {{"eif.ntrees", "40"}});
        const ModelPtr three = fit(*kind, rows, 42, 3, {{"eif.ntrees", "40"}});
        EXPECT_EQ(*one->serialise(), *three->serialise()) << kind->id();
        EXPECT_EQ(scores(*one, rows, 1), scores(*one, rows, 4)) << kind->id();
    }
}

TEST(Forest, NearSeedsShareNothing)
{
    const Matrix rows = cloud(500, 4, 1);
    const auto a = scores(*fit(extendedForestKind(), rows, 42, 1, {{"eif.ntrees", "20"}}), rows);
    const auto b = scores(*fit(extendedForestKind(), rows, 43, 1, {{"eif.ntrees", "20"}}), rows);
    size_t equal = 0;
    double distance = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        equal += a[i] == b[i] ? 1 : 0;
        distance += std::abs(a[i] - b[i]);
    }
    EXPECT_EQ(equal, 0u);
    // Forests of 20 trees with 19 in common would differ by a tenth of this.
    EXPECT_GT(distance / static_cast<double>(a.size()), 0.004);
}

TEST(Forest, TellsStrangersFromTheCloud)
{
    const Matrix rows = cloud(2000, 5, 1);
    const Matrix near = cloud(300, 5, 2);
    const Matrix far = cloud(300, 5, 3, 5);
    for (const ModelKind* kind : {&extendedForestKind(), &plainForestKind()}) {
        const ModelPtr model = fit(*kind, rows, 7, 2, {{"eif.ntrees", "100"}});
        const double normal = meanOf(scores(*model, near));
        EXPECT_GT(meanOf(scores(*model, far)), normal + 0.15) << kind->id();
        EXPECT_GT(normal, 0.3) << kind->id();
        EXPECT_LT(normal, 0.55) << kind->id();
    }
}

TEST(Forest, NanAndInfinityScoreAlike)
{
    const Matrix rows = cloud(500, 4, 1);
    for (const ModelKind* kind : {&extendedForestKind(), &plainForestKind()}) {
        const ModelPtr model = fit(*kind, rows, 7, 1, {{"eif.ntrees", "30"}});
        Matrix odd = rows;
        odd.rows = 3;
        odd.values = {nan, 10, 20, 30, inf, 10, 20, 30, -inf, 10, 20, 30};
        const auto s = scores(*model, odd);
        EXPECT_EQ(s[0], s[1]);
        EXPECT_EQ(s[0], s[2]);
    }
}

TEST(Forest, ColumnsWithoutSpreadAreHarmless)
{
    Matrix rows = cloud(200, 4, 1);
    for (size_t r = 0; r < rows.rows; ++r) {
        rows.values[r * 4] = 5; // constant
        rows.values[r * 4 + 1] = nan; // never there
        rows.values[r * 4 + 2] = r % 2 ? 1e308 : -1e308; // a spread beyond the range of double
    }
    const ModelPtr model = fit(extendedForestKind(), rows, 7, 1, {{"eif.ntrees", "30"}});
    for (const double score : scores(*model, rows)) {
        EXPECT_GT(score, 0);
        EXPECT_LT(score, 1);
    }
    for (double& value : rows.values)
        value = 1;
    const auto alike = scores(*fit(extendedForestKind(), rows, 7, 1, {{"eif.ntrees", "3"}}), rows);
    EXPECT_NEAR(alike.front(), 0.5, 1e-12); // one leaf: nothing is known
}

TEST(Forest, ContributionsAddUp)
{
    const Matrix rows = cloud(400, 5, 1);
    for (const ModelKind* kind : {&extendedForestKind(), &plainForestKind()}) {
        const ModelPtr model = fit(*kind, rows, 7, 1, {{"eif.ntrees", "50"}});
        Matrix odd = cloud(20, 5, 9);
        odd.values[3] = 500; // row 0, column 3
        const auto score = scores(*model, odd);
        const auto why = *model->explain(odd, RunContext({}, nullptr, 2));
        ASSERT_EQ(why.size(), 20u);
        for (size_t r = 0; r < why.size(); ++r) {
            double sum = why[r].base + why[r].remainder;
            for (const double contribution : why[r].contributions)
                sum += contribution;
            EXPECT_NEAR(sum, score[r], 1e-12);
            EXPECT_EQ(why[r].total, score[r]);
        }
        const auto& first = why[0].contributions;
        EXPECT_EQ(std::max_element(first.begin(), first.end()) - first.begin(), 3);
    }
}

TEST(Forest, RefusesTooFewRowsAndForeignColumns)
{
    const auto params = Params::make(extendedForestKind().options(), {});
    const auto few = extendedForestKind().fit({cloud(15, 3, 1), {}, {}}, *params, 1, {});
    ASSERT_FALSE(few);
    EXPECT_EQ(few.error().detail, "15 rows, at least 16 are needed");
    const ModelPtr model = fit(extendedForestKind(), cloud(50, 3, 1), 1, 1, {{"eif.ntrees", "2"}});
    EXPECT_FALSE(model->score(cloud(5, 4, 1), {}));
    EXPECT_FALSE(model->explain(cloud(5, 2, 1), {}));
}

TEST(Forest, StopsWhenAsked)
{
    std::stop_source stop;
    stop.request_stop();
    const auto params = Params::make(extendedForestKind().options(), {});
    const auto model =
        extendedForestKind().fit({cloud(50, 3, 1), {}, {}}, *params, 1, RunContext(stop.get_token(), nullptr, 2));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace assay::models
