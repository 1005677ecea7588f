// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::fuzzy {

// Decides which words of a long text are left out: a generator seeded by the words before, so that equal texts lose
// equal words.
class Decay
{
public:
    Decay(uint32_t limit, size_t textLength)
        : m_limit(limit)
        , m_textLength(textLength)
    {
    }

    enum class Verdict { Keep, Begin, Skip };
    // For each word in order; `stored` tokens stand before it and it ends at `end`.
    Verdict judge(std::string_view word, size_t stored, size_t end);

private:
    uint32_t m_limit;
    size_t m_textLength;
    uint64_t m_state = 0;
    uint64_t m_keepBelow = 0;
    bool m_running = false;
};

} // namespace assay::fuzzy
