// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/hashchange.h"
#include "widgets/panels/fuzzy/storagefocus.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;
class QToolBar;

namespace assay::gui {

// All hashes of the chosen storage: filtered, sorted, changed.
class HashesTab : public QWidget
{
    Q_OBJECT
public:
    HashesTab(const PanelContext& context, StorageFocus& focus, QWidget* parent);

    QTableView* table() const { return m_table; }
    void focusFilter();
    // The hashes of the selected rows, in their order.
    std::vector<HashRow> selectedHashes() const;

Q_SIGNALS:
    void itemsRequested(const QString& query); // show these items

private:
    struct Answer
    {
        std::shared_ptr<const HashRows> rows;
        std::vector<uint32_t> order;
    };
    void buildTable();
    void buildActions(QToolBar* bar);
    QAction* addAction(QToolBar* bar, const char* name, const QString& text, const QString& toolTip, int key);
    void ask();
    void takeAnswer(const Answer& answer);
    void sortBy(int column);
    void showPage();
    void showSelection();
    void readOrigins();
    void change(HashChange::Kind kind);
    void chooseImport();
    void showItems();
    void copy();

    PanelContext m_context;
    StorageFocus& m_focus;
    SnapshotTable* m_model;
    SortTerms m_sort;
    QLineEdit* m_filter;
    QLabel* m_status;
    QLabel* m_note;
    QLabel* m_origin;
    QStackedWidget* m_pages;
    QTableView* m_table;
    QList<QAction*> m_changes; // need a storage that can be written
    QAction* m_import;
    QAction* m_export;
    QList<QAction*> m_looks; // need a selection
    QTimer m_typing;
};

} // namespace assay::gui
