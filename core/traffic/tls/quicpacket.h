// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/tls/bytecursor.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::traffic {

// The versions whose first packets can be read.
enum class QuicVersion : uint8_t { V1, V2, Draft29 };
std::optional<QuicVersion> quicVersion(uint32_t number);

enum class QuicType : uint8_t { Initial, ZeroRtt, Handshake, Retry };

// A packet with a long header. Views into the datagram.
struct QuicPacket
{
    uint32_t versionNumber = 0;
    QuicVersion version = QuicVersion::V1;
    QuicType type = QuicType::Initial;
    std::string_view destination, source; // connection ids
    std::string_view bytes; // from its first byte to the end that its length gives
    size_t numberOffset = 0; // in `bytes`: of the protected packet number; 0 in a Retry
};

// Takes the first packet off a datagram. Nothing when that is no long header of a known version, or cut.
std::optional<QuicPacket> takeQuicPacket(std::string_view& datagram);

// The version of a datagram that is QUIC of a version not known here. 0 for a version negotiation.
std::optional<uint32_t> unknownQuicVersion(std::string_view datagram);

// An integer of QUIC: 1, 2, 4 or 8 bytes.
uint64_t quicInteger(ByteCursor& cursor);

} // namespace assay::traffic
