// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/answering.h"
#include "core/casefile/roworder.h"

#include <chrono>
#include <numeric>

namespace assay {

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
