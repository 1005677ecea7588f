// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/snapshottable.h"

#include <QGuiApplication>
#include <QPalette>

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
    if (!m_rows || m_groups || m_order.empty() || order.size() <= m_order.size() || rows.count() < m_rows->count())
        return false;
    if (!std::equal(m_order.begin(), m_order.end(), order.begin()))
        return false;
    return rows.id(m_order.back()) == m_rows->id(m_order.back());
}

void SnapshotTable::setSnapshot(std::shared_ptr<const TableRows> rows, std::vector<uint32_t> order)
{
    const bool sameOrder = m_rows && !m_groups && rows && rows->count() == m_rows->count() && order == m_order;
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
        m_groups = nullptr;
        m_lines = {};
        m_positions.clear();
        endResetModel();
    }
}

void SnapshotTable::setGroups(
    std::shared_ptr<const TableRows> rows, std::shared_ptr<const RowGroups> groups, Heading heading)
{
    const bool same = m_groups && rows->count() == m_rows->count() && groups->members == m_groups->members
        && groups->starts == m_groups->starts && groups->firstStands == m_groups->firstStands;
    if (!same)
        beginResetModel();
    m_rows = std::move(rows);
    m_groups = std::move(groups);
    m_heading = std::move(heading);
    if (same) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    m_order = {};
    makeLines();
    endResetModel();
}

std::span<const uint32_t> SnapshotTable::below(uint32_t group) const
{
    return m_groups->of(group).subspan(m_groups->firstStands ? 1 : 0);
}

void SnapshotTable::makeLines()
{
    m_lines.clear();
    m_positions.clear();
    for (uint32_t group = 0; group < m_groups->count(); ++group) {
        if (m_groups->plainSingles && m_groups->of(group).size() == 1) {
            m_lines.push_back(m_groups->of(group).front());
            continue;
        }
        m_lines.push_back(groupBit | group);
        if (isGroupOpen(group))
            m_lines.insert(m_lines.end(), below(group).begin(), below(group).end());
    }
}

void SnapshotTable::setOpen(int tableRow, bool open)
{
    if (!hasGroup(tableRow) || isOpen(tableRow) == open)
        return;
    const uint32_t group = lineAt(tableRow) & ~groupBit;
    const std::span<const uint32_t> members = below(group);
    const auto first = m_lines.begin() + tableRow + 1;
    const int last = tableRow + static_cast<int>(members.size());
    if (open)
        beginInsertRows({}, tableRow + 1, last);
    else
        beginRemoveRows({}, tableRow + 1, last);
    if (!m_toggled.erase(m_groups->keys[group]))
        m_toggled.insert(m_groups->keys[group]);
    m_positions.clear();
    if (open) {
        m_lines.insert(first, members.begin(), members.end());
        endInsertRows();
    } else {
        m_lines.erase(first, first + static_cast<std::ptrdiff_t>(members.size()));
        endRemoveRows();
    }
    Q_EMIT dataChanged(index(tableRow, 0), index(tableRow, columnCount() - 1));
}

void SnapshotTable::setAllOpen(bool open)
{
    if (!m_groups)
        return;
    beginResetModel();
    m_allOpen = open;
    m_toggled.clear();
    makeLines();
    endResetModel();
}

std::span<const uint32_t> SnapshotTable::rowsAt(int tableRow) const
{
    const uint32_t& line = lines()[static_cast<size_t>(tableRow)];
    if (!m_groups || !(line & groupBit))
        return {&line, 1};
    const uint32_t group = line & ~groupBit;
    const bool alone = m_groups->firstStands && isGroupOpen(group); // its copies have lines of their own
    return alone ? m_groups->of(group).first(1) : m_groups->of(group);
}

uint SnapshotTable::groupSize(int tableRow) const
{
    return static_cast<uint>(m_groups->of(lineAt(tableRow) & ~groupBit).size());
}

