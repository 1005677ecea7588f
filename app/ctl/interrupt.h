// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <thread>

namespace assay::ctl {

// While it lives, the first SIGINT or SIGTERM asks for a stop and the second ends the program at once. Make it before
// any other thread, one at a time.
class InterruptGuard
{
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
    std::stop_token stopToken() const { return m_stop.get_token(); }
    bool wasInterrupted() const { return m_stop.stop_requested(); }

private:
    void watch(int signals);
    std::stop_source m_stop;
    int m_end = -1; // event that ends the watching
    std::thread m_watcher;
};

} // namespace assay::ctl
