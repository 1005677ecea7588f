// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/quicpacket.h"

namespace assay::traffic {
namespace {

constexpr uint8_t longHeader = 0x80, fixedBit = 0x40;
constexpr size_t maxConnectionId = 20;

// Version 2 numbers the types otherwise (RFC 9369, 3.2).
QuicType typeOf(uint8_t first, QuicVersion version)
{
    const unsigned bits = first >> 4 & 3;
    return static_cast<QuicType>(version == QuicVersion::V2 ? (bits + 3) % 4 : bits);
}

// Versions that were given out to implementers, or are made up to keep servers tolerant.
bool isQuicNumber(uint32_t version)
{
    const bool isDraft = version >> 8 == 0xff0000, isReserved = (version & 0x0f0f0f0f) == 0x0a0a0a0a;
    const bool isGoogle = version >> 24 == 'Q' || version >> 24 == 'T', isFacebook = version >> 4 == 0xfaceb00;
    return isDraft || isReserved || isGoogle || isFacebook;
}

} // namespace

std::optional<QuicVersion> quicVersion(uint32_t number)
{
    constexpr uint32_t v1 = 1, v2 = 0x6b3343cf, firstDraft = 0xff00001d, lastDraft = 0xff000020;
    if (number == v1)
        return QuicVersion::V1;
    if (number == v2)
        return QuicVersion::V2;
    if (number >= firstDraft && number <= lastDraft)
        return QuicVersion::Draft29;
    return std::nullopt;
}

uint64_t quicInteger(ByteCursor& cursor)
{
    const uint8_t first = cursor.u8();
    const size_t more = (size_t{1} << (first >> 6)) - 1;
    return uint64_t{first & 0x3fU} << (8 * more) | cursor.number(more);
}

std::optional<QuicPacket> takeQuicPacket(std::string_view& datagram)
{
    ByteCursor cursor(datagram);
    const uint8_t first = cursor.u8();
    QuicPacket packet;
    packet.versionNumber = cursor.u32();
    const auto version = quicVersion(packet.versionNumber);
    packet.destination = cursor.counted(1);
    packet.source = cursor.counted(1);
    if (!cursor.isOk() || (first & longHeader) == 0 || !version || packet.destination.size() > maxConnectionId
        || packet.source.size() > maxConnectionId)
        return std::nullopt;
    packet.version = *version;
    packet.type = typeOf(first, *version);
    if (packet.type == QuicType::Retry) {
        packet.bytes = datagram;
        datagram = {};
        return packet;
    }
    if (packet.type == QuicType::Initial)
        cursor.take(quicInteger(cursor)); // token
    const uint64_t length = quicInteger(cursor);
    packet.numberOffset = datagram.size() - cursor.rest().size();
    cursor.take(length);
    if (!cursor.isOk())
        return std::nullopt;
    packet.bytes = datagram.substr(0, packet.numberOffset + length);
    datagram = cursor.rest();
    return packet;
}

std::optional<uint32_t> unknownQuicVersion(std::string_view datagram)
{
    constexpr size_t minInitial = 1200, minDestination = 8;
    ByteCursor cursor(datagram);
    const uint8_t first = cursor.u8();
    const uint32_t version = cursor.u32();
    const auto destination = cursor.counted(1), source = cursor.counted(1);
    if (!cursor.isOk() || (first & longHeader) == 0 || quicVersion(version) || destination.size() > maxConnectionId
        || source.size() > maxConnectionId)
        return std::nullopt;
    if (version == 0) { // offers versions, of which one is known by its number
        bool isOffered = false;
        while (cursor.rest().size() >= 4 && !isOffered) {
            const uint32_t offered = cursor.u32();
            isOffered = quicVersion(offered) || isQuicNumber(offered);
        }
        return isOffered ? std::optional<uint32_t>(0) : std::nullopt;
    }
    const bool isLikeInitial =
        (first & fixedBit) != 0 && datagram.size() >= minInitial && destination.size() >= minDestination;
    const bool isTagged = (first & fixedBit) != 0 && isQuicNumber(version) && !(destination.empty() && source.empty());
    return isLikeInitial || isTagged ? std::optional(version) : std::nullopt;
}

} // namespace assay::traffic
