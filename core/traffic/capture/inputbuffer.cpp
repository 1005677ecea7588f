// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/inputbuffer.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr size_t windowSize = size_t{1} << 20;

}

std::string_view InputBuffer::peek(size_t length)
{
    while (m_end - m_begin < length && fill(length)) { }
    return {m_bytes.data() + m_begin, m_end - m_begin};
}

// More bytes behind those that are there; false at the end.
bool InputBuffer::fill(size_t length)
{
    if (m_hasEnded)
        return false;
    if (m_begin > 0) {
        std::memmove(m_bytes.data(), m_bytes.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    const size_t wanted = std::max(length, windowSize);
    if (m_bytes.size() < wanted)
        m_bytes.resize(wanted);
    const auto count = m_source(m_bytes.data() + m_end, m_bytes.size() - m_end);
    if (!count)
        m_failure = count.error();
    if (!count || *count == 0) {
        m_hasEnded = true;
        return false;
    }
    m_end += std::min(*count, m_bytes.size() - m_end);
    return true;
}

void InputBuffer::skip(uint64_t length)
{
    while (length > 0) {
        if (m_begin == m_end && !fill(1))
            return;
        const uint64_t step = std::min<uint64_t>(length, m_end - m_begin);
        m_begin += static_cast<size_t>(step);
        m_offset += step;
        length -= step;
    }
}

} // namespace assay::traffic
