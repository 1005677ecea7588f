// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/snapshottable.h"

#include <QTableView>

namespace assay::gui {

class ListSelection;

// A table that looks like a list, says what it is when it is empty, and leaves letters to shortcuts.
class ItemTableView : public QTableView
{
    Q_OBJECT
public:
    ItemTableView(SnapshotTable* table, QWidget* parent);
    SnapshotTable* table() const { return m_table; }
    ListSelection* itemSelection() const { return m_selection; }
    // The column that says how many copies a row stands for.
    int badgeColumn() const { return m_badgeColumn; }
    // Shown in the middle while there are no rows.
    void setEmptyText(const QString& text);

Q_SIGNALS:
    void activatedByKey(); // Enter on an item
    void copyRequested();

public Q_SLOTS:
    void selectAll() override; // everything that the query finds

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyboardSearch(const QString& text) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index, const QEvent* event) const override;

private:
    bool isOnTriangle(const QModelIndex& index, const QPoint& position) const;
    void setCurrentOpen(bool open);

    SnapshotTable* m_table;
    ListSelection* m_selection;
    int m_badgeColumn = -1;
    QString m_emptyText;
};

} // namespace assay::gui
