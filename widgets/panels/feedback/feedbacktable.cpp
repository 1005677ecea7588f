// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/feedbacktable.h"

#include "widgets/bridge/snapshottable.h"

#include <QHeaderView>
#include <QTableView>

namespace assay::gui {

QTableView* makeTable(const char* name, SnapshotTable* model, QWidget* parent)
{
    auto* table = new QTableView(parent);
    table->setObjectName(QString::fromLatin1(name));
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    const int unit = table->fontMetrics().averageCharWidth();
    for (int column = 0; column < model->columnCount(); ++column)
        table->setColumnWidth(column, unit * model->columns()[static_cast<size_t>(column)].widthInChars + 12);
    return table;
}

} // namespace assay::gui
