// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/hellostream.h"

#include "core/traffic/tls/bytecursor.h"

#include <algorithm>
#include <utility>

namespace assay::traffic {
namespace {

constexpr uint8_t helloRequest = 0, clientHello = 1, serverHello = 2;
constexpr size_t headerBytes = 4;
constexpr uint64_t maxMessage = 128 * 1024;
constexpr uint16_t earlyDataExtension = 42;

} // namespace

HelloStream::HelloStream(Side side, TlsTransport transport)
    : m_side(side)
    , m_transport(transport)
{
}

bool HelloStream::isWanted(uint8_t type, uint64_t length) const
{
    const bool isKind = m_side == Side::Client ? type == clientHello : type == serverHello || type == helloRequest;
    return isKind && length <= maxMessage;
}

void HelloStream::add(std::string_view bytes, const Sink& sink)
{
    while (!m_isDone && !bytes.empty()) {
        const size_t headerMissing = headerBytes - std::min(headerBytes, m_bytes.size());
        m_bytes += bytes.substr(0, headerMissing);
        bytes.remove_prefix(std::min(bytes.size(), headerMissing));
        if (m_bytes.size() < headerBytes)
            return;
        ByteCursor header(m_bytes);
        const uint8_t type = header.u8();
        const size_t length = header.u24();
        if (!isWanted(type, length)) {
            giveUp();
            return;
        }
        const size_t missing = headerBytes + length - m_bytes.size();
        m_bytes += bytes.substr(0, missing);
        bytes.remove_prefix(std::min(bytes.size(), missing));
        if (m_bytes.size() < headerBytes + length)
            return;
        const std::string whole = std::exchange(m_bytes, {});
        message(type, std::string_view(whole).substr(headerBytes), sink);
    }
}

void HelloStream::message(uint8_t type, std::string_view body, const Sink& sink)
{
    if (m_isDone || type == helloRequest)
        return;
    auto hello = !isWanted(type, body.size()) ? std::nullopt
        : m_side == Side::Client              ? parseClientHello(body, m_transport)
                                              : parseServerHello(body, m_transport);
    if (!hello) {
        giveUp();
        return;
    }
    m_hasHello = true;
    m_isRetryRequested = hello->isRetryRequest;
    m_offersEarlyData =
        std::find(hello->extensions.begin(), hello->extensions.end(), earlyDataExtension) != hello->extensions.end();
    if (m_side == Side::Server && !m_isRetryRequested)
        giveUp();
    sink(std::move(*hello));
}

} // namespace assay::traffic
