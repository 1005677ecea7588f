// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <vector>

namespace assay::gui {

// One node of a small tree; parents come before their children.
struct TreeNode
{
    QStringList texts; // one a column
    QVariant value; // Qt::UserRole of column 0: what the node stands for
    QVariant number; // what a delegate draws (TreeModel::NumberRole)
    QString icon; // name of an icon, or empty
    QString toolTip;
    int parent = -1; // index of the parent node, -1 for a top node
    bool strong = false; // bold: groups and sums
};

struct TreeColumn
{
    QString title;
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
};

// A read-only tree over a vector of nodes that is replaced as a whole: sources, hits, MIME parts.
class TreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role { ValueRole = Qt::UserRole, NumberRole = Qt::UserRole + 1 };

    explicit TreeModel(std::vector<TreeColumn> columns, QObject* parent = nullptr);
    // One reset. Nodes whose parent does not come before them become top nodes.
    void setNodes(std::vector<TreeNode> nodes);
    // Same shape as before: only texts changed, so selection and expansion stay. Else it is setNodes().
    void updateNodes(std::vector<TreeNode> nodes);
    void setColumns(std::vector<TreeColumn> columns);
    const std::vector<TreeNode>& nodes() const { return m_nodes; }
    QModelIndex indexOfNode(int node, int column = 0) const;
    int nodeOf(const QModelIndex& index) const;
    // The first node whose value equals `value`, or an invalid index.
    QModelIndex find(const QVariant& value) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void link();
    const std::vector<int>& childrenOf(const QModelIndex& parent) const;

    std::vector<TreeColumn> m_columns;
    std::vector<TreeNode> m_nodes;
    std::vector<std::vector<int>> m_children; // of node i - 1; [0] are the top nodes
    std::vector<int> m_rows; // position of a node among its siblings
};

} // namespace assay::gui
