// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/parallelfor.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace assay {

// Bounds of an ordered run.
struct OrderedRunOptions
{
    size_t maxWaiting = 1024; // pieces loaded but not delivered
    uint64_t maxWaitingBytes = uint64_t{64} << 20; // of them; one larger piece alone is let through
    size_t batchSize = 256; // results handed over together at most
    double batchSeconds = 0.1; // or what is ready after this time
};

// load (in order, one at a time) -> work (in parallel) -> deliver (in order, one at a time, several together), on
// context.workers() threads. A slow piece holds delivery back, and loading once the bounds are reached.
template <typename Piece, typename Done>
class OrderedRun
{
public:
    // Fills the piece and its size in bytes; false: no more.
    using Load = std::function<bool(Piece& piece, uint64_t& bytes)>;
    using Work = std::function<Done(Piece piece, unsigned worker)>;
    // False stops the run.
    using Deliver = std::function<bool(std::vector<Done>& batch)>;

    OrderedRun(Load load, Work work, Deliver deliver, const OrderedRunOptions& options)
        : m_load(std::move(load))
        , m_work(std::move(work))
        , m_deliver(std::move(deliver))
        , m_options(options)
    {
    }

    // True: everything was loaded and delivered. False: stopped; what had been loaded was still delivered, unless
    // deliver itself said stop.
    bool run(const RunContext& context)
    {
        parallelFor(context.workers(), RunContext({}, nullptr, context.workers()),
            [&](size_t, unsigned worker) { runWorker(context, worker); });
        deliverReady(true);
        return m_atEnd && !m_stopped;
    }

private:
    struct Slot
    {
        std::optional<Done> done;
        uint64_t bytes = 0;
    };
    using Clock = std::chrono::steady_clock;

    void runWorker(const RunContext& context, unsigned worker)
    {
        Piece piece;
        Slot* slot = nullptr;
        while (loadNext(context, piece, slot)) {
            Done done = m_work(std::move(piece), worker);
            {
                const std::lock_guard lock(m_results);
                slot->done.emplace(std::move(done));
            }
            deliverReady(false);
            piece = Piece();
        }
    }

    bool mayLoad()
    {
        const std::lock_guard lock(m_results);
        return m_slots.empty() || (m_slots.size() < m_options.maxWaiting && m_waitingBytes < m_options.maxWaitingBytes);
    }

    bool loadNext(const RunContext& context, Piece& piece, Slot*& slot)
    {
        std::unique_lock lock(m_loading);
        while (!m_atEnd && !m_stopped && !context.stopRequested() && !mayLoad()) {
            // Woken by a delivery; after a while the result may be one that a busy deliverer left behind.
            if (m_room.wait_for(lock, std::chrono::milliseconds(20)) == std::cv_status::timeout) {
                lock.unlock();
                deliverReady(false);
                lock.lock();
            }
        }
        if (m_atEnd || m_stopped || context.stopRequested())
            return false;
        uint64_t bytes = 0;
        if (!m_load(piece, bytes)) {
            m_atEnd = true;
            m_room.notify_all();
            return false;
        }
        const std::lock_guard results(m_results);
        slot = &m_slots.emplace_back(); // a deque keeps references while its ends move
        slot->bytes = bytes;
        m_waitingBytes += bytes;
        return true;
    }

    // Takes the finished pieces at the front; empty when there are not yet enough of them.
    std::vector<Done> takeReady(bool all)
    {
        std::vector<Done> batch;
        const std::lock_guard lock(m_results);
        size_t ready = 0;
        while (ready < m_slots.size() && ready < m_options.batchSize && m_slots[ready].done)
            ++ready;
        const bool isDue =
            std::chrono::duration<double>(Clock::now() - m_lastDelivery).count() >= m_options.batchSeconds;
        const bool isFull = ready == m_options.batchSize || m_slots.size() >= m_options.maxWaiting
            || m_waitingBytes >= m_options.maxWaitingBytes;
        if (ready == 0 || !(all || isDue || isFull))
            return batch;
        for (; ready > 0; --ready) {
            batch.push_back(std::move(*m_slots.front().done));
            m_waitingBytes -= m_slots.front().bytes;
            m_slots.pop_front();
        }
        m_lastDelivery = Clock::now();
        return batch;
    }

    void deliverReady(bool all)
    {
        // One worker delivers; another that finds it busy goes on working, its result is taken later.
        std::unique_lock delivering(m_delivering, std::defer_lock);
        if (all)
            delivering.lock();
        else if (!delivering.try_lock())
            return;
        for (auto batch = takeReady(all); !batch.empty(); batch = takeReady(all)) {
            if (!m_stopped && !m_deliver(batch))
                m_stopped = true;
            const std::lock_guard lock(m_loading);
            m_room.notify_all();
        }
    }

    Load m_load;
    Work m_work;
    Deliver m_deliver;
    OrderedRunOptions m_options;
    std::mutex m_loading; // guards m_load, m_atEnd; taken before m_results
    std::condition_variable m_room;
    bool m_atEnd = false;
    std::atomic<bool> m_stopped{false};
    std::mutex m_results; // guards the slots
    std::deque<Slot> m_slots;
    uint64_t m_waitingBytes = 0;
    std::mutex m_delivering; // taken before the others
    Clock::time_point m_lastDelivery; // the epoch: the first result goes out at once
};

} // namespace assay
