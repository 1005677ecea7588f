// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <type_traits>
#include <unistd.h>
#include <vector>

namespace assay::test {

// What a child process told before it was killed.
template <typename Record>
struct KilledChild
{
    std::vector<Record> told;
    bool wasKilled = false; // and did not end by itself
};

// Runs `work(reports)` in a child, which writes records to the pipe and never returns, and kills it `delay` after its
// first record: that one says that the work has begun.
template <typename Record, typename Work>
KilledChild<Record> runUntilKilled(std::chrono::microseconds delay, const Work& work)
{
    static_assert(std::is_trivially_copyable_v<Record>);
    KilledChild<Record> child;
    int reports[2];
    if (pipe(reports) != 0)
        return child;
    const pid_t process = fork();
    if (process == 0) {
        close(reports[0]);
        work(reports[1]);
    }
    close(reports[1]);
    Record next;
    if (read(reports[0], &next, sizeof next) == sizeof next)
        child.told.push_back(next);
    // Reports are taken all the time, so that the child never waits for room in the pipe.
    std::thread killer([&] {
        std::this_thread::sleep_for(delay);
        kill(process, SIGKILL);
    });
    while (read(reports[0], &next, sizeof next) == sizeof next)
        child.told.push_back(next);
    killer.join();
    int status = 0;
    waitpid(process, &status, 0);
    child.wasKilled = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    close(reports[0]);
    return child;
}

} // namespace assay::test
