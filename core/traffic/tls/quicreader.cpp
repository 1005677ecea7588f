// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/quicreader.h"

#include <algorithm>

namespace assay::traffic {
namespace {

constexpr size_t maxConnections = 4, maxPacketsOfDatagram = 16;
// Packets that no key opens, before a conversation is believed to have none that one does.
constexpr int maxFailures = 200;

struct CryptoFrame
{
    uint64_t offset = 0;
    std::string_view data;
};

void skipAck(ByteCursor& cursor, bool hasCounts)
{
    quicInteger(cursor); // newest
    quicInteger(cursor); // delay
    uint64_t ranges = quicInteger(cursor);
    quicInteger(cursor); // first range
    for (; ranges > 0 && cursor.isOk(); --ranges) {
        quicInteger(cursor);
        quicInteger(cursor);
    }
    for (int i = 0; hasCounts && i < 3; ++i)
        quicInteger(cursor);
}

// The next part of the handshake; nothing at the end, or at a frame that an Initial packet may not have.
std::optional<CryptoFrame> nextCrypto(ByteCursor& cursor)
{
    enum Frame : uint64_t { Padding = 0, Ping = 1, Ack = 2, AckWithCounts = 3, Crypto = 6 };
    while (cursor.hasMore()) {
        cursor.take(std::min(cursor.rest().find_first_not_of('\0'), cursor.rest().size())); // padding, mostly a lot
        if (!cursor.hasMore())
            break;
        const uint64_t type = quicInteger(cursor);
        if (type == Ack || type == AckWithCounts) {
            skipAck(cursor, type == AckWithCounts);
        } else if (type == Crypto) {
            CryptoFrame frame;
            frame.offset = quicInteger(cursor);
            frame.data = cursor.take(quicInteger(cursor));
            return cursor.isOk() ? std::optional(frame) : std::nullopt;
        } else if (type != Padding && type != Ping) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace

QuicReader::Connection::Connection(bool isClientFirst, const QuicPacket& firstOfClient)
    : m_isClientFirst(isClientFirst)
    , m_destination(firstOfClient.destination)
    , m_hellos{HelloStream(Side::Client, TlsTransport::Quic), HelloStream(Side::Server, TlsTransport::Quic)}
{
}

bool QuicReader::Connection::isOver(Side side, const QuicPacket& packet) const
{
    const auto& receiverId = m_ids[side == Side::Client ? 1 : 0];
    const bool isOwn =
        packet.destination == receiverId || (side == Side::Client && packet.destination == m_destination);
    return isOwn && m_hellos[0].isDone() && m_hellos[1].isDone();
}

const QuicKeys& QuicReader::Connection::keysOf(QuicVersion version)
{
    const auto known =
        std::find_if(m_keys.begin(), m_keys.end(), [&](const auto& keys) { return keys.first == version; });
    if (known != m_keys.end())
        return known->second;
    return m_keys.emplace_back(version, QuicKeys(version, m_destination)).second;
}

std::optional<std::string> QuicReader::Connection::open(Side side, const QuicPacket& packet)
{
    return keysOf(packet.version).open(side, packet);
}

bool QuicReader::Connection::takeRetry(const QuicPacket& packet)
{
    if (m_retryDestination.empty() || packet.destination != m_retryDestination)
        return false;
    m_destination = std::exchange(m_retryDestination, {});
    m_keys.clear();
    return true;
}

void QuicReader::Connection::frames(Side side, const QuicPacket& packet, std::string_view frames, const Sink& sink)
{
    const auto index = static_cast<size_t>(side);
    m_ids[index] = packet.source;
    if (m_hellos[index].isDone())
        return;
    Segments& segments = m_segments[index];
    ByteCursor cursor(frames);
    while (const auto frame = nextCrypto(cursor))
        segments.add(frame->offset, frame->data);
    const size_t given = std::exchange(m_given[index], segments.bytes().size());
    m_hellos[index].add(
        std::string_view(segments.bytes()).substr(given), [&](TlsHello&& hello) { sink(side, std::move(hello)); });
    if (m_hellos[0].hasHello() && m_hellos[1].hasHello() && m_hellos[1].isDone())
        m_hellos[0].giveUp(); // the client has said its last hello
    if (m_hellos[index].isDone())
        segments = Segments();
}

size_t QuicReader::Connection::keptBytes() const
{
    return sizeof *this + m_segments[0].keptBytes() + m_segments[1].keptBytes() + m_hellos[0].keptBytes()
        + m_hellos[1].keptBytes();
}

bool QuicReader::datagram(bool fromFirst, std::string_view payload, const Sink& sink)
{
    size_t packets = 0;
    while (packets < maxPacketsOfDatagram) {
        const auto packet = takeQuicPacket(payload);
        if (!packet)
            break;
        ++packets;
        if (packet->type == QuicType::Initial)
            initial(fromFirst, *packet, sink);
        for (auto& connection : m_connections) {
            if (packet->type == QuicType::Retry && connection.sideOf(fromFirst) == Side::Server)
                connection.setRetry(packet->source);
        }
    }
    return packets > 0;
}

bool QuicReader::isKnown(bool fromFirst, const QuicPacket& packet, const Sink& sink)
{
    for (auto& connection : m_connections) {
        const Side side = connection.sideOf(fromFirst);
        if (connection.isOver(side, packet))
            return true;
        if (const auto opened = connection.open(side, packet)) {
            connection.frames(side, packet, *opened, sink);
            return true;
        }
    }
    return false;
}

void QuicReader::initial(bool fromFirst, const QuicPacket& packet, const Sink& sink)
{
    if (isKnown(fromFirst, packet, sink) || m_failures > maxFailures)
        return;
    Connection connection(fromFirst, packet);
    const auto opened = connection.open(Side::Client, packet);
    if (!opened) {
        ++m_failures;
        return;
    }
    for (auto& known : m_connections) {
        if (known.sideOf(fromFirst) == Side::Client && known.takeRetry(packet)) {
            known.frames(Side::Client, packet, *opened, sink);
            return;
        }
    }
    connection.frames(Side::Client, packet, *opened, sink);
    m_connections.push_front(std::move(connection));
    if (m_connections.size() > maxConnections)
        m_connections.pop_back();
}

size_t QuicReader::keptBytes() const
{
    size_t bytes = 0;
    for (const auto& connection : m_connections)
        bytes += connection.keptBytes();
    return bytes;
}

} // namespace assay::traffic
