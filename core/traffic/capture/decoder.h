// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/fragments.h"
#include "core/traffic/capture/linklayer.h"
#include "core/traffic/capture/packet.h"
#include "core/traffic/capture/packetfile.h"

namespace assay::traffic {

enum class Decoded : uint8_t {
    Transport, // a TCP segment or UDP datagram
    Other, // another protocol, or a fragment that waits for the rest
    Unknown // link or network layers that are not known, or cut
};

// Goes through the layers of packets to the innermost TCP or UDP header. One thread.
class Decoder
{
public:
    explicit Decoder(size_t maxFragmentMemory)
        : m_fragments(maxFragmentMemory)
    {
    }
    // Views of `transport` point into the packet or into the decoder, and stay until the next call.
    Decoded decode(const RawPacket& packet, Transport& transport);
    bool hasDroppedFragments() const { return m_fragments.hasDropped(); }

private:
    // The bytes of a layer and how many of its end were not captured.
    struct Inner
    {
        uint16_t type = 0; // EtherType
        std::string_view bytes;
        uint32_t missing = 0;
    };
    struct Datagram
    {
        AddressBytes source = {}, destination = {};
        uint8_t protocol = 0;
        std::string_view bytes;
        uint32_t missing = 0;
    };
    Decoded step(Inner& layer, Transport& transport);
    Decoded openV4(const Inner& layer, Datagram& datagram);
    Decoded openV6(const Inner& layer, Datagram& datagram);
    Decoded openV6Fragment(Datagram& datagram, uint8_t* next);
    Decoded openDatagram(const Datagram& datagram, Inner& layer, Transport& transport);
    Decoded openGre(const Datagram& datagram, Inner& layer, Transport& transport);
    Decoded openTcp(const Datagram& datagram, Transport& transport);
    Decoded openUdp(const Datagram& datagram, Inner& layer, Transport& transport);
    Decoded openQuoted(const Datagram& datagram, Transport& transport);
    bool reassemble(Datagram& datagram, uint32_t id, uint32_t offset, bool isLast, bool isV6);

    FragmentTable m_fragments;
    int64_t m_now = 0;
};

} // namespace assay::traffic
