// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/capture/decoder.h"

#include "core/traffic/capture/bytes.h"
#include "core/traffic/capture/tunnels.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr int deepest = 16; // layers in each other
constexpr uint8_t hopByHop = 0, icmp = 1, ipInIp = 4, ipv6InIp = 41, routing = 43, fragment = 44, gre = 47,
                  authentication = 51, options = 60, mobility = 135, mplsInIp = 137, icmpV6 = 58;

AddressBytes mapped(const char* v4)
{
    AddressBytes bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    std::memcpy(bytes.data() + 12, v4, 4);
    return bytes;
}

// Leaves `wanted` bytes of what there is on the wire, captured or not.
void limitTo(uint64_t wanted, std::string_view& bytes, uint32_t& missing)
{
    const uint64_t captured = std::min<uint64_t>(wanted, bytes.size());
    missing = static_cast<uint32_t>(std::min<uint64_t>(wanted - captured, missing));
    bytes = bytes.substr(0, static_cast<size_t>(captured));
}

void setOuter(Transport& transport, const AddressBytes& source, const AddressBytes& destination, std::string_view kind)
{
    if (transport.outer.kind.empty())
        transport.outer = {source, destination, kind};
}

bool isNetwork(uint16_t type)
{
    using namespace ethertype;
    return type == ipv4 || type == ipv6 || type == mpls || type == mplsMulticast || type == pppSession;
}

} // namespace

Decoded Decoder::decode(const RawPacket& packet, Transport& transport)
{
    m_now = packet.time;
    transport.protocol = 0;
    transport.outer.kind = {};
    transport.isQuoted = false;
    transport.wrapperCount = 0;
    const Layer link = openLink(packet.link, packet.bytes);
    if (link.type == 0)
        return isKnownLink(packet.link) ? Decoded::Other : Decoded::Unknown;
    Inner layer = {link.type, link.bytes, packet.length - static_cast<uint32_t>(packet.bytes.size())};
    for (int i = 0; i < deepest; ++i) {
        const Decoded result = step(layer, transport);
        if (layer.type == 0 || result != Decoded::Other)
            return result;
    }
    return Decoded::Unknown;
}

// One layer further: `layer` becomes what is inside, with type 0 when there is nothing more.
Decoded Decoder::step(Inner& layer, Transport& transport)
{
    using namespace ethertype;
    Datagram datagram;
    Decoded result = Decoded::Other;
    switch (layer.type) {
    case ipv4:
        result = openV4(layer, datagram);
        break;
    case ipv6:
        result = openV6(layer, datagram);
        break;
    case mpls:
    case mplsMulticast:
    case pppSession: {
        const Layer inner = layer.type == pppSession ? openPppSession(layer.bytes) : openMpls(layer.bytes);
        layer = {inner.type, inner.bytes, layer.missing};
        return inner.type == 0 ? Decoded::Unknown : Decoded::Other;
    }
    default:
        result = layer.type == arp ? Decoded::Other : Decoded::Unknown;
        layer.type = 0;
        return result;
    }
    if (result != Decoded::Transport) {
        layer.type = 0;
        return result;
    }
    return openDatagram(datagram, layer, transport);
}

// Puts the payload of a fragment in its place; false until the datagram is whole.
bool Decoder::reassemble(Datagram& datagram, uint32_t id, uint32_t offset, bool isLast, bool isV6)
{
    if (datagram.missing > 0)
        return false;
    const FragmentKey key = {datagram.source, datagram.destination, id, datagram.protocol, isV6};
    datagram.bytes = m_fragments.add(key, offset, isLast, datagram.bytes, m_now);
    return !datagram.bytes.empty();
}

Decoded Decoder::openV4(const Inner& layer, Datagram& datagram)
{
    std::string_view bytes = layer.bytes;
    datagram.missing = layer.missing;
    if (bytes.size() < 20 || byteAt(bytes.data()) >> 4 != 4)
        return Decoded::Unknown;
    const size_t header = size_t{4} * (byteAt(bytes.data()) & 0x0f);
    size_t total = big16(bytes.data() + 2);
    if (total == 0) // offloaded to the network card
        total = bytes.size() + datagram.missing;
    if (header < 20 || total < header || bytes.size() < header)
        return Decoded::Unknown;
    datagram.source = mapped(bytes.data() + 12);
    datagram.destination = mapped(bytes.data() + 16);
    datagram.protocol = byteAt(bytes.data() + 9);
    limitTo(total, bytes, datagram.missing);
    datagram.bytes = bytes.substr(header);
    const uint16_t field = big16(layer.bytes.data() + 6);
    const uint32_t offset = uint32_t{8} * (field & 0x1fff);
    const bool hasMore = field & 0x2000;
    if (offset == 0 && !hasMore)
        return Decoded::Transport;
    return reassemble(datagram, big16(layer.bytes.data() + 4), offset, !hasMore, false) ? Decoded::Transport
                                                                                        : Decoded::Other;
}

