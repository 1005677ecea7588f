// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::traffic {

// What is inside a frame: an EtherType, and the bytes behind the headers that said so.
struct Layer
{
    uint16_t type = 0; // 0: not known
    std::string_view bytes;
};

namespace ethertype {
constexpr uint16_t ipv4 = 0x0800, ipv6 = 0x86dd, arp = 0x0806, mpls = 0x8847, mplsMulticast = 0x8848,
                   pppSession = 0x8864, bridging = 0x6558, vlan = 0x8100, serviceVlan = 0x88a8, oldVlan = 0x9100;
}

bool isKnownLink(uint32_t linkType);
// Through the header of a link type (LINKTYPE_*).
Layer openLink(uint32_t linkType, std::string_view frame);
// Through an Ethernet header, an LLC header and VLAN tags.
Layer openEthernet(std::string_view frame);
// Through MPLS labels to what is below.
Layer openMpls(std::string_view bytes);
// Through the PPP protocol field, and the PPPoE header before it.
Layer openPpp(std::string_view bytes);
Layer openPppSession(std::string_view bytes);
// By the version in the first four bits.
Layer openRawIp(std::string_view bytes);

} // namespace assay::traffic
