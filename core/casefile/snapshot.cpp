// SPDX-License-Identifier: GPL-3.0-or-later
// Case::snapshot: the parts of a case as they are now, those that did not change shared with the one before.
#include "core/casefile/snapshot.h"

#include "core/casefile/casedata.h"
#include "core/casefile/indexfiles.h"
#include "core/casefile/loopcolumns.h"

namespace assay {

Result<std::shared_ptr<const CaseSnapshot>> Case::snapshot(
    std::shared_ptr<const CaseSnapshot> previous, const RunContext& context) const
{
    auto snapshot = std::make_shared<CaseSnapshot>();
    auto sourceList = sources();
    if (!sourceList)
        return sourceList.error();
    snapshot->sources = std::make_shared<const std::vector<SourceInfo>>(std::move(*sourceList));
    auto items = itemTable(previous ? previous->items : nullptr, context);
    if (!items)
        return items.error();
    snapshot->items = std::move(*items);
    auto labels = m_data->labelColumns(
        static_cast<uint32_t>(snapshot->items->count()), previous ? previous->labels : nullptr, context);
    if (!labels)
        return labels.error();
    snapshot->labels = std::move(*labels);
    if (m_data->hasRuns()) {
        auto database = m_data->connections.take();
        if (!database)
            return database.error();
        auto loop = readLoopColumns(
            **database, static_cast<uint32_t>(snapshot->items->count()), previous ? previous->loop : nullptr);
        if (!loop)
            return loop.error();
        snapshot->loop = std::move(*loop);
    }
    snapshot->clusters = m_data->clusterColumn(*snapshot->items);
    snapshot->index = IndexFiles(folder() / "index").load(*snapshot->items, previous ? previous->index.get() : nullptr);
    snapshot->indexedRows = snapshot->index->leadingRows();
    auto scanList = scans();
    if (!scanList)
        return scanList.error();
    snapshot->scans = std::make_shared<const std::vector<ScanInfo>>(std::move(*scanList));
    if (!snapshot->scans->empty()) {
        auto scores = this->scores(snapshot->scans->back().id, snapshot->items, context);
        if (!scores)
            return scores.error();
        snapshot->scores = std::move(*scores);
    }
    return std::shared_ptr<const CaseSnapshot>(std::move(snapshot));
}

} // namespace assay
