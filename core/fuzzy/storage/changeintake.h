// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/changequeue.h"
#include "core/fuzzy/storage/journal.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace assay::fuzzy {

// Changes of one source, merged.
struct SourceBatch
{
    std::string source;
    uint32_t revision = 0; // of the last change
    ChangeQueue queue;
};

// What a flush takes: batches in order, and the number that the journal has come to.
struct TakenChanges
{
    std::vector<SourceBatch> batches;
    uint64_t sequence = 0;
};

// Accepts changes of many threads: into the journal, several together with one wait for the disk, then into the queue
// of the next flush. Any thread.
class ChangeIntake
{
public:
    ChangeIntake(Journal journal, bool synced)
        : m_journal(std::move(journal))
        , m_synced(synced)
    {
    }
    // What the journal kept of an earlier program.
    void restore(std::span<const JournalEntry> entries);
    // Back when the changes are safe and queued; on an error none of them is.
    Result<void> accept(std::string_view source, uint32_t revision, std::span<const StorageChange> changes);
    TakenChanges take();
    // The changes taken last are in the storage. Or they are not: they come before what arrived since.
    void flushed();
    void putBack(TakenChanges taken);
    // For a journal that is not synced at each change.
    void sync();
    size_t pending() const { return m_pending.load(std::memory_order_relaxed); }

private:
    struct Waiting
    {
        std::string_view source;
        uint32_t revision = 0;
        std::span<const StorageChange> changes;
        std::optional<Result<void>> result;
    };
    void writeWaiting(std::unique_lock<std::mutex>& lock);
    void queue(std::string_view source, uint32_t revision, std::span<const StorageChange> changes);
    void countPending();

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Waiting*> m_waiting;
    bool m_isWriting = false; // one thread has the journal, without the mutex
    unsigned m_takers = 0; // they come first
    Journal m_journal;
    const bool m_synced;
    std::vector<SourceBatch> m_batches;
    std::atomic<size_t> m_pending{0};
};

} // namespace assay::fuzzy
