// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/bridge/grouping.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace assay::gui {

// Which items the list shows, and in what order.
struct ListQuery
{
    QString filter; // text; empty: everything
    std::optional<uint32_t> source; // only items of this source
    std::optional<uint32_t> folder; // only items of this folder
    SortTerms sort;
    GroupBy groupBy = GroupBy::None;
    bool operator==(const ListQuery&) const = default;
};

struct ListAnswer
{
    std::shared_ptr<const ItemRows> rows;
    std::vector<uint32_t> order;
    std::shared_ptr<const RowGroups> groups = {}; // of `order`; null: none were asked for
    ListQuery query;
    bool isPartial = false; // found so far, in import order
    QString zeroPart; // of a query without a result: the part that matches nothing by itself
};
// Takes what was found so far; on the working thread.
using PartialAnswer = std::function<void(ListAnswer)>;

// Answers a query over a snapshot. Any thread; Cancelled when asked to stop.
Result<ListAnswer> answerQuery(const Case& file, std::shared_ptr<const ItemRows> rows, const TableColumns& columns,
    const ListQuery& query, const PartialAnswer& partial, const RunContext& context);

// The answer with the groups that its query asks for. Any thread; Cancelled when asked to stop.
Result<ListAnswer> withGroups(Result<ListAnswer> answer, const RunContext& context);

} // namespace assay::gui
