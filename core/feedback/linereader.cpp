// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/linereader.h"

#include <algorithm>

namespace assay::feedback {

Result<bool> LineReader::fill()
{
    m_buffer.resize(size_t{64} << 10);
    m_at = 0;
    const auto count = m_read(m_buffer.data(), m_buffer.size());
    if (!count) {
        m_buffer.clear();
        return count.error();
    }
    m_buffer.resize(std::min(*count, m_buffer.size()));
    return !m_buffer.empty();
}

Result<std::optional<InputLine>> LineReader::next()
{
    if (!m_back.empty()) {
        InputLine line = std::move(m_back.front());
        m_back.pop_front();
        return std::optional(std::move(line));
    }
    InputLine line;
    line.number = m_lines + 1;
    bool isAnything = false;
    for (;;) {
        if (m_at == m_buffer.size()) {
            const auto more = fill();
            if (!more)
                return more.error();
            if (!*more)
                break;
        }
        isAnything = true;
        const size_t end = std::min(m_buffer.find('\n', m_at), m_buffer.size());
        const size_t room = longestLine - line.text.size();
        line.isTooLong |= end - m_at > room;
        line.text.append(m_buffer, m_at, std::min(end - m_at, room));
        m_at = end;
        if (end < m_buffer.size()) {
            ++m_at;
            break;
        }
    }
    if (!isAnything)
        return std::optional<InputLine>();
    ++m_lines;
    if (line.text.ends_with('\r'))
        line.text.pop_back();
    return std::optional(std::move(line));
}

} // namespace assay::feedback
