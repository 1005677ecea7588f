// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/fuzzystorage.h"

#include <cstring>
#include <unordered_map>

namespace assay::fuzzy {

// Digests are hashes already; where strangers choose them, a table over them needs a key of its own.
struct DigestHash
{
    size_t operator()(const Blake2b512& digest) const
    {
        size_t value = 0;
        std::memcpy(&value, digest.data() + 8, sizeof value);
        return value;
    }
};

// Changes on their way to the file, merged as the peer merges them before a flush: of a digest only the first entry is
// looked at. Under its flag a write after a write is added to it, a write after a delete is dropped, a delete drops
// what was there and takes its place. Entries under other flags are left as they are.
class ChangeQueue
{
public:
    void add(const StorageChange& change);
    // Entries, dropped ones included.
    size_t size() const { return m_entries.size(); }
    bool isEmpty() const { return m_entries.empty(); }
    // What is left, in order.
    std::vector<StorageChange> take();

private:
    struct Entry
    {
        StorageChange change;
        bool isDropped = false;
    };
    std::vector<Entry> m_entries;
    std::unordered_map<Blake2b512, size_t, DigestHash> m_first;
};

} // namespace assay::fuzzy
