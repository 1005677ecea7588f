// SPDX-License-Identifier: GPL-3.0-or-later
// Case::find. The one place that will hand the text to the query language.
#include "core/casefile/casedata.h"
#include "core/casefile/textfilter.h"

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

} // namespace assay