// At a fragment header; afterwards at what is behind it.
Decoded Decoder::openV6Fragment(Datagram& datagram, uint8_t* next)
{
    if (datagram.bytes.size() < 8)
        return Decoded::Unknown;
    const char* header = datagram.bytes.data();
    *next = byteAt(header);
    const uint16_t field = big16(header + 2);
    const uint32_t id = big32(header + 4);
    datagram.bytes.remove_prefix(8);
    datagram.protocol = 0; // fragments may differ in it; only the first one's counts
    const bool hasMore = field & 1;
    const uint32_t offset = field & 0xfff8;
    if (offset == 0 && !hasMore)
        return Decoded::Transport;
    return reassemble(datagram, id, offset, !hasMore, true) ? Decoded::Transport : Decoded::Other;
}

Decoded Decoder::openV6(const Inner& layer, Datagram& datagram)
{
    constexpr size_t header = 40;
    if (layer.bytes.size() < header || byteAt(layer.bytes.data()) >> 4 != 6)
        return Decoded::Unknown;
    std::memcpy(datagram.source.data(), layer.bytes.data() + 8, 16);
    std::memcpy(datagram.destination.data(), layer.bytes.data() + 24, 16);
    datagram.bytes = layer.bytes.substr(header);
    datagram.missing = layer.missing;
    if (const uint16_t length = big16(layer.bytes.data() + 4); length != 0) // 0: a jumbogram, or offloaded
        limitTo(length, datagram.bytes, datagram.missing);
    uint8_t next = byteAt(layer.bytes.data() + 6);
    for (int i = 0; i < deepest; ++i) {
        const bool hasOptions = next == hopByHop || next == routing || next == options || next == mobility;
        if (next == fragment) {
            if (const Decoded result = openV6Fragment(datagram, &next); result != Decoded::Transport)
                return result;
            continue;
        }
        if (!hasOptions && next != authentication) {
            datagram.protocol = next;
            return Decoded::Transport;
        }
        if (datagram.bytes.size() < 8)
            return Decoded::Unknown;
        const size_t units = byteAt(datagram.bytes.data() + 1);
        const size_t length = next == authentication ? 4 * (units + 2) : 8 * (units + 1);
        next = byteAt(datagram.bytes.data());
        if (datagram.bytes.size() < length)
            return Decoded::Unknown;
        datagram.bytes.remove_prefix(length);
    }
    return Decoded::Unknown;
}

Decoded Decoder::openDatagram(const Datagram& datagram, Inner& layer, Transport& transport)
{
    const uint8_t protocol = datagram.protocol;
    layer = {0, datagram.bytes, datagram.missing};
    if (protocol == protocolTcp)
        return openTcp(datagram, transport);
    if (protocol == protocolUdp)
        return openUdp(datagram, layer, transport);
    if (protocol == icmp || protocol == icmpV6)
        return openQuoted(datagram, transport);
    if (protocol == gre)
        return openGre(datagram, layer, transport);
    if (protocol == authentication && datagram.bytes.size() >= 8) {
        Datagram inner = datagram;
        inner.protocol = byteAt(datagram.bytes.data());
        inner.bytes.remove_prefix(std::min(inner.bytes.size(), size_t{4} * (byteAt(datagram.bytes.data() + 1) + 2U)));
        return inner.protocol == authentication ? Decoded::Unknown : openDatagram(inner, layer, transport);
    }
    if (protocol == ipInIp)
        layer.type = ethertype::ipv4;
    else if (protocol == ipv6InIp)
        layer.type = ethertype::ipv6;
    else if (protocol == mplsInIp)
        layer.type = ethertype::mpls;
    if (layer.type != 0)
        setOuter(transport, datagram.source, datagram.destination,
            protocol == ipInIp         ? "ipip"
                : protocol == ipv6InIp ? "6in4"
                                       : "mpls");
    return Decoded::Other;
}

