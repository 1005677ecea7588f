// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/journal.h"

namespace assay::fuzzy {

inline constexpr size_t maxChangesPerEntry = 4096;

// Appends the bytes of one entry; at most maxChangesPerEntry.
void appendEntry(std::string& bytes, uint64_t sequence, std::string_view source, uint32_t revision,
    std::span<const StorageChange> changes);

// Finds the entries in bytes that may be torn or damaged anywhere: what does not pass its checksum is skipped.
class EntryReader
{
public:
    explicit EntryReader(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    std::optional<JournalEntry> next();
    uint64_t unreadableBytes() const { return m_unreadable; }
    size_t readableEnd() const { return m_end; } // of the last entry

private:
    std::string_view m_bytes;
    size_t m_at = 0, m_end = 0;
    uint64_t m_unreadable = 0;
    unsigned m_failures = 0;
};

} // namespace assay::fuzzy
