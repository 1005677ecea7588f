// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemrows.h"
#include "widgets/panels/panel.h"

class QMenu;

namespace assay::gui {

// A cell of the list: a row of a snapshot and a column.
struct ItemCell
{
    std::shared_ptr<const ItemRows> rows;
    uint32_t row = 0;
    const TableColumn* column = nullptr; // null: no cell, only the row
};

// What a query can be made of from one cell: Only this, Exclude this, Add as or, Range from here.
void addCellActions(QMenu* menu, const PanelContext& context, const ItemCell& cell);
// "Find all like this": items of the same fuzzy cluster, with the same attachment, host of a link, sender ... What
// needs the message comes as soon as it is read.
void fillAlike(QMenu* menu, const PanelContext& context, const ItemCell& cell);
QMenu* addAlikeMenu(QMenu* menu, const PanelContext& context, const ItemCell& cell);
// "Show thread": only its items, grouped as the list is.
void addThreadAction(QMenu* menu, const PanelContext& context, const ItemCell& cell);
// "Copy": cell, Message-ID, defanged source IP, as query. `copyRows` copies the selected rows.
QMenu* addCopyMenu(
    QMenu* menu, const PanelContext& context, const ItemCell& cell, const std::function<void()>& copyRows);

} // namespace assay::gui
