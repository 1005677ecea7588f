// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/listquery.h"

#include <numeric>

namespace assay::gui {
namespace {

Result<std::vector<uint32_t>> matchingRows(
    const Case& file, const ItemRows& rows, const QString& filter, const RunContext& context)
{
    std::vector<uint32_t> order;
    if (filter.trimmed().isEmpty()) {
        order.resize(rows.count());
        std::iota(order.begin(), order.end(), 0U);
        return order;
    }
    auto found = file.find(filter.toStdString(), context);
    if (!found)
        return found.error();
    order.reserve(found->size());
    for (const ItemId id : *found) {
        const uint32_t row = rows.rowOf(id.value);
        if (row < rows.count())
            order.push_back(row);
    }
    return order;
}

} // namespace

Result<ListAnswer> answerQuery(const Case& file, std::shared_ptr<const ItemRows> rows, const TableColumns& columns,
    const ListQuery& query, const PartialAnswer&, const RunContext& context)
{
    auto order = matchingRows(file, *rows, query.filter, context);
    if (!order)
        return order.error();
    if (query.source || query.folder) {
        std::erase_if(*order, [&](uint32_t row) {
            const ItemRow& item = rows->item(row);
            return (query.source && item.source != *query.source) || (query.folder && item.folder != *query.folder);
        });
    }
    auto sorted = sortRows(*rows, columns, query.sort, std::move(*order), context);
    if (!sorted)
        return sorted.error();
    return ListAnswer{std::move(rows), std::move(*sorted), query, false, {}};
}

} // namespace assay::gui
