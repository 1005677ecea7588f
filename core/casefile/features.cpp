// SPDX-License-Identifier: GPL-3.0-or-later
// Case::updateFeatures: what messages look like, computed once and kept beside the case.
#include "core/casefile/blockitems.h"
#include "core/casefile/casedata.h"
#include "core/casefile/featurefiles.h"

#include <chrono>
#include <numeric>

namespace assay {
namespace {

// Sees to it that a block has the features of its rows.
Result<void> updateBlock(StoredItems& stored, const FeatureFiles& files, const ItemTable& items, uint32_t block,
    IndexReport& report, const RunContext& context)
{
    const auto rows = static_cast<uint32_t>(items.blocks()[block]->rows.size());
    const auto known = files.open(items, block);
    const uint32_t there = known ? known->rows() : 0;
    context.advance(there);
    if (there == rows)
        return {};
    std::error_code ignored;
    report.rebuiltSegments += !known && std::filesystem::exists(files.file(block), ignored) ? 1 : 0;
    std::vector<float> values;
    for (uint32_t row = 0; row < there; ++row) {
        const auto kept = known->row(row);
        values.insert(values.end(), kept.begin(), kept.end());
    }
    std::vector<uint32_t> missing(rows - there);
    std::iota(missing.begin(), missing.end(), static_cast<uint32_t>(block * ItemTable::blockRows) + there);
    const auto computed = computeRows<std::vector<float>>(
        stored, items, missing, &storedFeatures,
        [&](std::vector<float>& row) { values.insert(values.end(), row.begin(), row.end()); }, report, context);
    return computed ? files.write(items, block, values) : computed;
}

} // namespace

Result<IndexReport> Case::updateFeatures(const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const std::unique_lock one(m_data->computingFeatures);
    const auto start = std::chrono::steady_clock::now();
    const FeatureFiles files(folder() / "features");
    const auto made = files.makeFolder();
    if (!made)
        return made.error();
    const auto items = itemTable(nullptr, context);
    if (!items)
        return items.error();
    auto stored = StoredItems::open(m_data->connections);
    if (!stored)
        return stored.error();
    IndexReport report;
    context.setTotal((*items)->count());
    for (uint32_t block = 0; block < (*items)->blocks().size(); ++block) {
        const auto updated = updateBlock(**stored, files, **items, block, report, context);
        if (!updated)
            return updated.error();
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace assay
