// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace assay::gui {

// As wide as the content on screen wants, within bounds.
inline void fitColumn(QTreeView* tree, int column, int least, int most)
{
    tree->resizeColumnToContents(column);
    tree->setColumnWidth(column, qBound(least, tree->columnWidth(column) + 6, most));
}

} // namespace assay::gui
