// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/snapshot.h"

#include <QString>

namespace assay::gui {

class IndexKeeper;
class LiveCase;
class QueryFocus;

// The cluster of near-duplicates that a row belongs to; 0: it is alone, or nobody looked yet.
uint32_t clusterOf(const CaseSnapshot& snapshot, uint32_t row);
// Query text for its members: "cluster:12".
QString clusterTerm(uint32_t cluster);
// Asks the list for everything in the cluster of an item, once clusters are known for all items. A notice says when
// the item is alone.
void findCluster(IndexKeeper& indexer, LiveCase& live, QueryFocus& query, ItemId item);

} // namespace assay::gui
