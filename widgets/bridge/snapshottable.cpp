// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/snapshottable.h"

#include <algorithm>

namespace assay::gui {

TableRows::~TableRows() = default;

SnapshotTable::SnapshotTable(TableColumns columns, QObject* parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{
}

bool SnapshotTable::onlyAdds(const TableRows& rows, const std::vector<uint32_t>& order) const
{
    if (!m_rows || m_order.empty() || order.size() <= m_order.size() || rows.count() < m_rows->count())
        return false;
    if (!std::equal(m_order.begin(), m_order.end(), order.begin()))
        return false;
    return rows.id(m_order.back()) == m_rows->id(m_order.back());
}

void SnapshotTable::setSnapshot(std::shared_ptr<const TableRows> rows, std::vector<uint32_t> order)
{
    const bool sameOrder = m_rows && rows && rows->count() == m_rows->count() && order == m_order;
    if (sameOrder) { // the same rows with other values
        m_rows = std::move(rows);
        if (!m_order.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    } else if (rows && onlyAdds(*rows, order)) {
        beginInsertRows({}, rowCount(), static_cast<int>(order.size()) - 1);
        m_rows = std::move(rows);
        m_order = std::move(order);
        m_positions.clear();
        endInsertRows();
    } else {
        beginResetModel();
        m_rows = std::move(rows);
        m_order = std::move(order);
        m_positions.clear();
        endResetModel();
    }
}

void SnapshotTable::setColumnsTitleSuffix(const SortTerms& terms)
{
    if (terms == m_terms)
        return;
    m_terms = terms;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

uint32_t SnapshotTable::idAt(int tableRow) const
{
    return m_rows->id(m_order[static_cast<size_t>(tableRow)]);
}

int SnapshotTable::tableRowOf(uint32_t id) const
{
    if (!m_rows)
        return -1;
    const uint32_t row = m_rows->rowOf(id);
    if (row >= m_rows->count())
        return -1;
    if (m_positions.empty()) {
        m_positions.assign(m_rows->count(), -1);
        for (size_t i = 0; i < m_order.size(); ++i)
            m_positions[m_order[i]] = static_cast<int32_t>(i);
    }
    return m_positions[row];
}

int SnapshotTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int SnapshotTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant SnapshotTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TableColumn& column = m_columns[static_cast<size_t>(index.column())];
    const uint32_t row = m_order[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return column.text(*m_rows, row);
    case Qt::TextAlignmentRole:
        return static_cast<int>(column.alignment);
    case Qt::AccessibleTextRole:
        return accessibleText(index);
    default:
        return column.extra ? column.extra(*m_rows, row, role) : QVariant();
    }
}

QVariant SnapshotTable::accessibleText(const QModelIndex& index) const
{
    const TableColumn& column = m_columns[static_cast<size_t>(index.column())];
    const QString text = column.text(*m_rows, m_order[static_cast<size_t>(index.row())]);
    return tr("%1: %2", "column title: cell text").arg(column.title, text);
}

QVariant SnapshotTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const TableColumn& column = m_columns[static_cast<size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        for (size_t i = 1; i < m_terms.size(); ++i) {
            if (m_terms[i].column == section) {
                const QChar arrow = m_terms[i].order == Qt::AscendingOrder ? QChar(0x2191) : QChar(0x2193);
                return column.title + QChar(' ') + QString::number(i + 1) + arrow;
            }
        }
        return column.title;
    case Qt::ToolTipRole:
        return column.description;
    case Qt::TextAlignmentRole:
        return static_cast<int>(column.alignment);
    default:
        return {};
    }
}

} // namespace assay::gui
