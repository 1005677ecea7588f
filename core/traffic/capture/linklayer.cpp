// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/linklayer.h"

#include "core/traffic/capture/bytes.h"

#include <algorithm>
#include <array>

namespace assay::traffic {
namespace {

constexpr int deepest = 16; // tags in each other

std::string_view behind(std::string_view bytes, size_t length)
{
    return bytes.substr(std::min(length, bytes.size()));
}

// LLC with SNAP names an EtherType; everything else that LLC carries is of no interest.
Layer openLlc(std::string_view bytes)
{
    if (bytes.size() < 8 || bytes.substr(0, 2) != "\xaa\xaa")
        return {};
    return {big16(bytes.data() + 6), bytes.substr(8)};
}

Layer openTags(Layer layer)
{
    using namespace ethertype;
    for (int i = 0; i < deepest; ++i) {
        if (layer.type != vlan && layer.type != serviceVlan && layer.type != oldVlan)
            break;
        if (layer.bytes.size() < 4)
            return {};
        const uint16_t next = big16(layer.bytes.data() + 2);
        layer = next < 1536 ? openLlc(layer.bytes.substr(4)) : Layer{next, layer.bytes.substr(4)};
    }
    return layer;
}

// A header of `length` bytes with the EtherType at `at`.
Layer openTyped(std::string_view frame, size_t length, size_t at)
{
    if (frame.size() < length)
        return {};
    const uint16_t type = big16(frame.data() + at);
    return type < 1536 ? openLlc(frame.substr(length)) : openTags({type, frame.substr(length)});
}

// BSD loopback: the address family in the byte order of the machine that captured.
Layer openLoopback(std::string_view frame)
{
    if (frame.size() < 4)
        return {};
    const uint32_t little = little32(frame.data());
    const uint32_t family = little > 0xffff ? big32(frame.data()) : little;
    if (family == 2)
        return {ethertype::ipv4, frame.substr(4)};
    if (family == 10 || family == 24 || family == 28 || family == 30)
        return {ethertype::ipv6, frame.substr(4)};
    return {};
}

// Netfilter log: TLVs, one of which is the packet.
Layer openNetfilterLog(std::string_view frame)
{
    constexpr uint16_t payload = 9;
    std::string_view rest = behind(frame, 4);
    while (rest.size() >= 4) {
        const size_t length = little16(rest.data());
        const uint16_t type = little16(rest.data() + 2) & 0x7fff;
        if (length < 4 || length > rest.size())
            break;
        if (type == payload)
            return openRawIp(rest.substr(4, length - 4));
        rest = behind(rest, (length + 3) & ~size_t{3});
    }
    return {};
}

Layer openWireless(std::string_view frame)
{
    if (frame.size() < 24)
        return {};
    const uint8_t control = byteAt(frame.data()), flags = byteAt(frame.data() + 1);
    const bool isData = (control & 0x0c) == 0x08, hasNone = control & 0x40, isProtected = flags & 0x40;
    if (!isData || hasNone || isProtected)
        return {};
    size_t length = 24;
    if ((flags & 3) == 3)
        length += 6; // fourth address
    if (control & 0x80)
        length += 2 + ((flags & 0x80) ? 4 : 0); // quality of service, HT control
    return openLlc(behind(frame, length));
}

Layer openRadiotap(std::string_view frame)
{
    return frame.size() < 4 ? Layer{} : openWireless(behind(frame, little16(frame.data() + 2)));
}

Layer openPppFramed(std::string_view frame)
{
    return openPpp(frame.substr(0, 2) == "\xff\x03" ? frame.substr(2) : frame);
}

Layer openCooked(std::string_view frame)
{
    return openTyped(frame, 16, 14);
}

Layer openCooked2(std::string_view frame)
{
    return openTyped(frame, 20, 0);
}

Layer openCiscoHdlc(std::string_view frame)
{
    return openTyped(frame, 4, 2);
}

struct Link
{
    uint32_t type;
    Layer (*open)(std::string_view frame);
};

constexpr std::array<Link, 18> links = {{
    {1, openEthernet},
    {0, openLoopback},
    {9, openPppFramed},
    {12, openRawIp},
    {14, openRawIp},
    {50, openPppFramed},
    {51, openPppSession},
    {101, openRawIp},
    {104, openCiscoHdlc},
    {105, openWireless},
    {108, openLoopback},
    {109, openLoopback},
    {113, openCooked},
    {127, openRadiotap},
    {228, openRawIp},
    {229, openRawIp},
    {239, openNetfilterLog},
    {276, openCooked2},
}};

const Link* linkOf(uint32_t type)
{
    const auto found = std::find_if(links.begin(), links.end(), [&](const Link& link) { return link.type == type; });
    return found == links.end() ? nullptr : &*found;
}

} // namespace

bool isKnownLink(uint32_t linkType)
{
    return linkOf(linkType) != nullptr;
}

Layer openLink(uint32_t linkType, std::string_view frame)
{
    if (linkType == 1)
        return openEthernet(frame);
    const Link* link = linkOf(linkType);
    return link ? link->open(frame) : Layer{};
}

Layer openEthernet(std::string_view frame)
{
    return openTyped(frame, 14, 12);
}

Layer openMpls(std::string_view bytes)
{
    for (int i = 0; i < deepest && bytes.size() >= 4; ++i) {
        const bool isLast = byteAt(bytes.data() + 2) & 1;
        bytes.remove_prefix(4);
        if (!isLast)
            continue;
        const Layer layer = openRawIp(bytes);
        if (layer.type != 0)
            return layer;
        // A pseudo-wire: Ethernet, with a control word that begins with zeros.
        return openEthernet(!bytes.empty() && byteAt(bytes.data()) >> 4 == 0 ? behind(bytes, 4) : bytes);
    }
    return {};
}

Layer openPpp(std::string_view bytes)
{
    if (bytes.size() < 2)
        return {};
    const bool isShort = byteAt(bytes.data()) & 1; // protocol field compression
    const uint16_t protocol = isShort ? byteAt(bytes.data()) : big16(bytes.data());
    const std::string_view rest = bytes.substr(isShort ? 1 : 2);
    if (protocol == 0x21)
        return {ethertype::ipv4, rest};
    if (protocol == 0x57)
        return {ethertype::ipv6, rest};
    if (protocol == 0x281)
        return {ethertype::mpls, rest};
    return {};
}

Layer openPppSession(std::string_view bytes)
{
    return bytes.size() < 6 ? Layer{} : openPpp(bytes.substr(6));
}

Layer openRawIp(std::string_view bytes)
{
    if (bytes.empty())
        return {};
    const int version = byteAt(bytes.data()) >> 4;
    if (version == 4)
        return {ethertype::ipv4, bytes};
    return version == 6 ? Layer{ethertype::ipv6, bytes} : Layer{};
}

} // namespace assay::traffic
