// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/treemodel.h"

#include "widgets/bridge/icons.h"

#include <QFont>
#include <QRegularExpression>

namespace assay::gui {

TreeModel::TreeModel(std::vector<TreeColumn> columns, QObject* parent)
    : QAbstractItemModel(parent)
    , m_columns(std::move(columns))
{
    link();
}

void TreeModel::link()
{
    m_children.assign(m_nodes.size() + 1, {});
    m_rows.assign(m_nodes.size(), 0);
    for (int i = 0; i < static_cast<int>(m_nodes.size()); ++i) {
        TreeNode& node = m_nodes[static_cast<size_t>(i)];
        if (node.parent >= i || node.parent < -1)
            node.parent = -1;
        auto& siblings = m_children[static_cast<size_t>(node.parent + 1)];
        m_rows[static_cast<size_t>(i)] = static_cast<int>(siblings.size());
        siblings.push_back(i);
    }
}

void TreeModel::setNodes(std::vector<TreeNode> nodes)
{
    beginResetModel();
    m_nodes = std::move(nodes);
    link();
    endResetModel();
}

void TreeModel::updateNodes(std::vector<TreeNode> nodes)
{
    bool same = nodes.size() == m_nodes.size();
    for (size_t i = 0; same && i < nodes.size(); ++i)
        same = nodes[i].parent == m_nodes[i].parent && nodes[i].value == m_nodes[i].value;
    if (!same) {
        setNodes(std::move(nodes));
        return;
    }
    m_nodes = std::move(nodes);
    for (int i = 0; i < static_cast<int>(m_nodes.size()); ++i)
        Q_EMIT dataChanged(indexOfNode(i), indexOfNode(i, columnCount() - 1));
}

void TreeModel::setColumns(std::vector<TreeColumn> columns)
{
    beginResetModel();
    m_columns = std::move(columns);
    endResetModel();
}

QModelIndex TreeModel::indexOfNode(int node, int column) const
{
    if (node < 0 || node >= static_cast<int>(m_nodes.size()))
        return {};
    return createIndex(m_rows[static_cast<size_t>(node)], column, static_cast<quintptr>(node));
}

int TreeModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<int>(index.internalId()) : -1;
}

QModelIndex TreeModel::find(const QVariant& value) const
{
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].value == value)
            return indexOfNode(static_cast<int>(i));
    }
    return {};
}

const std::vector<int>& TreeModel::childrenOf(const QModelIndex& parent) const
{
    return m_children[static_cast<size_t>(nodeOf(parent) + 1)];
}

QModelIndex TreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (parent.column() > 0 || column < 0 || column >= columnCount())
        return {};
    const std::vector<int>& children = childrenOf(parent);
    if (row < 0 || row >= static_cast<int>(children.size()))
        return {};
    return createIndex(row, column, static_cast<quintptr>(children[static_cast<size_t>(row)]));
}

QModelIndex TreeModel::parent(const QModelIndex& child) const
{
    const int node = nodeOf(child);
    return node < 0 ? QModelIndex() : indexOfNode(m_nodes[static_cast<size_t>(node)].parent);
}

int TreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int TreeModel::columnCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(m_columns.size());
}

QVariant TreeModel::data(const QModelIndex& index, int role) const
{
    const int number = nodeOf(index);
    if (number < 0)
        return {};
    const TreeNode& node = m_nodes[static_cast<size_t>(number)];
    switch (role) {
    case Qt::DisplayRole:
        return node.texts.value(index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>(m_columns[static_cast<size_t>(index.column())].alignment);
    case Qt::ToolTipRole:
        return node.toolTip.isEmpty() ? QVariant() : node.toolTip;
    case Qt::DecorationRole:
        return index.column() == 0 && !node.icon.isEmpty() ? QVariant(themedIcon(node.icon)) : QVariant();
    case Qt::FontRole: {
        QFont font;
        font.setBold(true);
        return node.strong ? QVariant(font) : QVariant();
    }
    case Qt::AccessibleTextRole:
        return node.texts.filter(QRegularExpression(QStringLiteral("\\S"))).join(QStringLiteral(", "));
    case ValueRole:
        return node.value;
    case NumberRole:
        return node.number;
    default:
        return {};
    }
}

QVariant TreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const TreeColumn& column = m_columns[static_cast<size_t>(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(column.alignment);
    return {};
}

} // namespace assay::gui
