// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/httpbody.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr uint32_t longestLine = 16'384; // of a chunk's size with extensions, of a trailer

}

bool HttpBody::isDone() const
{
    if (m_kind == Kind::None)
        return true;
    if (m_kind == Kind::Counted)
        return m_left == 0;
    return m_kind == Kind::Chunked && (m_state == State::Done || m_state == State::Broken);
}

size_t HttpBody::take(std::string_view bytes)
{
    if (m_kind == Kind::Chunked)
        return takeChunked(bytes);
    const auto count =
        m_kind == Kind::Counted ? static_cast<size_t>(std::min<uint64_t>(m_left, bytes.size())) : bytes.size();
    m_left -= m_kind == Kind::Counted ? count : 0;
    m_bytes += count;
    return count;
}

bool HttpBody::gap(uint64_t length)
{
    const bool isChunkData = m_kind == Kind::Chunked && m_state == State::Data;
    if (m_kind == Kind::UntilEnd) {
        m_bytes += length;
        return true;
    }
    if ((m_kind != Kind::Counted && !isChunkData) || length > m_left)
        return false;
    m_left -= length;
    m_bytes += length;
    if (isChunkData && m_left == 0)
        m_state = State::DataEnd;
    return true;
}

void HttpBody::endSize()
{
    m_lineBytes = 0;
    if (!m_hasDigits)
        m_state = State::Broken;
    else
        m_state = m_left == 0 ? State::Trailer : State::Data;
    m_hasDigits = false;
}

void HttpBody::takeSizeByte(char c)
{
    const int digit = hexDigitValue(c);
    if (c == '\n')
        return endSize();
    if (++m_lineBytes > longestLine || m_left >> 59 != 0) {
        m_state = State::Broken;
    } else if (digit >= 0) {
        m_left = m_left * 16 + static_cast<uint64_t>(digit);
        m_hasDigits = true;
    } else if (c == ';' || c == '\r' || isBlank(c)) {
        m_state = State::Extension;
    } else {
        m_state = State::Broken;
    }
}

size_t HttpBody::takeChunked(std::string_view bytes)
{
    size_t at = 0;
    while (at < bytes.size() && !isDone()) {
        const char c = bytes[at];
        switch (m_state) {
        case State::Size:
            takeSizeByte(c);
            ++at;
            break;
        case State::Extension:
            if (c == '\n')
                endSize();
            else if (++m_lineBytes > longestLine)
                m_state = State::Broken;
            ++at;
            break;
        case State::Data: {
            const auto count = static_cast<size_t>(std::min<uint64_t>(m_left, bytes.size() - at));
            m_left -= count;
            m_bytes += count;
            at += count;
            if (m_left == 0)
                m_state = State::DataEnd;
            break;
        }
        case State::DataEnd:
            m_state = c == '\n' ? State::Size : c == '\r' ? State::DataEnd : State::Broken;
            ++at;
            break;
        case State::Trailer: // at the begin of a line
            m_state = c == '\n' ? State::Done : c == '\r' ? State::Trailer : State::TrailerLine;
            ++at;
            break;
        case State::TrailerLine:
            if (c == '\n')
                m_state = State::Trailer;
            else if (++m_lineBytes > longestLine)
                m_state = State::Broken;
            ++at;
            break;
        default:
            return at;
        }
    }
    return at;
}

} // namespace assay::traffic
