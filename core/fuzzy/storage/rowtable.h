// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::fuzzy {

// Open-addressing table from 64-bit keys to row numbers, five entries in a cache line. A key may be there several
// times. Entries are never removed: whose row is dead is passed over, and goes when the table is copied. Readers and
// one writer are kept apart by the owner.
class RowTable
{
public:
    static constexpr uint32_t noRow = 0xFFFFFFFF;

    explicit RowTable(uint64_t seed = 0)
        : m_seed(seed)
        , m_buckets(1)
    {
    }
    // Room for so many more without copying?
    bool hasRoom(size_t entries) const { return m_count + entries <= roomOf(m_buckets.size()); }
    // A copy with room for `entries`, of those whose row `isWanted` accepts.
    template <typename IsWanted>
    RowTable copy(size_t entries, const IsWanted& isWanted) const
    {
        RowTable table(m_seed);
        size_t buckets = 1;
        while (roomOf(buckets) < entries)
            buckets += buckets / 4 + 1;
        table.m_buckets = std::vector<Bucket>(buckets);
        for (const Bucket& bucket : m_buckets) {
            for (uint32_t i = 0; i < bucket.count; ++i) {
                if (isWanted(bucket.rows[i]))
                    table.insert(bucket.keys[i], bucket.rows[i]);
            }
        }
        return table;
    }

    // Needs room.
    void insert(uint64_t key, uint32_t row)
    {
        size_t at = place(key);
        while (m_buckets[at].count == entriesPerBucket)
            at = at + 1 == m_buckets.size() ? 0 : at + 1;
        Bucket& bucket = m_buckets[at];
        bucket.keys[bucket.count] = key;
        bucket.rows[bucket.count] = row;
        ++bucket.count;
        ++m_count;
    }
    // Gives the entry of the key to the row; inserts one when there is none.
    void assign(uint64_t key, uint32_t row)
    {
        for (size_t at = place(key);; at = at + 1 == m_buckets.size() ? 0 : at + 1) {
            Bucket& bucket = m_buckets[at];
            for (uint32_t i = 0; i < bucket.count; ++i) {
                if (bucket.keys[i] == key) {
                    bucket.rows[i] = row;
                    return;
                }
            }
            if (bucket.count < entriesPerBucket)
                return insert(key, row);
        }
    }
    // The first row of the key that `isWanted` accepts, or noRow.
    template <typename IsWanted>
    uint32_t find(uint64_t key, const IsWanted& isWanted) const
    {
        for (size_t at = place(key);; at = at + 1 == m_buckets.size() ? 0 : at + 1) {
            const Bucket& bucket = m_buckets[at];
            for (uint32_t i = 0; i < bucket.count; ++i) {
                if (bucket.keys[i] == key && isWanted(bucket.rows[i]))
                    return bucket.rows[i];
            }
            if (bucket.count < entriesPerBucket)
                return noRow;
        }
    }
    void prefetch(uint64_t key) const { __builtin_prefetch(&m_buckets[place(key)]); }

    size_t size() const { return m_count; }
    size_t bytes() const { return m_buckets.size() * sizeof(Bucket); }

private:
    static constexpr size_t entriesPerBucket = 5;
    struct alignas(64) Bucket
    {
        std::array<uint64_t, entriesPerBucket> keys = {};
        std::array<uint32_t, entriesPerBucket> rows = {};
        uint32_t count = 0;
    };
    static size_t roomOf(size_t buckets) { return buckets * 4; } // full to four fifths
    size_t place(uint64_t key) const
    {
        // Keys come from strangers: without the seed nobody can aim at one bucket.
        uint64_t mixed = (key ^ m_seed) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
        mixed ^= mixed >> 32;
        return static_cast<size_t>((static_cast<unsigned __int128>(mixed) * m_buckets.size()) >> 64);
    }

    uint64_t m_seed = 0;
    size_t m_count = 0;
    std::vector<Bucket> m_buckets;
};

} // namespace assay::fuzzy
