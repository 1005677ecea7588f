// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batches.h"
#include "core/casefile/itemtable.h"

#include <QString>

#include <span>
#include <utility>

// What a batch is about, as queries and as the composer changes it.
namespace assay::gui {

// The query of a scope of all items; an empty one would leave only those added by hand.
constexpr const char* everyItem = "*";
// A query for the list that finds what the scope covers; empty: everything. Of a frozen scope as itemsQuery().
QString scopeQuery(const feedback::BatchScope& scope);
// `items` in any order belong to the scope, or do not, whatever its query says.
feedback::BatchScope withItems(feedback::BatchScope scope, std::span<const ItemId> items);
feedback::BatchScope withoutItems(feedback::BatchScope scope, std::span<const ItemId> items);
// Its items are `items` from now on, ascending, whatever is imported or labelled later.
feedback::BatchScope frozen(feedback::BatchScope scope, std::vector<ItemId> items);
// The query says again what belongs to it.
feedback::BatchScope thawed(feedback::BatchScope scope);

// Times of the first and the last of the rows that have one; 0, 0 when none has.
std::pair<int64_t, int64_t> periodOf(const ItemTable& items, std::span<const uint32_t> rows);

} // namespace assay::gui
