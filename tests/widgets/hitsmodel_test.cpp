// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/hits/hitsmodel.h"

#include "tests/support/modelsound.h"
#include "widgets/bridge/format.h"

#include <gtest/gtest.h>

using namespace assay;
using namespace assay::gui;

namespace {

StoredHit hit(const char* name, const char* group, double score)
{
    StoredHit made;
    made.symbol.name = name;
    made.symbol.group = group;
    made.symbol.description = std::string("about ") + name;
    made.score = score;
    return made;
}

ItemHits sample()
{
    ItemHits hits;
    hits.scanned = true;
    hits.hits = {
        hit("BIG", "lure", 3.5), hit("SMALL", "lure", 0.25), hit("GOOD", "auth", -1.0), hit("ZERO", "auth", 0)};
    hits.score = 2.75;
    return hits;
}

const TreeNode* find(const std::vector<TreeNode>& nodes, const char* name)
{
    for (const TreeNode& node : nodes) {
        if (node.texts[HitSymbol] == QString::fromLatin1(name))
            return &node;
    }
    return nullptr;
}

} // namespace

TEST(HitNodes, RowsAddUpToTheShownTotal)
{
    const std::vector<TreeNode> nodes = hitNodes(sample(), HitOrder::Magnitude, {});
    double sum = 0;
    for (const TreeNode& node : nodes)
        sum += node.value.isValid() ? node.number.toDouble() : 0;
    EXPECT_EQ(formatSignedScore(sum), nodes.back().texts[HitScore]);
    EXPECT_EQ(nodes.back().texts[HitSymbol], QStringLiteral("Sum"));
    ASSERT_TRUE(find(nodes, "lure"));
    EXPECT_EQ(find(nodes, "lure")->texts[HitScore], QStringLiteral("+3.75"));
    EXPECT_TRUE(find(nodes, "ZERO"));
}

TEST(HitNodes, SaysWhatKeepsTheSumFromTheTotal)
{
    ItemHits hits = sample();
    hits.score = 2.5;
    const std::vector<TreeNode> nodes = hitNodes(hits, HitOrder::Magnitude, {});
    ASSERT_TRUE(find(nodes, "Rounding and caps"));
    EXPECT_EQ(find(nodes, "Rounding and caps")->texts[HitScore], QStringLiteral("-0.25"));
    EXPECT_EQ(nodes.back().texts[HitScore], QStringLiteral("+2.50"));
}

TEST(HitNodes, OrdersAndSearches)
{
    const auto names = [](const std::vector<TreeNode>& nodes) {
        QStringList list;
        for (const TreeNode& node : nodes) {
            if (node.value.isValid())
                list << node.texts[HitSymbol];
        }
        return list.join(QChar(' ')).toStdString();
    };
    EXPECT_EQ(names(hitNodes(sample(), HitOrder::Magnitude, {})), "BIG SMALL GOOD ZERO");
    EXPECT_EQ(names(hitNodes(sample(), HitOrder::Score, {})), "BIG SMALL ZERO GOOD");
    EXPECT_EQ(names(hitNodes(sample(), HitOrder::Name, {})), "GOOD ZERO BIG SMALL");
    EXPECT_EQ(names(hitNodes(sample(), HitOrder::Name, QStringLiteral("about g"))), "GOOD");
}

TEST(HitNodes, MakeASoundModel)
{
    TreeModel model(hitColumns());
    test::expectModelSound(&model);
    model.setNodes(hitNodes(sample(), HitOrder::Magnitude, {}));
    model.setNodes(hitNodes(ItemHits{}, HitOrder::Magnitude, {}));
    EXPECT_EQ(model.rowCount(), 0);
}
