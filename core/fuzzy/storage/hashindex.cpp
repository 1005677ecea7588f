// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/hashindex.h"

#include "core/base/keyedhash.h"

#include <random>

namespace assay::fuzzy {
namespace {

constexpr size_t changesPerLock = 128; // some 4,000 shingles: well below a millisecond

uint64_t randomSeed()
{
    std::random_device device;
    return (uint64_t{device()} << 32) ^ device();
}

} // namespace

class HashIndex::WriteLock
{
public:
    explicit WriteLock(const HashIndex& index)
        : m_index(index)
        , m_turn(index.m_turnstile)
    {
        m_index.m_writerWaits.store(true, std::memory_order_release);
        m_index.m_mutex.lock();
        m_index.m_writerWaits.store(false, std::memory_order_release);
    }
    ~WriteLock() { m_index.m_mutex.unlock(); }
    WriteLock(const WriteLock&) = delete;
    WriteLock& operator=(const WriteLock&) = delete;

private:
    const HashIndex& m_index;
    std::lock_guard<std::mutex> m_turn;
};

HashIndex::ReadLock::ReadLock(const HashIndex& index)
    : m_mutex(index.m_mutex)
{
    if (index.m_writerWaits.load(std::memory_order_acquire))
        const std::lock_guard turn(index.m_turnstile);
    m_mutex.lock_shared();
}

HashIndex::HashIndex()
    : m_seed(randomSeed())
{
    clear();
}

void HashIndex::clear()
{
    std::vector<std::unique_ptr<Chunk>> chunks;
    std::vector<RowTable> shingles;
    for (size_t i = 0; i < shingleCount; ++i)
        shingles.emplace_back(m_seed + i);
    RowTable digests(m_seed);
    {
        const WriteLock lock(*this);
        m_chunks.swap(chunks);
        m_shingles.swap(shingles);
        std::swap(m_digests, digests);
        m_rows = 0;
    }
    m_live = 0;
    m_ids.clear();
    m_dead.clear();
    m_free.clear();
    countBytes();
}

uint64_t HashIndex::keyOf(const Blake2b512& digest) const
{
    return xxHash3(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()), m_seed);
}

uint32_t HashIndex::findRow(const Blake2b512& digest) const
{
    return m_digests.find(keyOf(digest), [&](uint32_t row) { return isLive(row) && rowAt(row).digest == digest; });
}

std::optional<StoredRow> HashIndex::find(const Blake2b512& digest) const
{
    const ReadLock lock(*this);
    const uint32_t row = findRow(digest);
    return row == RowTable::noRow ? std::nullopt : std::optional(rowAt(row));
}

ShingleOwners HashIndex::ownersOf(const Shingles& shingles, std::array<uint32_t, shingleCount>& rows) const
{
    for (size_t i = 0; i < shingleCount; ++i)
        m_shingles[i].prefetch(shingles[i]);
    ShingleOwners owners;
    for (size_t i = 0; i < shingleCount; ++i) {
        rows[i] = m_shingles[i].find(shingles[i], [&](uint32_t row) { return isLive(row); });
        owners[i] = rows[i] == RowTable::noRow ? noOwner : rowAt(rows[i]).id;
    }
    return owners;
}

void HashIndex::grow(RowTable& table, size_t entries)
{
    // Nobody else changes the table: the copy is made beside the readers, only the exchange keeps them out.
    RowTable copy = table.copy(entries + entries / 2, [&](uint32_t row) { return isLive(row); });
    {
        const WriteLock lock(*this);
        std::swap(table, copy);
    }
    countBytes();
}

// Rows, and entries where they are needed, for so many more changes.
void HashIndex::makeRoom(size_t rows)
{
    while (m_chunks.size() * rowsPerChunk < m_rows + rows) {
        auto chunk = std::make_unique<Chunk>();
        const WriteLock lock(*this);
        m_chunks.push_back(std::move(chunk));
    }
    if (!m_digests.hasRoom(rows))
        grow(m_digests, m_digests.size() + rows);
    for (RowTable& table : m_shingles) {
        if (!table.hasRoom(rows))
            grow(table, table.size() + rows);
    }
}

// Tables without their entries of dead rows; the rows are free then.
void HashIndex::compact()
{
    grow(m_digests, m_digests.size());
    for (RowTable& table : m_shingles)
        grow(table, table.size());
    m_free.insert(m_free.end(), m_dead.begin(), m_dead.end());
    m_dead.clear();
}

uint32_t HashIndex::newRow()
{
    if (m_free.empty())
        return m_rows++;
    const uint32_t row = m_free.back();
    m_free.pop_back();
    return row;
}

void HashIndex::apply(std::span<const RowChange> changes)
{
    while (!changes.empty()) {
        const auto piece = changes.first(std::min(changes.size(), changesPerLock));
        changes = changes.subspan(piece.size());
        if (m_dead.size() > std::max<size_t>(m_live / 4, 4 * changesPerLock))
            compact();
        makeRoom(piece.size());
        const WriteLock lock(*this);
        for (const RowChange& change : piece)
            applyOne(change);
    }
    countBytes();
}

void HashIndex::applyOne(const RowChange& change)
{
    uint32_t row = findRow(change.row.digest);
    if (change.isRemoved) {
        if (row != RowTable::noRow) {
            rowAt(row).id = deadId;
            m_dead.push_back(row);
            --m_live;
        }
        return;
    }
    if (row == RowTable::noRow) {
        row = newRow();
        m_digests.insert(keyOf(change.row.digest), row);
        ++m_live;
    }
    rowAt(row) = change.row;
    for (size_t i = 0; i < shingleCount; ++i) {
        if (change.ownedMask >> i & 1)
            m_shingles[i].assign(change.shingles[i], row);
    }
}

void HashIndex::addShingle(int64_t id, unsigned number, uint64_t value)
{
    for (auto row = static_cast<uint32_t>(m_ids.size()); row < m_rows; ++row)
        m_ids.push_back(rowAt(row).id);
    const auto place = std::lower_bound(m_ids.begin(), m_ids.end(), id);
    if (place == m_ids.end() || *place != id)
        return;
    RowTable& table = m_shingles[number];
    if (!table.hasRoom(1))
        grow(table, std::max<size_t>(table.size() + 1, m_rows));
    const WriteLock lock(*this);
    table.assign(value, static_cast<uint32_t>(place - m_ids.begin()));
}

void HashIndex::seal()
{
    m_ids = {};
    countBytes();
}

void HashIndex::visit(const std::function<void(const StoredRow&)>& visitor) const
{
    for (uint32_t row = 0; row < m_rows; ++row) { // no lock: the one thread that changes is the one that visits
        if (isLive(row))
            visitor(rowAt(row));
    }
}

void HashIndex::countBytes()
{
    uint64_t bytes = m_chunks.size() * sizeof(Chunk) + m_digests.bytes();
    uint64_t shingles = 0;
    for (const RowTable& table : m_shingles) {
        bytes += table.bytes();
        shingles += table.size();
    }
    m_bytes = bytes;
    m_shingleCount = shingles;
}

} // namespace assay::fuzzy
