// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/indexfile.h"

#include <list>
#include <mutex>

namespace assay {

// Index files in memory or mapped that questions made or opened, the last used ones within a bound of memory. Any
// thread.
class SegmentCache
{
public:
    // Null when it is not there.
    std::shared_ptr<const IndexFile> find(const IndexIdentity& identity)
    {
        const std::lock_guard lock(m_mutex);
        for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
            if (entry->file->identity() != identity)
                continue;
            if (entry->file->isDamaged()) {
                drop(entry);
                return nullptr;
            }
            m_entries.splice(m_entries.begin(), m_entries, entry);
            return m_entries.front().file;
        }
        return nullptr;
    }
    // `bytes`: memory that it takes.
    void add(std::shared_ptr<const IndexFile> file, uint64_t bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_entries.push_front(Entry{std::move(file), bytes});
        m_bytes += bytes;
        while (m_entries.size() > mostEntries || (m_bytes > mostBytes && m_entries.size() > 1))
            drop(std::prev(m_entries.end()));
    }

private:
    static constexpr size_t mostEntries = 512;
    static constexpr uint64_t mostBytes = uint64_t{64} << 20;
    struct Entry
    {
        std::shared_ptr<const IndexFile> file;
        uint64_t bytes;
    };
    void drop(std::list<Entry>::iterator entry)
    {
        m_bytes -= entry->bytes;
        m_entries.erase(entry);
    }
    std::mutex m_mutex;
    std::list<Entry> m_entries; // last used first
    uint64_t m_bytes = 0;
};

} // namespace assay
