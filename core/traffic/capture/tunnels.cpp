// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/tunnels.h"

#include "core/traffic/capture/bytes.h"

namespace assay::traffic {
namespace {

constexpr uint16_t erspan2 = 0x88be, erspan3 = 0x22eb, ppp = 0x880b;

// Mirrored frames: type I has no header of its own, which only the missing sequence number tells.
Tunnel openErspan(uint16_t type, bool hasSequence, std::string_view bytes)
{
    size_t length = 0;
    if (type == erspan3) {
        if (bytes.size() < 12)
            return {};
        length = 12 + ((byteAt(bytes.data() + 11) & 1) ? 8 : 0); // platform's part
    } else if (hasSequence) {
        length = 8;
    }
    return bytes.size() < length ? Tunnel{} : Tunnel{openEthernet(bytes.substr(length)), "erspan"};
}

Tunnel openVxlan(std::string_view payload)
{
    constexpr size_t header = 8;
    if (payload.size() < header || !(byteAt(payload.data()) & 0x08))
        return {};
    return {openEthernet(payload.substr(header)), "vxlan"};
}

Tunnel openGeneve(std::string_view payload)
{
    if (payload.size() < 8 || byteAt(payload.data()) >> 6 != 0)
        return {};
    const size_t header = 8 + size_t{4} * (byteAt(payload.data()) & 0x3f);
    if (payload.size() < header)
        return {};
    const uint16_t type = big16(payload.data() + 2);
    const std::string_view rest = payload.substr(header);
    return {type == ethertype::bridging ? openEthernet(rest) : Layer{type, rest}, "geneve"};
}

Tunnel openGtp(std::string_view payload)
{
    constexpr uint8_t userData = 0xff;
    if (payload.size() < 8)
        return {};
    const uint8_t flags = byteAt(payload.data());
    if (flags >> 5 != 1 || !(flags & 0x10) || byteAt(payload.data() + 1) != userData)
        return {};
    size_t at = 8;
    if (flags & 7) { // sequence, N-PDU, next extension
        at = 12;
        while (at <= payload.size() && byteAt(payload.data() + at - 1) != 0 && (flags & 4)) {
            if (at >= payload.size() || byteAt(payload.data() + at) == 0)
                return {};
            at += size_t{4} * byteAt(payload.data() + at);
        }
    }
    return at > payload.size() ? Tunnel{} : Tunnel{openRawIp(payload.substr(at)), "gtp-u"};
}

} // namespace

Tunnel openGre(std::string_view bytes)
{
    if (bytes.size() < 4)
        return {};
    const uint16_t flags = big16(bytes.data()), type = big16(bytes.data() + 2);
    if (flags & 0x4000) // source routes
        return {};
    const bool hasSequence = flags & 0x1000;
    const size_t length = 4 + ((flags & 0x8000) ? 4U : 0U) + ((flags & 0x2000) ? 4U : 0U) + (hasSequence ? 4U : 0U)
        + ((flags & 0x80) ? 4U : 0U);
    if (bytes.size() < length)
        return {};
    const std::string_view rest = bytes.substr(length);
    if (type == erspan2 || type == erspan3)
        return openErspan(type, hasSequence, rest);
    if (type == ethertype::bridging)
        return {openEthernet(rest), "gre"};
    if (type == ppp)
        return {openPpp(rest.substr(0, 2) == "\xff\x03" ? rest.substr(2) : rest), "gre"};
    return {{type, rest}, "gre"};
}

Tunnel openUdpTunnel(uint16_t sourcePort, uint16_t destinationPort, std::string_view payload)
{
    switch (destinationPort) {
    case 4789:
    case 8472:
        return openVxlan(payload);
    case 6081:
        return openGeneve(payload);
    case 2152:
        return openGtp(payload);
    default:
        return sourcePort == 2152 ? openGtp(payload) : Tunnel{};
    }
}

} // namespace assay::traffic
