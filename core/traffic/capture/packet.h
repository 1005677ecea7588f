// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace assay::traffic {

using AddressBytes = std::array<uint8_t, 16>; // IPv4 mapped into IPv6

constexpr uint8_t protocolTcp = 6, protocolUdp = 17;

namespace tcpflag {
constexpr uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16;
}

// The outermost headers that a packet was wrapped in.
struct Outer
{
    AddressBytes source = {}, destination = {};
    std::string_view kind; // "gre", "erspan", "ipip", "6in4", "vxlan", "geneve", "gtp-u"; empty: not wrapped
};

struct UdpPorts
{
    AddressBytes source = {}, destination = {};
    uint16_t sourcePort = 0, destinationPort = 0;
};

// What the decoder finds in a packet: the innermost TCP segment or UDP datagram.
struct Transport
{
    uint8_t protocol = 0; // protocolTcp or protocolUdp; 0: neither
    AddressBytes source = {}, destination = {};
    uint16_t sourcePort = 0, destinationPort = 0;
    std::string_view payload; // as far as it was captured
    uint32_t payloadLength = 0; // as the headers say
    uint32_t sequence = 0, acknowledgement = 0;
    uint16_t window = 0;
    uint8_t flags = 0; // of TCP
    bool isQuoted = false; // in a complaint of ICMP: about a packet of the flow, but not one that carries bytes
    Outer outer;
    // UDP headers around it. They are conversations of their own to whoever counts them.
    std::array<UdpPorts, 4> wrappers = {};
    uint8_t wrapperCount = 0;
};

} // namespace assay::traffic
