// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>

namespace assay {

// Lets the writers of one case in one after another; who waits for a person's key goes before imports and scans. SQLite
// alone would make a waiting writer sleep and ask again. Any thread.
class WriteGate
{
public:
    // Held for the length of one transaction.
    class Pass
    {
    public:
        explicit Pass(WriteGate& gate)
            : m_gate(gate)
        {
        }
        ~Pass() { m_gate.leave(); }
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;

    private:
        WriteGate& m_gate;
    };
    [[nodiscard]] Pass enter()
    {
        wait(false);
        return Pass(*this);
    }
    [[nodiscard]] Pass enterFirst()
    {
        wait(true);
        return Pass(*this);
    }

private:
    void wait(bool first)
    {
        std::unique_lock lock(m_mutex);
        if (first)
            ++m_firstWaiting;
        m_changed.wait(lock, [&] { return !m_isTaken && (first || m_firstWaiting == 0); });
        if (first)
            --m_firstWaiting;
        m_isTaken = true;
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_isTaken = false;
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isTaken = false;
    unsigned m_firstWaiting = 0;
};

} // namespace assay
