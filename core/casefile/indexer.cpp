// SPDX-License-Identifier: GPL-3.0-or-later
// Case::updateIndex: makes the files of the index that are missing, damaged or too short.
#include "core/casefile/indexfiles.h"
#include "core/casefile/rowsfile.h"
#include "core/casefile/scanvalues.h"
#include "core/casefile/segmentmaker.h"

#include "core/base/file.h"

#include <chrono>

namespace assay {

namespace {

// One call of updateIndex().
class Indexer
{
public:
    Indexer(Connections& connections, IndexFiles files, const CaseSnapshot& snapshot, const AddObserver& observer)
        : m_connections(connections)
        , m_files(std::move(files))
        , m_snapshot(snapshot)
        , m_observer(observer)
    {
    }

    Result<IndexReport> run(const RunContext& context)
    {
        context.setTotal(m_snapshot.items->count());
        auto stored = StoredItems::open(m_connections);
        if (!stored)
            return stored.error();
        SegmentMaker maker(**stored, *m_snapshot.items);
        for (uint32_t block = 0; block < m_snapshot.items->blocks().size(); ++block) {
            const auto items = updateItems(block, maker, context);
            if (!items)
                return items.error();
            const auto scan = updateScan(block, context);
            if (!scan)
                return scan.error();
            const auto written = updateRows(block);
            if (!written)
                return written.error();
        }
        return m_report;
    }

private:
    uint32_t firstRow(uint32_t block) const { return block * static_cast<uint32_t>(ItemTable::blockRows); }
    uint32_t rows(uint32_t block) const
    {
        return static_cast<uint32_t>(m_snapshot.items->blocks()[block]->rows.size());
    }

    Result<void> updateItems(uint32_t block, SegmentMaker& maker, const RunContext& context)
    {
        const auto there = m_files.open(*m_snapshot.items, block);
        const bool isWhole = there && there->rows() == rows(block);
        const bool isSound = isWhole && there->file().isSound();
        if (there)
            there->file().release();
        if (isSound) {
            context.advance(rows(block));
            return {};
        }
        std::error_code ignored;
        const bool wasThere = std::filesystem::exists(m_files.itemsFile(block), ignored);
        const auto image = maker.make(IndexFiles::identityOf(*m_snapshot.items, firstRow(block), rows(block)), context);
        if (!image)
            return image.error();
        const auto written = writeFileAtomically(m_files.itemsFile(block), *image);
        if (!written)
            return written;
        m_report.items += rows(block);
        m_report.bytes = maker.itemBytes();
        m_report.rebuiltSegments += wasThere && (!there || isWhole) ? 1 : 0;
        if (m_observer)
            m_observer(AddProgress{0, m_report.items, m_report.bytes});
        return {};
    }

    Result<void> updateScan(uint32_t block, const RunContext& context)
    {
        const ScoreColumn* scores = m_snapshot.scores.get();
        if (!scores)
            return {};
        const auto path = m_files.scanFile(scores->scan, block);
        const auto there = IndexFile::open(path);
        const bool isSound =
            there && (*there)->identity() == scanIdentity(*scores, firstRow(block), rows(block)) && (*there)->isSound();
        if (isSound)
            return {};
        auto database = m_connections.take();
        if (!database)
            return database.error();
        const auto image =
            makeScanSegment(**database, *m_snapshot.items, *scores, firstRow(block), rows(block), context);
        return image ? writeFileAtomically(path, *image) : Result<void>(image.error());
    }

    Result<void> updateRows(uint32_t block)
    {
        const ItemBlock& rows = *m_snapshot.items->blocks()[block];
        if (rows.rows.size() < ItemTable::blockRows || readRows(m_files.rowsFile(block), firstRow(block)))
            return {};
        return writeFileAtomically(m_files.rowsFile(block), packRows(rows, firstRow(block)));
    }

    Connections& m_connections;
    IndexFiles m_files;
    const CaseSnapshot& m_snapshot;
    const AddObserver& m_observer;
    IndexReport m_report;
};

} // namespace

Result<IndexReport> Case::updateIndex(const RunContext& context, const AddObserver& observer)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const std::unique_lock indexing(m_data->indexing);
    const auto start = std::chrono::steady_clock::now();
    const IndexFiles files(folder() / "index");
    const auto made = files.makeFolder();
    if (!made)
        return made.error();
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    files.removeLeftovers((*now)->scores ? (*now)->scores->scan : ScanId());
    auto report = Indexer(m_data->connections, files, **now, observer).run(context);
    if (report)
        report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace assay
