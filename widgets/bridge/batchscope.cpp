// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/batchscope.h"

#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querytext.h"

#include <algorithm>

namespace assay::gui {
namespace {

using Items = std::vector<ItemId>;

Items sorted(std::span<const ItemId> items)
{
    Items list(items.begin(), items.end());
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

Items united(const Items& a, const Items& b)
{
    Items all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

Items without(const Items& a, const Items& b)
{
    Items rest;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
    return rest;
}

} // namespace

QString scopeQuery(const feedback::BatchScope& scope)
{
    const QString nothing = QStringLiteral("id:0 -id:0");
    if (scope.isFrozen)
        return scope.items.empty() ? nothing : itemsQuery(scope.items);
    QString query = QString::fromStdString(scope.query).trimmed();
    const bool byHand = query.isEmpty() && scope.list.empty();
    if (query == QLatin1String(everyItem))
        query.clear();
    if (!scope.list.empty())
        query = QueryFocus::both(query, QStringLiteral("ip:@") + QString::fromStdString(scope.list));
    if (byHand)
        query = scope.added.empty() ? nothing : itemsQuery(scope.added);
    else if (!scope.added.empty() && !query.isEmpty())
        query = QueryFocus::either(query, itemsQuery(scope.added));
    return scope.removed.empty() ? query : QueryFocus::without(query, itemsQuery(scope.removed));
}

feedback::BatchScope withItems(feedback::BatchScope scope, std::span<const ItemId> items)
{
    const Items more = sorted(items);
    if (scope.isFrozen) {
        scope.items = united(scope.items, more);
        return scope;
    }
    scope.added = united(scope.added, more);
    scope.removed = without(scope.removed, more);
    return scope;
}

feedback::BatchScope withoutItems(feedback::BatchScope scope, std::span<const ItemId> items)
{
    const Items less = sorted(items);
    if (scope.isFrozen) {
        scope.items = without(scope.items, less);
        return scope;
    }
    scope.removed = united(scope.removed, less);
    scope.added = without(scope.added, less);
    return scope;
}

feedback::BatchScope frozen(feedback::BatchScope scope, std::vector<ItemId> items)
{
    scope.isFrozen = true;
    scope.items = std::move(items);
    scope.added.clear();
    scope.removed.clear();
    return scope;
}

feedback::BatchScope thawed(feedback::BatchScope scope)
{
    scope.isFrozen = false;
    scope.items.clear();
    return scope;
}

std::pair<int64_t, int64_t> periodOf(const ItemTable& items, std::span<const uint32_t> rows)
{
    int64_t first = 0, last = 0;
    bool found = false;
    for (const uint32_t row : rows) {
        const int64_t date = items.row(row).date;
        if (date == ItemRow::noDate || date < 0)
            continue;
        first = found ? std::min(first, date) : date;
        last = found ? std::max(last, date) : date;
        found = true;
    }
    return {first, last};
}

} // namespace assay::gui
