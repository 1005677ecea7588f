// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/rowselection.h"
#include "widgets/bridge/snapshottable.h"

#include <QItemSelectionModel>

namespace assay::gui {

// The selection of the list. Qt keeps ranges of table rows, which a sort tears into a million pieces; here a selection
// is of rows of the snapshot (RowSelection), and Qt's own is kept along only while it is small, for screen readers.
class ListSelection : public QItemSelectionModel
{
    Q_OBJECT
public:
    ListSelection(SnapshotTable* table, QObject* parent);

    void selectAll(); // what the query finds
    bool isAll() const { return m_now.isAll(); }
    // Rows of the snapshot: how many, and which in the order of the list.
    uint64_t count() const { return m_now.count(m_table->order().size()); }
    uint64_t exclusions() const { return m_now.exclusions(); }
    std::vector<uint32_t> rows() const;
    // A heading is selected when all of its group is.
    bool isTableRowSelected(int tableRow) const;
    void clearAll();
    // After another order came in: forgets rows that are not shown any more.
    void keepShown();

    void select(const QItemSelection& selection, SelectionFlags command) override;
    void select(const QModelIndex& index, SelectionFlags command) override;
    void clear() override;
    void reset() override;

Q_SIGNALS:
    void rowsChanged();

private:
    void apply(int firstTableRow, int lastTableRow, SelectionFlags command);
    void mirror();

    SnapshotTable* m_table;
    RowSelection m_before; // what the step that runs now started from
    RowSelection m_now;
    bool m_resetting = false;
};

} // namespace assay::gui
