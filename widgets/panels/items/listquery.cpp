// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/listquery.h"

#include "widgets/bridge/querytext.h"

#include <chrono>

namespace assay::gui {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds partialPause{250}; // between two looks at what was found so far

bool isThere(const ItemRow& item, const ListQuery& query)
{
    return (!query.source || item.source == *query.source) && (!query.folder || item.folder == *query.folder);
}

void keepPlace(const ItemRows& rows, const ListQuery& query, std::vector<uint32_t>& found)
{
    if (query.source || query.folder)
        std::erase_if(found, [&](uint32_t row) { return !isThere(rows.item(row), query); });
}

// The order by columns as the engine names it; nothing when it cannot sort by one of them.
std::optional<std::vector<OrderTerm>> orderOf(const TableColumns& columns, const SortTerms& terms)
{
    std::vector<OrderTerm> order;
    for (const SortTerm& term : terms) {
        if (term.column < 0 || static_cast<size_t>(term.column) >= columns.size())
            continue;
        const std::string name = columns[static_cast<size_t>(term.column)].key.toStdString();
        if (!parseOrder(name))
            return std::nullopt;
        order.push_back({name, term.order == Qt::DescendingOrder});
    }
    return order;
}

// Hands out what was found so far, not too often.
std::function<void(std::span<const uint32_t>)> partialOf(
    std::shared_ptr<const ItemRows> rows, const ListQuery& query, const PartialAnswer& partial)
{
    auto last = std::make_shared<Clock::time_point>(Clock::now());
    return [rows = std::move(rows), query, partial, last](std::span<const uint32_t> found) {
        const Clock::time_point now = Clock::now();
        if (now - *last < partialPause)
            return;
        *last = now;
        ListAnswer answer{rows, {found.begin(), found.end()}, {}, query, true, {}};
        keepPlace(*rows, query, answer.order);
        partial(std::move(answer));
    };
}

// Which part is to blame for an empty answer; asks once more with explanation.
QString blame(const Case& file, const ItemRows& rows, FindRequest request, const RunContext& context)
{
    request.explain = true;
    request.order.clear();
    request.partial = nullptr;
    const auto found = file.find(rows.snapshot(), request, context);
    return found && found->explanation ? zeroPart(*found->explanation) : QString();
}

} // namespace

Result<ListAnswer> answerQuery(const Case& file, std::shared_ptr<const ItemRows> rows, const TableColumns& columns,
    const ListQuery& query, const PartialAnswer& partial, const RunContext& context)
{
    FindRequest request;
    if (!query.filter.trimmed().isEmpty()) {
        // Parsed anew each time: "the last seven days" moves on, lists change.
        query::Parsed parsed = parseQuery(file, query.filter, rows->zone());
        if (!parsed.ok())
            return Error{ErrorCode::BadArgument, query.filter.toStdString(), query::faultText(parsed.error())};
        request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    }
    const std::optional<std::vector<OrderTerm>> order = orderOf(columns, query.sort);
    request.order = order.value_or(std::vector<OrderTerm>());
    if (partial)
        request.partial = partialOf(rows, query, partial);
    auto found = file.find(rows->snapshot(), request, context);
    if (!found)
        return found.error();
    keepPlace(*rows, query, found->rows);
    if (!order) { // a column of the window alone
        auto sorted = sortRows(*rows, columns, query.sort, std::move(found->rows), context);
        if (!sorted)
            return sorted.error();
        found->rows = std::move(*sorted);
    }
    ListAnswer answer{rows, std::move(found->rows), {}, query, false, {}};
    if (answer.order.empty() && request.query)
        answer.zeroPart = blame(file, *rows, request, context);
    return answer;
}

Result<ListAnswer> withGroups(Result<ListAnswer> answer, const RunContext& context)
{
    if (!answer || answer->query.groupBy == GroupBy::None)
        return answer;
    auto groups = groupRows(*answer->rows, answer->query.groupBy, answer->order, context);
    if (!groups)
        return groups.error();
    answer->groups = std::move(*groups);
    return answer;
}

} // namespace assay::gui
