// SPDX-License-Identifier: GPL-3.0-or-later
// Case::scan: runs a scan over stored items and stores its results.
#include "core/base/json.h"
#include "core/casefile/casedata.h"
#include "core/casefile/scanstore.h"
#include "core/casefile/storeditems.h"

namespace assay {
namespace {

// Ids of the items that a selection covers, ascending.
Result<std::vector<ItemId>> selectedItems(store::Database& database, const ItemSelection& selection)
{
    if (!selection.items.empty())
        return selection.items;
    std::string sql = "SELECT id FROM item";
    if (!selection.sources.empty()) {
        sql += " WHERE container IN (SELECT id FROM container WHERE source IN (";
        for (size_t i = 0; i < selection.sources.size(); ++i)
            sql += (i ? "," : "") + std::to_string(selection.sources[i]);
        sql += "))";
    }
    auto rows = database.prepare(sql + " ORDER BY id");
    if (!rows)
        return rows.error();
    std::vector<ItemId> ids;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        ids.push_back(ItemId{static_cast<uint32_t>(rows->number(0))});
    }
    return ids;
}

// Loads the items of a scan one after another.
class StoredItemSupply
{
public:
    StoredItemSupply(StoredItems& stored, const std::vector<ItemId>& items)
        : m_stored(stored)
        , m_items(items)
    {
    }

    bool next(LoadedItem& item)
    {
        if (m_next == m_items.size())
            return false;
        const auto detail = m_stored.read(m_items[m_next++]);
        auto bytes = detail ? m_stored.load(**detail) : Result<std::string>(detail.error());
        if (detail)
            item.kind = (*detail)->record.kind;
        if (bytes)
            item.bytes = std::move(*bytes);
        else
            item.error = bytes.error();
        return true;
    }

private:
    StoredItems& m_stored;
    const std::vector<ItemId>& m_items;
    size_t m_next = 0;
};

store::AuditEntry scanEntry(const DetectorSet& detectors, const CaseScanReport& result)
{
    store::AuditEntry entry;
    entry.action = "scan";
    entry.object = "scan " + std::to_string(result.scan.value);
    entry.count = result.report.items;
    for (const auto& detector : detectors.detectors)
        entry.after += (entry.after.empty() ? "" : ", ") + detector->title() + " " + detector->digest();
    if (result.report.partial)
        entry.after += ", partial";
    entry.after = toValidUtf8(entry.after);
    return entry;
}

} // namespace

Result<CaseScanReport> Case::scan(std::shared_ptr<const DetectorSet> detectors, const CaseScanOptions& options,
    const RunContext& context, const ScanObserver& observer)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const auto limits = thresholds();
    if (!limits)
        return limits.error();
    auto reading = m_data->connections.take();
    if (!reading)
        return reading.error();
    auto writing = m_data->connections.take();
    if (!writing)
        return writing.error();
    const auto items = selectedItems(**reading, options.items);
    if (!items)
        return items.error();
    auto stored = StoredItems::open(m_data->connections);
    if (!stored)
        return stored.error();

    ScanOptions scanOptions = options.scan;
    scanOptions.thresholds = *limits;
    const Scanner scanner(detectors, scanOptions);
    ScanStore store(**writing, scanner.symbols());
    CaseScanReport result;
    const auto begun = store.begin(*detectors, *limits);
    if (!begun)
        return begun.error();
    result.scan = *begun;
    context.setTotal(items->size());
    StoredItemSupply supply(**stored, *items);
    const auto deliver = [&](std::span<ScannedItem> batch) {
        const auto ids = std::span(*items).subspan(batch.front().number, batch.size());
        const auto added = [&] {
            const auto pass = m_data->gate.enter();
            return store.add(ids, batch);
        }();
        if (!added) {
            result.stoppedBy = added.error();
            return false;
        }
        if (observer)
            observer(StoredBatch{result.scan, ids, batch, &scanner.symbols()});
        return true;
    };
    result.report = scanner.run([&](LoadedItem& item) { return supply.next(item); }, deliver, context);
    const auto ended = store.end(result.report);
    if (!ended && !result.stoppedBy)
        result.stoppedBy = ended.error();
    const auto written = m_data->audit(scanEntry(*detectors, result));
    if (!written && !result.stoppedBy)
        result.stoppedBy = written.error();
    return result;
}

} // namespace assay