bool SnapshotTable::hasGroup(int tableRow) const
{
    return m_groups && (lineAt(tableRow) & groupBit);
}

bool SnapshotTable::isHeading(int tableRow) const
{
    return hasGroup(tableRow) && !m_groups->firstStands;
}

bool SnapshotTable::isOpen(int tableRow) const
{
    return hasGroup(tableRow) && isGroupOpen(lineAt(tableRow) & ~groupBit);
}

void SnapshotTable::replaceValues(std::shared_ptr<const TableRows> rows)
{
    if (!m_rows || rows->count() < m_rows->count() || rowCount() == 0)
        return;
    if (rows->count() != m_rows->count())
        m_positions.clear();
    m_rows = std::move(rows);
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void SnapshotTable::setDimmed(std::shared_ptr<const std::vector<bool>> rows)
{
    if (rows == m_dimmed)
        return;
    m_dimmed = std::move(rows);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::ForegroundRole});
}

void SnapshotTable::setColumnsTitleSuffix(const SortTerms& terms)
{
    if (terms == m_terms)
        return;
    m_terms = terms;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
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
        for (int line = 0; line < rowCount(); ++line) {
            if (!isHeading(line))
                m_positions[rowAt(line)] = line;
        }
    }
    return m_positions[row];
}

int SnapshotTable::reveal(uint32_t id)
{
    const int shown = tableRowOf(id);
    if (shown >= 0 || !m_groups)
        return shown;
    const auto found = std::find(m_groups->members.begin(), m_groups->members.end(), m_rows->rowOf(id));
    if (found == m_groups->members.end())
        return -1;
    const auto position = static_cast<uint32_t>(found - m_groups->members.begin());
    const auto next = std::upper_bound(m_groups->starts.begin(), m_groups->starts.end(), position);
    const auto group = static_cast<uint32_t>(next - m_groups->starts.begin() - 1);
    const auto line = std::find(m_lines.begin(), m_lines.end(), groupBit | group);
    if (line == m_lines.end())
        return -1;
    setOpen(static_cast<int>(line - m_lines.begin()), true);
    return tableRowOf(id);
}

int SnapshotTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(lines().size());
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
    const uint32_t row = rowAt(index.row());
    if (isHeading(index.row()))
        return headingData(index, role);
    switch (role) {
    case GroupSizeRole:
        return hasGroup(index.row()) ? QVariant(groupSize(index.row())) : QVariant();
    case Qt::DisplayRole:
        return column.text(*m_rows, row);
    case Qt::TextAlignmentRole:
        return static_cast<int>(column.alignment);
    case Qt::AccessibleTextRole:
        return accessibleText(index);
    case Qt::ForegroundRole:
        if (m_dimmed && row < m_dimmed->size() && (*m_dimmed)[row])
            return QGuiApplication::palette().color(QPalette::PlaceholderText);
        return column.extra ? column.extra(*m_rows, row, role) : QVariant();
    default:
        return column.extra ? column.extra(*m_rows, row, role) : QVariant();
    }
}

// A heading reads the same over the whole width; as text for copying it stands in the first column.
QVariant SnapshotTable::headingData(const QModelIndex& index, int role) const
{
    const auto text = [&] { return m_heading(*m_rows, rowAt(index.row())); };
    switch (role) {
    case GroupSizeRole:
        return groupSize(index.row());
    case Qt::DisplayRole:
        return index.column() == 0 ? text() : QVariant();
    case HeadingRole:
        return text();
    case Qt::AccessibleTextRole:
        return tr("%1, %n item(s)", "heading of a group", static_cast<int>(groupSize(index.row()))).arg(text());
    default:
        return {};
    }
}

QVariant SnapshotTable::accessibleText(const QModelIndex& index) const
{
    const TableColumn& column = m_columns[static_cast<size_t>(index.column())];
    const QString text = column.text(*m_rows, rowAt(index.row()));
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
