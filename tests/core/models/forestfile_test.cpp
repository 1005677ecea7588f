// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/isoforest/forestfile.h"
#include "core/models/isoforest/forestkinds.h"
#include "core/models/modelfile.h"
#include "tests/core/models/madedata.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <limits>

namespace assay::models {
namespace {

using test::cloud;

const std::array kinds = {&extendedForestKind(), &plainForestKind()};

// x0 <= 1 ? leaf : (x1 <= 2 ? leaf : leaf)
Forest smallForest()
{
    Forest forest;
    forest.sampleSize = 16;
    forest.termsPerSplit = 1;
    forest.features = {"a", "b"};
    forest.medians = {0.5, 1.5};
    Tree tree;
    tree.nodes = {{1.0, 1, 2, 0, 1}, {3.0, 0, 0, 0, 0}, {2.0, 3, 4, 1, 1}, {4.0, 0, 0, 0, 0}, {5.0, 0, 0, 0, 0}};
    tree.terms = {{0, 1, 0.5, 0}, {0, 1, 1.5, 1}};
    forest.trees = {tree, tree};
    return forest;
}

TEST(ForestFile, RoundTripGivesTheSameBits)
{
    const Matrix rows = cloud(300, 5, 4);
    const auto params = Params::make(extendedForestKind().options(), {{"eif.ntrees", "25"}});
    const auto model = extendedForestKind().fit({rows, {}, {}}, *params, 3, {});
    ASSERT_TRUE(model);
    const auto bytes = modelToBytes(**model);
    ASSERT_TRUE(bytes);
    const auto again = modelFromBytes(*bytes, kinds);
    ASSERT_TRUE(again) << again.error().toString();
    EXPECT_EQ(&(*again)->kind(), &extendedForestKind());
    EXPECT_EQ((*again)->features(), rows.names);
    EXPECT_EQ(*(*again)->score(rows, {}), *(*model)->score(rows, {}));
    EXPECT_EQ(*modelToBytes(**again), *bytes);
}

TEST(ForestFile, EveryDamagedByteIsNoticed)
{
    const auto bytes = modelToBytes(*makeForestModel(smallForest()));
    ASSERT_TRUE(bytes && modelFromBytes(*bytes, kinds));
    for (size_t i = 0; i < bytes->size(); ++i) {
        std::string bad = *bytes;
        bad[i] = static_cast<char>(bad[i] ^ 0x10);
        EXPECT_FALSE(modelFromBytes(bad, kinds)) << "byte " << i;
        EXPECT_FALSE(modelFromBytes(std::string_view(*bytes).substr(0, i), kinds)) << "length " << i;
    }
    EXPECT_EQ(modelFromBytes("hello", kinds).error().code, ErrorCode::NotRecognised);
}

TEST(ForestFile, RefusesWhatScoringCouldNotBear)
{
    ASSERT_TRUE(forestFromBytes(forestToBytes(smallForest())));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::function<void(Forest&)>> faults = {
        [](Forest& f) { f.trees[0].nodes[2].left = 2; }, // itself
        [](Forest& f) { f.trees[0].nodes[2].left = 0; }, // before it
        [](Forest& f) { f.trees[0].nodes[2].right = 5; }, // beyond the end
        [](Forest& f) { f.trees[0].nodes[0].left = 2; }, // both the same
        [](Forest& f) { f.trees[1].nodes[2].firstTerm = 2; },
        [](Forest& f) { f.trees[1].nodes[2].firstTerm = UINT32_MAX; },
        [](Forest& f) { f.trees[1].nodes[2].termCount = 0; },
        [](Forest& f) { f.trees[1].nodes[2].termCount = 2; }, // more than a split has
        [](Forest& f) { f.trees[0].nodes[1].termCount = 1; }, // of a leaf
        [=](Forest& f) { f.trees[0].nodes[1].value = nan; },
        [](Forest& f) { f.trees[0].nodes[1].value = -1; },
        [](Forest& f) { f.trees[0].terms[1].column = 2; },
        [=](Forest& f) { f.trees[0].terms[1].coefficient = nan; },
        [=](Forest& f) { f.medians[0] = nan; },
        [](Forest& f) { f.trees[0].nodes.clear(); },
        [](Forest& f) { f.trees.clear(); },
        [](Forest& f) { f.features[1] = "a"; },
        [](Forest& f) { f.features[1] = "\xFF"; },
        [](Forest& f) { f.sampleSize = 1; },
        [](Forest& f) { f.termsPerSplit = 3; },
        [](Forest& f) { f.termsPerSplit = 0; },
        [](Forest& f) { f.algorithm = static_cast<ForestAlgorithm>(7); },
    };
    for (size_t i = 0; i < faults.size(); ++i) {
        Forest forest = smallForest();
        faults[i](forest);
        const auto read = forestFromBytes(forestToBytes(forest));
        ASSERT_FALSE(read) << "fault " << i;
        EXPECT_EQ(read.error().code, ErrorCode::BadData) << "fault " << i;
    }
}

TEST(ForestFile, AbsurdCountsTakeNoMemory)
{
    const std::string bytes = forestToBytes(smallForest());
    for (size_t at = 0; at + 4 <= bytes.size(); ++at) {
        std::string bad = bytes;
        bad.replace(at, 4, "\xFF\xFF\xFF\x7F");
        const auto read = forestFromBytes(bad); // must end, quickly, whatever it says
        if (read) {
            const double row[] = {0.0, 0.0};
            EXPECT_GT(scoreOf(*read, row), -1);
        }
    }
}

TEST(ForestFile, KindsRefuseEachOther)
{
    const auto body = makeForestModel(smallForest())->serialise();
    EXPECT_TRUE(extendedForestKind().load(*body));
    EXPECT_FALSE(plainForestKind().load(*body));
}

} // namespace
} // namespace assay::models
