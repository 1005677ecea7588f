// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace assay {

// The time that one message may take.
class Deadline
{
public:
    explicit Deadline(unsigned seconds)
        : m_end(std::chrono::steady_clock::now() + std::chrono::seconds(seconds))
    {
    }
    bool isOver() const { return std::chrono::steady_clock::now() >= m_end; }

private:
    std::chrono::steady_clock::time_point m_end;
};

} // namespace assay
