// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/sinkqueue.h"

namespace assay {
namespace {

constexpr size_t mostWaiting = 16; // batches of at most some thousand items

} // namespace

void SinkQueue::push(std::function<void()> step)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_steps.size() < mostWaiting; });
    m_steps.push_back(std::move(step));
    m_changed.notify_all();
}

uint32_t SinkQueue::beginContainer(const Container& container)
{
    push([this, container] { m_target.beginContainer(container); });
    return m_containers++;
}

void SinkQueue::items(std::span<const ItemRecord> items)
{
    push([this, batch = std::vector<ItemRecord>(items.begin(), items.end())] { m_target.items(batch); });
}

void SinkQueue::endContainer(uint32_t number, const Container& container)
{
    push([this, number, container] { m_target.endContainer(number, container); });
}

void SinkQueue::close()
{
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_changed.notify_all();
}

void SinkQueue::run()
{
    while (true) {
        std::function<void()> step;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return !m_steps.empty() || m_isClosed; });
            if (m_steps.empty())
                return;
            step = std::move(m_steps.front());
            m_steps.pop_front();
            m_changed.notify_all();
        }
        step();
    }
}

} // namespace assay
