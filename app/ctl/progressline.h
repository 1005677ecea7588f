// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace assay::ctl {

// Shows how far an operation is on one line of stderr, five times a second, when stderr is a terminal and `isWanted`.
class ProgressLine
{
public:
    enum class Unit { Items, Bytes };
    ProgressLine(std::string what, Unit unit, bool isWanted);
    ~ProgressLine(); // removes the line
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    Progress& progress() { return m_progress; }

private:
    void show();
    std::string text() const;

    std::string m_what;
    Unit m_unit;
    Progress m_progress;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_hasEnded = false;
    std::thread m_thread;
};

} // namespace assay::ctl
