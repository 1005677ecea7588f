// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/tls/hellostream.h"
#include "core/traffic/tls/quickeys.h"
#include "core/traffic/tls/segments.h"

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::traffic {

// The hellos in the Initial packets of the QUIC connections of one UDP conversation. One thread.
class QuicReader
{
public:
    using Sink = std::function<void(Side, TlsHello&&)>;
    // False: the datagram is not QUIC of a known version.
    bool datagram(bool fromFirst, std::string_view payload, const Sink& sink);
    size_t keptBytes() const;

private:
    class Connection
    {
    public:
        Connection(bool isClientFirst, const QuicPacket& firstOfClient);
        Side sideOf(bool fromFirst) const { return fromFirst == m_isClientFirst ? Side::Client : Side::Server; }
        // Whether the packet needs no opening: it is of this connection, which has nothing more to say.
        bool isOver(Side side, const QuicPacket& packet) const;
        std::optional<std::string> open(Side side, const QuicPacket& packet);
        void setRetry(std::string_view newDestination) { m_retryDestination = newDestination; }
        // Goes on with the keys of a client's packet that a Retry of the server asked for.
        bool takeRetry(const QuicPacket& packet);
        void frames(Side side, const QuicPacket& packet, std::string_view frames, const Sink& sink);
        size_t keptBytes() const;

    private:
        const QuicKeys& keysOf(QuicVersion version);

        bool m_isClientFirst;
        std::string m_destination; // of the client's first packet: keys follow from it
        std::string m_retryDestination;
        std::vector<std::pair<QuicVersion, QuicKeys>> m_keys;
        std::array<std::string, 2> m_ids; // that client and server chose
        std::array<Segments, 2> m_segments;
        std::array<size_t, 2> m_given = {}; // bytes of them that went to the hellos
        std::array<HelloStream, 2> m_hellos;
    };
    void initial(bool fromFirst, const QuicPacket& packet, const Sink& sink);
    bool isKnown(bool fromFirst, const QuicPacket& packet, const Sink& sink);

    std::deque<Connection> m_connections; // newest first
    int m_failures = 0;
};

} // namespace assay::traffic
