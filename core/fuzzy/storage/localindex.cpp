// SPDX-License-Identifier: GPL-3.0-or-later
// The index of a local storage: read from the file, kept like it.
#include "core/fuzzy/storage/localstoragedata.h"

namespace assay::fuzzy {
namespace {

constexpr size_t rowsTogether = 1024;

} // namespace

Result<void> LocalStorage::Data::loadIndex(const RunContext& context)
{
    const auto version = file->dataVersion();
    if (!version)
        return version.error();
    dataVersion = *version;
    if (options.indexBytes == 0)
        return {};
    const auto count = file->count();
    if (!count)
        return count.error();
    context.setTotal(*count);

    std::vector<RowChange> rows;
    bool isTooBig = false;
    const auto flushRows = [&] {
        index.apply(rows);
        rows.clear();
        isTooBig = index.bytes() > options.indexBytes;
        return !isTooBig && !context.stopRequested();
    };
    const auto rowsRead = file->visitRows(0, [&](const StoredRow& row) {
        rows.push_back({row});
        return rows.size() < rowsTogether || flushRows();
    });
    if (!rowsRead)
        return rowsRead.error();
    uint64_t shingles = 0;
    if (flushRows()) {
        const auto read = file->visitShingles([&](int64_t id, unsigned number, uint64_t value) {
            index.addShingle(id, number, value);
            if (++shingles % (shingleCount * rowsTogether) == 0) {
                context.setDone(std::min(shingles / shingleCount, *count));
                isTooBig = index.bytes() > options.indexBytes;
            }
            return !isTooBig && !context.stopRequested();
        });
        if (!read)
            return read.error();
    }
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, path.string(), {}};
    index.seal();
    context.setDone(*count);
    if (isTooBig)
        index.clear();
    else
        isIndexed.store(true, std::memory_order_release);
    return {};
}

void LocalStorage::Data::applyToIndex(std::span<const RowChange> changes)
{
    if (!isIndexed)
        return;
    index.apply(changes);
    if (index.bytes() <= options.indexBytes)
        return;
    isIndexed.store(false, std::memory_order_release);
    index.clear();
}

Result<void> LocalStorage::Data::followFile()
{
    const auto version = file->dataVersion();
    if (!version)
        return version.error();
    if (*version == dataVersion)
        return {};
    if (!isIndexed) {
        dataVersion = *version;
        return {};
    }
    std::vector<RowChange> changes;
    std::vector<int64_t> ids; // that the file has, ascending
    std::optional<Error> failure;
    const auto read = file->visitRows(0, [&](const StoredRow& row) {
        ids.push_back(row.id);
        const auto known = index.find(row.digest);
        if (known && known->id == row.id && known->time == row.time && known->weight == row.weight
            && known->flag == row.flag)
            return true;
        if (known && known->id != row.id)
            changes.push_back({*known, true});
        RowChange& change = changes.emplace_back(RowChange{row});
        if (known && known->id == row.id)
            return true;
        const auto shingles = file->shinglesOf(row.id, change.ownedMask);
        if (shingles)
            change.shingles = *shingles;
        else
            failure = shingles.error();
        return shingles.ok();
    });
    if (!read || failure)
        return read ? *failure : read.error();
    std::vector<RowChange> removals;
    index.visit([&](const StoredRow& row) {
        if (!std::binary_search(ids.begin(), ids.end(), row.id))
            removals.push_back({row, true});
    });
    applyToIndex(removals);
    applyToIndex(changes);
    dataVersion = *version;
    return {};
}

} // namespace assay::fuzzy
