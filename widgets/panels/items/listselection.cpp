// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/listselection.h"

#include <algorithm>

namespace assay::gui {
namespace {

constexpr uint64_t mirroredRows = 256; // Qt compares every range with every other

} // namespace

ListSelection::ListSelection(SnapshotTable* table, QObject* parent)
    : QItemSelectionModel(table, parent)
    , m_table(table)
{
}

void ListSelection::selectAll()
{
    m_now.selectAll();
    m_before = m_now;
    mirror();
    Q_EMIT rowsChanged();
}

void ListSelection::clearAll()
{
    m_now.clear();
    m_before.clear();
    mirror();
    Q_EMIT rowsChanged();
}

void ListSelection::keepShown()
{
    if (!isAll() && count() == 0)
        return;
    m_now.keepOnly(m_table->order());
    m_before = m_now;
    mirror();
    Q_EMIT rowsChanged();
}

std::vector<uint32_t> ListSelection::rows() const
{
    std::vector<uint32_t> rows;
    rows.reserve(count());
    std::copy_if(m_table->order().begin(), m_table->order().end(), std::back_inserter(rows),
        [this](uint32_t row) { return m_now.contains(row); });
    return rows;
}

bool ListSelection::isTableRowSelected(int tableRow) const
{
    if (m_now.isAll() && m_now.exclusions() == 0)
        return true;
    const std::span<const uint32_t> rows = m_table->rowsAt(tableRow);
    return std::all_of(rows.begin(), rows.end(), [this](uint32_t row) { return m_now.contains(row); });
}

void ListSelection::apply(int firstTableRow, int lastTableRow, SelectionFlags command)
{
    for (int tableRow = firstTableRow; tableRow <= lastTableRow; ++tableRow) {
        // The members of an open group come in lines of their own when more than its heading is meant.
        if (firstTableRow < lastTableRow && m_table->isHeading(tableRow) && m_table->isOpen(tableRow))
            continue;
        const bool on = command & Select || (command & Toggle && !isTableRowSelected(tableRow));
        for (const uint32_t row : m_table->rowsAt(tableRow))
            m_now.set(row, on);
    }
}

void ListSelection::select(const QItemSelection& selection, SelectionFlags command)
{
    QItemSelectionModel::select(selection, command);
    if (m_resetting || command == NoUpdate)
        return;
    if (command & Clear)
        m_before.clear();
    else if (!(command & Current))
        m_before = m_now;
    m_now = m_before;
    if (command & (Select | Deselect | Toggle)) {
        for (const QItemSelectionRange& range : selection)
            apply(range.top(), range.bottom(), command);
    }
    Q_EMIT rowsChanged();
}

void ListSelection::select(const QModelIndex& index, SelectionFlags command)
{
    select(QItemSelection(index, index), command);
}

void ListSelection::clear()
{
    QItemSelectionModel::clear();
    if (!m_resetting)
        clearAll();
}

// Qt forgets its ranges when the order changes; the rows stay selected.
void ListSelection::reset()
{
    m_resetting = true;
    QItemSelectionModel::reset();
    m_resetting = false;
}

void ListSelection::mirror()
{
    QItemSelection ranges;
    const int last = m_table->columnCount() - 1;
    if (isAll() && exclusions() == 0 && m_table->rowCount()) {
        ranges.select(m_table->index(0, 0), m_table->index(m_table->rowCount() - 1, last));
    } else if (!isAll() && count() > 0 && count() <= mirroredRows) {
        for (const uint32_t row : rows()) {
            const int tableRow = m_table->tableRowOf(m_table->rows()->id(row));
            if (tableRow >= 0)
                ranges.select(m_table->index(tableRow, 0), m_table->index(tableRow, last));
        }
    }
    QItemSelectionModel::select(ranges, ClearAndSelect);
}

} // namespace assay::gui