// The begin of the packet that an ICMP error is about. Wireshark counts it among those of its conversation.
Decoded Decoder::openQuoted(const Datagram& datagram, Transport& transport)
{
    constexpr size_t header = 8;
    if (datagram.bytes.size() < header)
        return Decoded::Other;
    const uint8_t type = byteAt(datagram.bytes.data());
    const bool isV6 = datagram.protocol == icmpV6;
    const bool isError =
        isV6 ? type >= 1 && type <= 4 : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
    if (!isError)
        return Decoded::Other;
    const Inner quoted = {isV6 ? ethertype::ipv6 : ethertype::ipv4, datagram.bytes.substr(header), datagram.missing};
    Datagram inner;
    const Decoded result = isV6 ? openV6(quoted, inner) : openV4(quoted, inner);
    if (result != Decoded::Transport || (inner.protocol != protocolTcp && inner.protocol != protocolUdp))
        return Decoded::Other;
    Inner rest;
    Transport about;
    const bool isTcp = inner.protocol == protocolTcp;
    if ((isTcp ? openTcp(inner, about) : openUdp(inner, rest, about)) != Decoded::Transport)
        return Decoded::Other;
    about.outer = transport.outer;
    about.wrappers = transport.wrappers;
    about.wrapperCount = transport.wrapperCount;
    about.isQuoted = true;
    about.payload = {};
    if (isTcp)
        about.payloadLength = 0;
    transport = about;
    return Decoded::Transport;
}

Decoded Decoder::openGre(const Datagram& datagram, Inner& layer, Transport& transport)
{
    const Tunnel tunnel = traffic::openGre(datagram.bytes);
    if (!isNetwork(tunnel.layer.type))
        return Decoded::Other;
    layer = {tunnel.layer.type, tunnel.layer.bytes, datagram.missing};
    setOuter(transport, datagram.source, datagram.destination, tunnel.kind);
    return Decoded::Other;
}

Decoded Decoder::openTcp(const Datagram& datagram, Transport& transport)
{
    const std::string_view bytes = datagram.bytes;
    if (bytes.size() < 20)
        return Decoded::Unknown;
    const size_t header = size_t{4} * (byteAt(bytes.data() + 12) >> 4);
    const size_t total = bytes.size() + datagram.missing;
    if (header < 20 || header > total)
        return Decoded::Unknown;
    transport.protocol = protocolTcp;
    transport.source = datagram.source;
    transport.destination = datagram.destination;
    transport.sourcePort = big16(bytes.data());
    transport.destinationPort = big16(bytes.data() + 2);
    transport.sequence = big32(bytes.data() + 4);
    transport.acknowledgement = big32(bytes.data() + 8);
    transport.flags = byteAt(bytes.data() + 13);
    transport.window = big16(bytes.data() + 14);
    transport.payload = bytes.substr(std::min(header, bytes.size()));
    transport.payloadLength = static_cast<uint32_t>(total - header);
    return Decoded::Transport;
}

Decoded Decoder::openUdp(const Datagram& datagram, Inner& layer, Transport& transport)
{
    std::string_view bytes = datagram.bytes;
    uint32_t missing = datagram.missing;
    if (bytes.size() < 8)
        return Decoded::Unknown;
    const uint16_t sourcePort = big16(bytes.data()), destinationPort = big16(bytes.data() + 2);
    if (const uint16_t length = big16(bytes.data() + 4); length >= 8)
        limitTo(length, bytes, missing);
    const std::string_view payload = bytes.substr(8);
    const Tunnel tunnel = openUdpTunnel(sourcePort, destinationPort, payload);
    if (isNetwork(tunnel.layer.type) && transport.wrapperCount < transport.wrappers.size()) {
        transport.wrappers[transport.wrapperCount++] = {
            datagram.source, datagram.destination, sourcePort, destinationPort};
        setOuter(transport, datagram.source, datagram.destination, tunnel.kind);
        layer = {tunnel.layer.type, tunnel.layer.bytes, missing};
        return Decoded::Other;
    }
    transport.protocol = protocolUdp;
    transport.source = datagram.source;
    transport.destination = datagram.destination;
    transport.sourcePort = sourcePort;
    transport.destinationPort = destinationPort;
    transport.payload = payload;
    transport.payloadLength = static_cast<uint32_t>(payload.size()) + missing;
    return Decoded::Transport;
}

} // namespace assay::traffic
