// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/changeintake.h"

namespace assay::fuzzy {

void ChangeIntake::restore(std::span<const JournalEntry> entries)
{
    const std::lock_guard lock(m_mutex);
    for (const JournalEntry& entry : entries)
        queue(entry.source, entry.revision, entry.changes);
    countPending();
}

Result<void> ChangeIntake::accept(std::string_view source, uint32_t revision, std::span<const StorageChange> changes)
{
    Waiting waiting{source, revision, changes, std::nullopt};
    std::unique_lock lock(m_mutex);
    m_waiting.push_back(&waiting);
    while (!waiting.result) {
        if (!m_isWriting && m_takers == 0)
            writeWaiting(lock);
        else
            m_changed.wait(lock);
    }
    return *waiting.result;
}

// Whoever comes first writes for all who wait by then; who comes meanwhile is written together by the next.
void ChangeIntake::writeWaiting(std::unique_lock<std::mutex>& lock)
{
    m_isWriting = true;
    const std::vector<Waiting*> together = std::exchange(m_waiting, {});
    lock.unlock();
    for (const Waiting* waiting : together)
        m_journal.add(waiting->source, waiting->revision, waiting->changes);
    const auto written = m_journal.write(m_synced);
    lock.lock();
    for (Waiting* waiting : together) {
        if (written)
            queue(waiting->source, waiting->revision, waiting->changes);
        waiting->result = written;
    }
    countPending();
    m_isWriting = false;
    m_changed.notify_all();
}

void ChangeIntake::queue(std::string_view source, uint32_t revision, std::span<const StorageChange> changes)
{
    if (m_batches.empty() || m_batches.back().source != source)
        m_batches.push_back({std::string(source), revision, {}});
    SourceBatch& batch = m_batches.back();
    batch.revision = revision;
    for (const StorageChange& change : changes)
        batch.queue.add(change);
}

void ChangeIntake::countPending()
{
    size_t pending = 0;
    for (const SourceBatch& batch : m_batches)
        pending += batch.queue.size();
    m_pending.store(pending, std::memory_order_relaxed);
}

TakenChanges ChangeIntake::take()
{
    std::unique_lock lock(m_mutex);
    ++m_takers;
    m_changed.wait(lock, [&] { return !m_isWriting; });
    --m_takers;
    TakenChanges taken;
    taken.batches = std::exchange(m_batches, {});
    taken.sequence = m_journal.lastSequence();
    if (!taken.batches.empty())
        m_journal.turn();
    countPending();
    m_changed.notify_all();
    return taken;
}

void ChangeIntake::flushed()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return !m_isWriting; });
    (void)m_journal.release();
}

void ChangeIntake::putBack(TakenChanges taken)
{
    const std::lock_guard lock(m_mutex);
    std::vector<SourceBatch> newer = std::exchange(m_batches, std::move(taken.batches));
    for (SourceBatch& batch : newer) {
        const std::vector<StorageChange> changes = batch.queue.take();
        queue(batch.source, batch.revision, changes);
    }
    countPending();
}

void ChangeIntake::sync()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return !m_isWriting; });
    (void)m_journal.sync();
}

} // namespace assay::fuzzy
