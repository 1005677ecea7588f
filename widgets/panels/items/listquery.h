// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/bridge/itemrows.h"

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
    bool operator==(const ListQuery&) const = default;
};

struct ListAnswer
{
    std::shared_ptr<const ItemRows> rows;
    std::vector<uint32_t> order;
    ListQuery query;
};

// Answers a query over a snapshot. Any thread; Cancelled when asked to stop.
Result<ListAnswer> answerQuery(const Case& file, std::shared_ptr<const ItemRows> rows, const TableColumns& columns,
    const ListQuery& query, const RunContext& context);

} // namespace assay::gui
