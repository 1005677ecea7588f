// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/treemodel.h"

#include "tests/support/modelsound.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

using namespace assay::gui;

namespace {

TreeNode node(const QString& text, int parent, int value)
{
    TreeNode made;
    made.texts = {text, text.toUpper()};
    made.parent = parent;
    made.value = value;
    return made;
}

std::vector<TreeNode> sample()
{
    return {node(QStringLiteral("case"), -1, 0), node(QStringLiteral("a"), 0, 1), node(QStringLiteral("b"), 0, 2),
        node(QStringLiteral("b1"), 2, 3)};
}

} // namespace

TEST(TreeModel, IsSoundAndFindsNodes)
{
    TreeModel model({{QStringLiteral("One")}, {QStringLiteral("Two")}});
    assay::test::expectModelSound(&model);
    model.setNodes(sample());
    ASSERT_EQ(model.rowCount(), 1);
    const QModelIndex root = model.index(0, 0);
    EXPECT_EQ(model.rowCount(root), 2);
    const QModelIndex deep = model.find(3);
    EXPECT_EQ(deep.data().toString(), QStringLiteral("b1"));
    EXPECT_EQ(deep.siblingAtColumn(1).data().toString(), QStringLiteral("B1"));
    EXPECT_EQ(deep.parent().parent(), root);
    model.setNodes({});
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(TreeModel, KeepsItsShapeWhenOnlyTextsChange)
{
    TreeModel model({{QStringLiteral("One")}, {QStringLiteral("Two")}});
    assay::test::expectModelSound(&model);
    model.setNodes(sample());
    const QPersistentModelIndex kept(model.find(2));
    const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    std::vector<TreeNode> nodes = sample();
    nodes[2].texts[0] = QStringLiteral("new");
    model.updateNodes(nodes);
    EXPECT_EQ(resets.count(), 0);
    EXPECT_EQ(kept.data().toString(), QStringLiteral("new"));
    nodes.push_back(node(QStringLiteral("c"), 0, 4));
    model.updateNodes(nodes);
    EXPECT_EQ(resets.count(), 1);
}

TEST(TreeModel, TakesNodesWithAWrongParentAsTopNodes)
{
    TreeModel model({{QStringLiteral("One")}});
    assay::test::expectModelSound(&model);
    model.setNodes({node(QStringLiteral("x"), 5, 0), node(QStringLiteral("y"), 1, 1)});
    EXPECT_EQ(model.rowCount(), 2);
}
