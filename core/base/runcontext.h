// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <stop_token>

namespace assay {

// How far an operation is, written by the operation, read by whoever shows it (any thread).
// `total` 0 means unknown. Units are those of the operation (bytes, items).
struct Progress
{
    std::atomic<uint64_t> done{0};
    std::atomic<uint64_t> total{0};
};

// What one running operation gets from its caller: when to stop, where to report, how many threads to use.
// Cheap to copy; the Progress must outlive the operation.
class RunContext
{
public:
    RunContext() = default;
    RunContext(std::stop_token stop, Progress* progress, unsigned workers)
        : m_stop(std::move(stop))
        , m_progress(progress)
        , m_workers(workers)
    {
    }

    // The same with another way to stop it.
    RunContext withStop(std::stop_token stop) const { return RunContext(std::move(stop), m_progress, m_workers); }

    bool stopRequested() const { return m_stop.stop_requested(); }
    const std::stop_token& stopToken() const { return m_stop; }
    // 1 or more.
    unsigned workers() const { return m_workers ? m_workers : 1; }

    void setTotal(uint64_t total) const
    {
        if (m_progress)
            m_progress->total.store(total, std::memory_order_relaxed);
    }
    void setDone(uint64_t done) const
    {
        if (m_progress)
            m_progress->done.store(done, std::memory_order_relaxed);
    }
    void advance(uint64_t amount = 1) const
    {
        if (m_progress)
            m_progress->done.fetch_add(amount, std::memory_order_relaxed);
    }

private:
    std::stop_token m_stop;
    Progress* m_progress = nullptr;
    unsigned m_workers = 1;
};

} // namespace assay
