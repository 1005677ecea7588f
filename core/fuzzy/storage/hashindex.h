// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/rowtable.h"
#include "core/fuzzy/storage/storedrow.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>

namespace assay::fuzzy {

// All hashes of a storage in memory: digest → row, and for each of the 32 numbers shingle → row. Lookups come from any
// thread and wait for a change no longer than a few hundred rows take; one thread changes.
class HashIndex
{
public:
    HashIndex();

    std::optional<StoredRow> find(const Blake2b512& digest) const;
    // Calls `use` with the ids that own the shingles and a function from id to row, while nothing changes.
    template <typename Use>
    auto withOwners(const Shingles& shingles, const Use& use) const
    {
        const ReadLock lock(*this);
        std::array<uint32_t, shingleCount> rows;
        const ShingleOwners owners = ownersOf(shingles, rows);
        return use(owners, [&](int64_t id) -> const StoredRow* {
            for (const uint32_t row : rows) {
                if (row != RowTable::noRow && rowAt(row).id == id)
                    return &rowAt(row);
            }
            return nullptr;
        });
    }

    // In order, a piece at a time.
    void apply(std::span<const RowChange> changes);
    // While the index is made: a shingle of a row that was put before. Unknown ids are passed over.
    void addShingle(int64_t id, unsigned number, uint64_t value);
    // No more shingles follow: forgets what only addShingle() needs.
    void seal();
    void clear();
    // Rows as they are now; the visitor must not change the index.
    void visit(const std::function<void(const StoredRow&)>& visitor) const;

    uint64_t count() const { return m_live.load(std::memory_order_relaxed); }
    uint64_t shingles() const { return m_shingleCount.load(std::memory_order_relaxed); }
    uint64_t bytes() const { return m_bytes.load(std::memory_order_relaxed); }

private:
    static constexpr size_t rowsPerChunk = 4096;
    static constexpr int64_t deadId = -1;
    using Chunk = std::array<StoredRow, rowsPerChunk>;

    // Readers wait for a writer that waits: a plain shared_mutex lets a stream of readers starve it.
    class ReadLock
    {
    public:
        explicit ReadLock(const HashIndex& index);
        ~ReadLock() { m_mutex.unlock_shared(); }
        ReadLock(const ReadLock&) = delete;
        ReadLock& operator=(const ReadLock&) = delete;

    private:
        std::shared_mutex& m_mutex;
    };
    class WriteLock;

    const StoredRow& rowAt(uint32_t row) const { return (*m_chunks[row / rowsPerChunk])[row % rowsPerChunk]; }
    StoredRow& rowAt(uint32_t row) { return (*m_chunks[row / rowsPerChunk])[row % rowsPerChunk]; }
    bool isLive(uint32_t row) const { return rowAt(row).id != deadId; }
    uint64_t keyOf(const Blake2b512& digest) const;
    uint32_t findRow(const Blake2b512& digest) const;
    ShingleOwners ownersOf(const Shingles& shingles, std::array<uint32_t, shingleCount>& rows) const;
    void makeRoom(size_t rows);
    void grow(RowTable& table, size_t entries);
    void applyOne(const RowChange& change);
    void countBytes();
    void compact();
    uint32_t newRow();

    uint64_t m_seed = 0;
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    uint32_t m_rows = 0; // used, dead ones included
    std::vector<uint32_t> m_dead; // nothing new is put there until no table names them
    std::vector<uint32_t> m_free;
    RowTable m_digests;
    std::vector<RowTable> m_shingles; // one a number
    std::vector<int64_t> m_ids; // of the rows while the index is made, ascending
    std::atomic<uint64_t> m_live{0}, m_bytes{0}, m_shingleCount{0};

    mutable std::shared_mutex m_mutex;
    mutable std::mutex m_turnstile;
    mutable std::atomic<bool> m_writerWaits{false};
};

} // namespace assay::fuzzy
