// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/labelfile.h"

#include <deque>

namespace assay::feedback {

// A line of the input, without its end.
struct InputLine
{
    uint64_t number = 0; // from 1
    std::string text; // cut where it is too long
    bool isTooLong = false;
};

// Takes lines from an input of any size; a line that was taken can be given back.
class LineReader
{
public:
    static constexpr size_t longestLine = 65'536;
    explicit LineReader(const ReadBytes& read)
        : m_read(read)
    {
    }
    // Nullopt at the end.
    Result<std::optional<InputLine>> next();
    void giveBack(InputLine line) { m_back.push_front(std::move(line)); }

private:
    Result<bool> fill(); // false: no more bytes
    const ReadBytes& m_read;
    std::deque<InputLine> m_back;
    std::string m_buffer;
    size_t m_at = 0; // in the buffer
    uint64_t m_lines = 0;
};

} // namespace assay::feedback
