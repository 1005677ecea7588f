// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace assay {

// Takes what a reader finds to another thread, in its order. The reader waits when that thread is far behind.
class SinkQueue : public SourceSink
{
public:
    // `target` numbers containers from 0, as all sinks do.
    explicit SinkQueue(SourceSink& target)
        : m_target(target)
    {
    }
    uint32_t beginContainer(const Container& container) override;
    void items(std::span<const ItemRecord> items) override;
    void endContainer(uint32_t number, const Container& container) override;
    void close(); // the reader is done

    // Hands over what comes until the queue is closed and empty.
    void run();

private:
    void push(std::function<void()> step);

    SourceSink& m_target;
    uint32_t m_containers = 0;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_steps;
    bool m_isClosed = false;
};

} // namespace assay
