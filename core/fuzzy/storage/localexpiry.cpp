// SPDX-License-Identifier: GPL-3.0-or-later
// Expiry and statistics of a local storage.
#include "core/fuzzy/storage/expiry.h"
#include "core/fuzzy/storage/localstoragedata.h"

namespace assay::fuzzy {
namespace {

constexpr uint64_t expiredAtOnce = 5000; // by a flush in the background, as the peer does
constexpr size_t removedTogether = 2000; // in one transaction of a long expiry

} // namespace

int64_t LocalStorage::Data::now() const
{
    return options.clock ? options.clock() : static_cast<int64_t>(::time(nullptr));
}

bool LocalStorage::Data::isOverAge(uint8_t flag, int64_t time, int64_t now) const
{
    const int64_t age = largestAge(options.expiry, flag);
    return age > 0 && now - time > age;
}

Result<void> LocalStorage::Data::removeRows(std::span<const StoredRow> rows)
{
    const auto removed = inTransaction([&]() -> Result<void> {
        for (const StoredRow& row : rows) {
            if (const auto done = writer->remove(row); !done)
                return done;
        }
        return {};
    });
    if (removed)
        expired += rows.size();
    return removed;
}

Result<uint64_t> LocalStorage::Data::expireSome()
{
    const auto rows = selectExpired(*file, options.expiry, now(), expiredAtOnce);
    if (!rows)
        return rows.error();
    if (rows->empty())
        return uint64_t{0};
    const auto removed = removeRows(*rows);
    if (!removed)
        return removed.error();
    return uint64_t{rows->size()};
}

Result<ExpiryReport> LocalStorage::planExpiry(const ExpiryPolicy& policy, const RunContext&)
{
    auto reader = m_data->takeReader();
    if (!reader)
        return reader.error();
    const int64_t now = m_data->now();
    const auto rows = selectExpired(**reader, policy, now);
    if (!rows)
        return rows.error();
    auto report = reportExpiry(**reader, *rows, now);
    if (report)
        m_data->giveReader(std::move(*reader));
    return report;
}

Result<ExpiryReport> LocalStorage::expire(const ExpiryPolicy& policy, const RunContext& context)
{
    if (const auto may = m_data->mayWrite(); !may)
        return may.error();
    const std::lock_guard flushLock(m_data->flushMutex);
    if (const auto flushed = m_data->flush(false); !flushed)
        return flushed.error();
    const int64_t now = m_data->now();
    std::vector<StoredRow> rows;
    ExpiryReport report;
    {
        const std::lock_guard lock(m_data->fileMutex);
        auto selected = selectExpired(*m_data->file, policy, now);
        if (!selected)
            return selected.error();
        rows = std::move(*selected);
        auto told = reportExpiry(*m_data->file, rows, now);
        if (!told)
            return told.error();
        report = std::move(*told);
    }
    context.setTotal(rows.size());
    // Pieces, so that others get at the file in between.
    for (std::span<const StoredRow> rest(rows); !rest.empty();) {
        const auto piece = rest.first(std::min(rest.size(), removedTogether));
        rest = rest.subspan(piece.size());
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, title(), {}};
        const std::lock_guard lock(m_data->fileMutex);
        if (const auto removed = m_data->removeRows(piece); !removed)
            return removed.error();
        context.advance(piece.size());
    }
    return report;
}

Result<StorageStatistics> LocalStorage::statistics()
{
    const std::lock_guard lock(m_data->fileMutex);
    StorageStatistics statistics;
    const auto count = [&](const StoredRow& row) {
        const bool isFirst = statistics.hashes++ == 0;
        statistics.shingleHashes += row.hasShingles ? 1 : 0;
        ++statistics.byFlag[row.flag];
        statistics.oldest = isFirst ? row.time : std::min(statistics.oldest, row.time);
        statistics.newest = isFirst ? row.time : std::max(statistics.newest, row.time);
        return true;
    };
    StorageFile& file = *m_data->file;
    if (m_data->isIndexed) {
        m_data->index.visit(count);
        statistics.shingles = m_data->index.shingles();
    } else {
        const auto visited = file.visitRows(0, count);
        const auto shingles = file.database().number("SELECT count(*) FROM shingles");
        if (!visited || !shingles)
            return visited ? shingles.error() : visited.error();
        statistics.shingles = static_cast<uint64_t>(*shingles);
    }
    auto sources = file.sources();
    if (!sources)
        return sources.error();
    statistics.sources = std::move(*sources);
    std::error_code ignored;
    statistics.fileBytes = std::filesystem::file_size(m_data->path, ignored);
    statistics.indexBytes = m_data->isIndexed ? m_data->index.bytes() : 0;
    statistics.pending = m_data->intake ? m_data->intake->pending() : 0;
    statistics.expired = m_data->expired;
    statistics.readErrors = m_data->readErrors;
    statistics.journalBytesLost = m_data->journalBytesLost;
    return statistics;
}

} // namespace assay::fuzzy
