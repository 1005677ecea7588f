// SPDX-License-Identifier: GPL-3.0-or-later
// Which items belong to a batch.
#include "core/casefile/batchstore.h"

#include <algorithm>
#include <ctime>

namespace assay {
namespace {

constexpr std::string_view everything = "*";

Error faulty(std::string subject, std::string detail)
{
    return Error{ErrorCode::BadArgument, std::move(subject), std::move(detail)};
}

Result<std::vector<uint32_t>> matchingRows(
    const Case& work, const std::string& text, const CaseSnapshot& snapshot, const RunContext& context)
{
    auto parsed = work.parse(text == everything ? "" : text, std::time(nullptr));
    if (!parsed.ok())
        return faulty("query of the batch", query::faultText(parsed.error()));
    FindRequest request;
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    auto found = work.find(snapshot, request, context);
    if (!found)
        return found.error();
    return std::move(found->rows);
}

// Leaves only rows whose address is in the list.
Result<void> keepListed(
    const Case& work, const std::string& name, const CaseSnapshot& snapshot, std::vector<uint32_t>& rows)
{
    const auto list = work.list(name);
    if (!list)
        return faulty("list @" + name, list.error().code == ErrorCode::NotFound ? "it is gone" : list.error().detail);
    const auto isOutside = [&](uint32_t row) {
        const auto address = snapshot.items->sourceIp(row);
        return !address || !(*list)->addresses.contains(*address);
    };
    rows.erase(std::remove_if(rows.begin(), rows.end(), isOutside), rows.end());
    return {};
}

} // namespace

Result<std::vector<ItemId>> scopeItems(
    const Case& work, const feedback::BatchScope& scope, const CaseSnapshot& snapshot, const RunContext& context)
{
    const auto isUnknown = [&](ItemId item) { return snapshot.items->find(item) == snapshot.items->count(); };
    if (scope.isFrozen) {
        std::vector<ItemId> items = scope.items;
        items.erase(std::remove_if(items.begin(), items.end(), isUnknown), items.end());
        return items;
    }
    std::vector<ItemId> items;
    if (!scope.query.empty() || !scope.list.empty()) {
        auto rows = matchingRows(work, scope.query, snapshot, context);
        if (!rows)
            return rows.error();
        if (!scope.list.empty()) {
            const auto kept = keepListed(work, scope.list, snapshot, *rows);
            if (!kept)
                return kept.error();
        }
        items.reserve(rows->size() + scope.added.size());
        for (const uint32_t row : *rows)
            items.push_back(snapshot.items->row(row).id);
    }
    std::copy_if(scope.added.begin(), scope.added.end(), std::back_inserter(items),
        [&](ItemId item) { return !isUnknown(item); });
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    const auto isRemoved = [&](ItemId item) {
        return std::binary_search(scope.removed.begin(), scope.removed.end(), item);
    };
    items.erase(std::remove_if(items.begin(), items.end(), isRemoved), items.end());
    return items;
}

} // namespace assay
