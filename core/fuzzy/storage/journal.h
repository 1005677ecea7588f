// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/fuzzy/storage/fuzzystorage.h"

#include <array>
#include <filesystem>

namespace assay::fuzzy {

// Changes accepted together, from one source.
struct JournalEntry
{
    std::string source; // "local", or the name under which a master sends; at most 255 bytes
    uint32_t revision = 0; // of the master; 0 for "local"
    std::vector<StorageChange> changes;
    uint64_t sequence = 0; // given by the journal, growing
};

// Two files beside a storage that take turns: entries are appended to one while those of the other are flushed. Every
// entry has a checksum and a number of its own, so that a torn end is seen and nothing is taken twice. The first file
// is locked: who has the journal is the one writer of the storage. One thread at a time.
class Journal
{
public:
    // Locked (detail names the holder) when another program, or another object of this one, has it.
    static Result<Journal> open(const std::filesystem::path& storage);
    Journal(Journal&& other) noexcept;
    Journal& operator=(Journal&& other) = delete;
    // Removes the files when they hold nothing.
    ~Journal();

    // All entries whose number is above `flushed`, in order. Later entries get higher numbers.
    Result<std::vector<JournalEntry>> read(uint64_t flushed);
    // Bytes that were no entries: the torn end that a crash leaves, or damage.
    uint64_t unreadableBytes() const { return m_unreadableBytes; }

    // Puts the entry into a buffer and numbers it; it is safe once write() came back without an error.
    void add(std::string_view source, uint32_t revision, std::span<const StorageChange> changes);
    // Writes what was added; `synced`: a power cut does not take it either. On an error nothing was added.
    Result<void> write(bool synced);
    Result<void> sync();
    uint64_t lastSequence() const { return m_sequence; }

    // Before a flush takes all that was written: later entries go to the other file, unless a failed flush left that
    // one full.
    void turn();
    // Everything written before the last turn() is in the storage. Files that cannot be cut do no harm: their numbers
    // are known to the storage.
    Result<void> release();

private:
    struct File
    {
        std::filesystem::path path;
        int descriptor = -1;
        uint64_t size = 0; // bytes that belong to it
        bool isDirty = false; // written, not synced
    };
    Journal() = default;
    Result<void> openFile(File& file, bool locks);
    Result<void> readFile(File& file, uint64_t flushed, std::vector<JournalEntry>& entries);
    Result<void> cut(File& file, uint64_t size);

    std::array<File, 2> m_files;
    size_t m_active = 0;
    uint64_t m_sequence = 0;
    uint64_t m_sequenceWritten = 0;
    uint64_t m_unreadableBytes = 0;
    std::string m_buffer;
};

} // namespace assay::fuzzy
