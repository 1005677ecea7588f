// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/answering.h"
#include "core/casefile/roworder.h"
#include "core/casefile/textfilter.h"

#include <chrono>
#include <numeric>

namespace assay {

Result<std::vector<ItemId>> Case::find(std::string_view query, const RunContext& context) const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const TextFilter filter(query);
    auto rows = (*database)->prepare(filter.matchesAll()
            ? "SELECT id FROM item ORDER BY id"
            : "SELECT i.id,i.subject,i.sender,i.sender_address,i.recipient,i.message_id,i.name,c.path "
              "FROM item i JOIN container c ON c.id=i.container ORDER BY i.id");
    if (!rows)
        return rows.error();
    std::vector<ItemId> found;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, m_data->path.string(), {}};
        const ItemId id{static_cast<uint32_t>(rows->number(0))};
        const bool matches = filter.matchesAll()
            || filter.matches({rows->text(1), rows->text(2), rows->text(3), rows->text(4), rows->text(5), rows->blob(6),
                rows->blob(7)});
        if (matches)
            found.push_back(id);
    }
    return found;
}

Result<Found> Case::find(const CaseSnapshot& snapshot, const FindRequest& request, const RunContext& context) const
{
    const auto start = std::chrono::steady_clock::now();
    Found found;
    if (request.query && !request.query->isAll()) {
        Question question(m_data->connections, m_data->segments, IndexFiles(folder() / "index"), snapshot);
        Answering answering(question, request);
        auto rows = answering.run(context);
        if (!rows)
            return rows.error();
        found.rows = std::move(*rows);
        found.explanation = answering.explanation();
    } else {
        found.rows.resize(snapshot.items->count());
        std::iota(found.rows.begin(), found.rows.end(), 0U);
    }
    auto ordered = orderRows(m_data->connections, snapshot, request.order, std::move(found.rows), context);
    if (!ordered)
        return ordered.error();
    found.rows = std::move(*ordered);
    found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return found;
}

} // namespace assay
