// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/bridge/treemodel.h"

#include <QString>

#include <vector>

namespace assay::gui {

enum class HitOrder { Magnitude, Score, Name };

// Columns of the tree of hits.
enum HitColumn { HitSymbol, HitScore, HitBar, HitCount, HitDescription, HitColumnCount };

// The tree: groups with the sum of their hits, the hits below, and a last row with the total. A hit's value is its
// index in `hits`; groups and the sum have no value. `search` keeps hits whose name or description holds it; sums stay
// those of all hits. A row says what keeps the sum from the total, when something does.
std::vector<TreeNode> hitNodes(const ItemHits& hits, HitOrder order, const QString& search);
std::vector<TreeColumn> hitColumns();

} // namespace assay::gui
