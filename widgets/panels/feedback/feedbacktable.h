// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;
class QWidget;

namespace assay::gui {

class SnapshotTable;

// A table of one choice, without grid, with the widths that its columns ask for.
QTableView* makeTable(const char* name, SnapshotTable* model, QWidget* parent);

} // namespace assay::gui
