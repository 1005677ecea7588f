// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/question.h"

#include "core/casefile/scanvalues.h"
#include "core/casefile/segmentmaker.h"
#include "core/index/itemindex.h"

#include <algorithm>

namespace assay {
namespace {

constexpr uint32_t unindexedUnit = 1024; // rows

std::vector<RowUnit> unitsOf(const CaseSnapshot& snapshot)
{
    std::vector<RowUnit> units;
    const auto count = static_cast<uint32_t>(snapshot.items->count());
    uint32_t row = 0;
    const auto addUnindexed = [&](uint32_t end) {
        while (row < end) {
            const uint32_t rows = std::min(unindexedUnit, end - row);
            units.push_back(RowUnit{row, rows, nullptr});
            row += rows;
        }
    };
    if (snapshot.index) {
        for (const ItemIndex::Piece& piece : snapshot.index->pieces()) {
            if (piece.firstRow < row || piece.firstRow + piece.segment->rows() > count)
                continue;
            addUnindexed(piece.firstRow);
            units.push_back(RowUnit{piece.firstRow, piece.segment->rows(), piece.segment});
            row += piece.segment->rows();
        }
    }
    addUnindexed(count);
    return units;
}

} // namespace

Question::Question(Connections& connections, SegmentCache& cache, IndexFiles files, const CaseSnapshot& snapshot)
    : m_connections(connections)
    , m_cache(cache)
    , m_files(std::move(files))
    , m_snapshot(snapshot)
    , m_units(unitsOf(snapshot))
{
}

Question::Lease::~Lease()
{
    if (!m_items)
        return;
    const std::lock_guard lock(m_question->m_mutex);
    m_question->m_idle.push_back(std::move(m_items));
}

Result<Question::Lease> Question::reader()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            auto items = std::move(m_idle.back());
            m_idle.pop_back();
            return Lease(*this, std::move(items));
        }
    }
    auto items = StoredItems::open(m_connections);
    if (!items)
        return items.error();
    return Lease(*this, std::move(*items));
}

Result<std::shared_ptr<const Segment>> Question::makeSegment(const RowUnit& unit, const RunContext& context)
{
    const IndexIdentity identity = IndexFiles::identityOf(*m_snapshot.items, unit.firstRow, unit.rows);
    if (auto known = m_cache.find(identity))
        return std::make_shared<const Segment>(std::move(known));
    const auto items = reader();
    if (!items)
        return items.error();
    SegmentMaker maker(**items, *m_snapshot.items);
    // Units are answered in parallel, each by one thread.
    auto image = maker.make(identity, RunContext(context.stopToken(), nullptr, 1));
    if (!image)
        return image.error();
    auto file = IndexFile::fromMemory(std::move(*image));
    m_cache.add(file, file->bytes());
    return std::make_shared<const Segment>(std::move(file));
}

Result<std::shared_ptr<const ScanSegment>> Question::scanSegment(
    const RowUnit& unit, const RunContext& context, bool fresh)
{
    if (!m_snapshot.scores)
        return std::shared_ptr<const ScanSegment>();
    const IndexIdentity identity = scanIdentity(*m_snapshot.scores, unit.firstRow, unit.rows);
    if (!fresh) {
        if (auto known = m_cache.find(identity))
            return std::make_shared<const ScanSegment>(std::move(known));
        const auto block = static_cast<uint32_t>(unit.firstRow / ItemTable::blockRows);
        auto file = IndexFile::open(m_files.scanFile(m_snapshot.scores->scan, block));
        if (file && (*file)->identity() == identity) {
            m_cache.add(*file, 0);
            return std::make_shared<const ScanSegment>(std::move(*file));
        }
    }
    auto database = m_connections.take();
    if (!database)
        return database.error();
    auto image = makeScanSegment(**database, *m_snapshot.items, *m_snapshot.scores, unit.firstRow, unit.rows, context);
    if (!image)
        return image.error();
    auto file = IndexFile::fromMemory(std::move(*image));
    m_cache.add(file, file->bytes());
    return std::make_shared<const ScanSegment>(std::move(file));
}

Result<std::string> Question::note(uint32_t row)
{
    auto database = m_connections.take();
    if (!database)
        return database.error();
    return feedback::LabelStore(**database).note(m_snapshot.items->row(row).id);
}

Result<std::shared_ptr<const Segment>> Question::makeExactSegment(uint32_t row)
{
    const auto items = reader();
    if (!items)
        return items.error();
    const auto detail = (**items).read(m_snapshot.items->row(row).id);
    if (!detail)
        return detail.error();
    SegmentBuilder builder;
    builder.add(readValues(**detail, (**items).load(**detail), ItemValueLimits{SIZE_MAX, SIZE_MAX, SIZE_MAX}));
    return std::make_shared<const Segment>(IndexFile::fromMemory(builder.finish({})));
}

Result<const query::RowSet*> Question::duplicates(const RunContext& context)
{
    const std::lock_guard lock(m_duplicatesMutex);
    if (m_duplicates)
        return &*m_duplicates;
    std::vector<std::pair<uint64_t, uint32_t>> keys; // with their rows
    keys.reserve(m_snapshot.items->count());
    for (const RowUnit& unit : m_units) {
        std::shared_ptr<const Segment> segment = unit.segment;
        auto unitKeys = segment ? segment->copyKeys() : std::span<const uint64_t>();
        if (unitKeys.empty()) { // without index, or damaged
            auto made = makeSegment(unit, context);
            if (!made)
                return made.error();
            segment = std::move(*made);
            unitKeys = segment->copyKeys();
        }
        for (uint32_t i = 0; i < unitKeys.size(); ++i)
            keys.emplace_back(unitKeys[i], unit.firstRow + i);
    }
    std::sort(keys.begin(), keys.end());
    query::RowSet& rows = m_duplicates.emplace(static_cast<uint32_t>(m_snapshot.items->count()));
    for (size_t i = 1; i < keys.size(); ++i) {
        if (keys[i].first == keys[i - 1].first)
            rows.add(keys[i].second);
    }
    return &rows;
}

} // namespace assay
