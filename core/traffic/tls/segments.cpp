// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/segments.h"

namespace assay::traffic {
namespace {

constexpr uint64_t maxBytes = 128 * 1024;
constexpr size_t maxPieces = 1024;

} // namespace

void Segments::append(uint64_t offset, std::string_view bytes)
{
    const uint64_t known = m_bytes.size() - offset;
    if (known < bytes.size())
        m_bytes += bytes.substr(known);
}

void Segments::hold(uint64_t offset, std::string_view bytes)
{
    if (m_waiting.size() >= maxPieces || m_waitingBytes + bytes.size() > maxBytes)
        return;
    std::string& piece = m_waiting[offset];
    const size_t known = piece.size(); // sent again, it may be longer
    if (known >= bytes.size())
        return;
    piece += bytes.substr(known);
    m_waitingBytes += bytes.size() - known;
}

void Segments::add(uint64_t offset, std::string_view bytes)
{
    if (offset > maxBytes || bytes.size() > maxBytes - offset || bytes.empty())
        return;
    if (offset > m_bytes.size()) {
        hold(offset, bytes);
        return;
    }
    append(offset, bytes);
    while (!m_waiting.empty() && m_waiting.begin()->first <= m_bytes.size()) {
        const auto first = m_waiting.begin();
        append(first->first, first->second);
        m_waitingBytes -= first->second.size();
        m_waiting.erase(first);
    }
}

} // namespace assay::traffic
