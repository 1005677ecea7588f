// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/tls/tlsreader.h"

#include <functional>
#include <string>
#include <string_view>

namespace assay::traffic {

// What one side of a handshake says in clear, byte by byte in order, up to its last hello. Messages of other kinds end
// it. Keeps one message, at most 128 KiB. One thread.
class HelloStream
{
public:
    using Sink = std::function<void(TlsHello&&)>;
    HelloStream(Side side, TlsTransport transport);
    void add(std::string_view bytes, const Sink& sink);
    // A whole message, for transports with message borders of their own.
    void message(uint8_t type, std::string_view body, const Sink& sink);
    void giveUp()
    {
        m_isDone = true;
        m_bytes = {};
    }
    size_t keptBytes() const { return m_bytes.size(); }
    bool isDone() const { return m_isDone; }
    bool hasHello() const { return m_hasHello; }
    // Whether the last hello asks for (ServerHello) or offers (ClientHello) something that delays the end.
    bool isRetryRequested() const { return m_isRetryRequested; }
    bool offersEarlyData() const { return m_offersEarlyData; }

    // Whether a message of this type and length could be what is waited for.
    bool isWanted(uint8_t type, uint64_t length) const;

private:
    Side m_side;
    TlsTransport m_transport;
    std::string m_bytes; // of the message that is not complete yet
    bool m_isDone = false, m_hasHello = false, m_isRetryRequested = false, m_offersEarlyData = false;
};

} // namespace assay::traffic
