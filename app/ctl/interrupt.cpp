// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/interrupt.h"

#include "app/ctl/exitcode.h"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace assay::ctl {
namespace {

sigset_t watchedSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

InterruptGuard::InterruptGuard()
{
    const sigset_t set = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const int signals = signalfd(-1, &set, SFD_CLOEXEC);
    m_end = eventfd(0, EFD_CLOEXEC);
    if (signals < 0 || m_end < 0) {
        // Without a watcher the signals keep their usual effect.
        pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
        if (signals >= 0)
            close(signals);
        return;
    }
    m_watcher = std::thread([this, signals] { watch(signals); });
}

InterruptGuard::~InterruptGuard()
{
    if (m_watcher.joinable()) {
        const uint64_t one = 1;
        if (write(m_end, &one, sizeof one) == sizeof one)
            m_watcher.join();
        else
            m_watcher.detach();
        const sigset_t set = watchedSignals();
        pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    }
    if (m_end >= 0)
        close(m_end);
}

void InterruptGuard::watch(int signals)
{
    pollfd events[] = {{signals, POLLIN, 0}, {m_end, POLLIN, 0}};
    while (true) {
        if (poll(events, 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            break;
        }
        if (events[1].revents)
            break;
        signalfd_siginfo info{};
        if (read(signals, &info, sizeof info) != sizeof info)
            break;
        if (m_stop.stop_requested())
            _exit(exitInterrupted);
        m_stop.request_stop();
    }
    close(signals);
}

} // namespace assay::ctl
