// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/madepackets.h"

#include "core/base/ipaddress.h"

#include <algorithm>

namespace assay::test {
namespace {

std::string number(uint64_t value, unsigned bytes, bool isBig)
{
    std::string text;
    for (unsigned i = 0; i < bytes; ++i)
        text += static_cast<char>(value >> (8 * (isBig ? bytes - 1 - i : i)));
    return text;
}

std::string addressBytes(const std::string& text)
{
    const auto address = IpAddress::parse(text);
    const auto& bytes = address->bytes();
    const std::string all(bytes.begin(), bytes.end());
    return address->isV4() ? all.substr(12) : all;
}

std::string v4(const std::string& source, const std::string& destination, uint8_t protocol, unsigned id, unsigned field,
    std::string_view payload)
{
    std::string bytes = "\x45";
    bytes += '\0';
    bytes += big16(static_cast<unsigned>(20 + payload.size())) + big16(id) + big16(field);
    bytes += '\x40';
    bytes += static_cast<char>(protocol);
    bytes += big16(0) + addressBytes(source) + addressBytes(destination);
    return bytes.append(payload);
}

std::string block(uint32_t type, std::string body, bool isBig)
{
    body.resize((body.size() + 3) & ~size_t{3});
    const std::string length = number(body.size() + 12, 4, isBig);
    return number(type, 4, isBig) + length + body + length;
}

} // namespace

std::string big16(unsigned value)
{
    return number(value, 2, true);
}

std::string big32(uint32_t value)
{
    return number(value, 4, true);
}

std::string ip(const std::string& source, const std::string& destination, uint8_t protocol, std::string_view payload)
{
    if (source.find(':') == std::string::npos)
        return v4(source, destination, protocol, 1, 0x4000, payload);
    std::string bytes = "\x60";
    bytes += std::string(3, '\0') + big16(static_cast<unsigned>(payload.size()));
    bytes += static_cast<char>(protocol);
    bytes += '\x40';
    return (bytes + addressBytes(source) + addressBytes(destination)).append(payload);
}

std::string ipFragment(const std::string& source, const std::string& destination, uint8_t protocol, unsigned id,
    unsigned offset, bool hasMore, std::string_view payload)
{
    return v4(source, destination, protocol, id, offset / 8 + (hasMore ? 0x2000 : 0), payload);
}

std::string tcp(const MadeTcp& header, std::string_view payload)
{
    std::string bytes = big16(header.sourcePort) + big16(header.destinationPort) + big32(header.sequence)
        + big32(header.acknowledgement);
    bytes += '\x50';
    bytes += static_cast<char>(header.flags);
    bytes += big16(8192) + big32(0);
    return ip(header.source, header.destination, 6, bytes.append(payload));
}

std::string udp(const std::string& source, unsigned sourcePort, const std::string& destination,
    unsigned destinationPort, std::string_view payload)
{
    std::string bytes = big16(sourcePort) + big16(destinationPort) + big16(static_cast<unsigned>(8 + payload.size()));
    return ip(source, destination, 17, (bytes + big16(0)).append(payload));
}

std::string ethernet(std::string_view ipPacket)
{
    const bool isV6 = !ipPacket.empty() && ipPacket[0] == '\x60';
    return (std::string("\2\0\0\0\0\2\2\0\0\0\0\1", 12) + big16(isV6 ? 0x86dd : 0x0800)).append(ipPacket);
}

void MadeCapture::add(std::string bytes, int64_t step)
{
    packets.push_back({now, std::move(bytes), 0});
    now += step;
}

std::string MadeCapture::pcap(bool isBigEndian, bool hasNanoseconds) const
{
    const auto n = [&](uint64_t value, unsigned bytes) { return number(value, bytes, isBigEndian); };
    std::string file = n(hasNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 4) + n(2, 2) + n(4, 2) + n(0, 8) + n(65535, 4);
    file += n(link, 4);
    for (const MadePacket& packet : packets) {
        const auto fraction = static_cast<uint64_t>(packet.time % 1'000'000'000);
        file += n(static_cast<uint64_t>(packet.time / 1'000'000'000), 4);
        file += n(hasNanoseconds ? fraction : fraction / 1000, 4) + n(packet.bytes.size(), 4);
        file += n(std::max<uint64_t>(packet.length, packet.bytes.size()), 4) + packet.bytes;
    }
    return file;
}

std::string MadeCapture::pcapng(bool isBigEndian, unsigned resolution) const
{
    const auto n = [&](uint64_t value, unsigned bytes) { return number(value, bytes, isBigEndian); };
    std::string file = block(0x0a0d0d0a, n(0x1a2b3c4d, 4) + n(1, 2) + n(0, 2) + n(UINT64_MAX, 8), isBigEndian);
    const std::string option = n(9, 2) + n(1, 2) + static_cast<char>(resolution) + std::string(3, '\0') + n(0, 4);
    file += block(1, n(link, 2) + n(0, 2) + n(65535, 4) + option, isBigEndian);
    uint64_t unit = 1'000'000'000;
    for (unsigned i = 0; i < resolution; ++i)
        unit /= 10;
    for (const MadePacket& packet : packets) {
        const uint64_t time = static_cast<uint64_t>(packet.time) / unit;
        std::string body = n(0, 4) + n(time >> 32, 4) + n(time & UINT32_MAX, 4) + n(packet.bytes.size(), 4);
        body += n(std::max<uint64_t>(packet.length, packet.bytes.size()), 4) + packet.bytes;
        file += block(6, body, isBigEndian);
    }
    return file;
}

MadeConnection::MadeConnection(MadeCapture& capture, unsigned clientPort, unsigned serverPort)
    : m_capture(capture)
{
    m_client.sourcePort = m_server.destinationPort = clientPort;
    m_client.destinationPort = m_server.sourcePort = serverPort;
    std::swap(m_server.source, m_server.destination);
    m_client.sequence = 1000 + clientPort;
    m_server.sequence = 500'000 + clientPort;
}

void MadeConnection::send(MadeTcp& from, const MadeTcp& to, std::string_view bytes, uint8_t flags)
{
    MadeTcp header = from;
    header.flags = flags;
    header.acknowledgement = (flags & 0x10) ? to.sequence : 0;
    m_capture.add(ethernet(tcp(header, bytes)));
    from.sequence += static_cast<uint32_t>(bytes.size()) + ((flags & 3) ? 1 : 0);
}

void MadeConnection::handshake()
{
    send(m_client, m_server, {}, 0x02);
    send(m_server, m_client, {}, 0x12);
    send(m_client, m_server, {}, 0x10);
}

void MadeConnection::client(std::string_view bytes)
{
    send(m_client, m_server, bytes, 0x18);
}

void MadeConnection::server(std::string_view bytes)
{
    send(m_server, m_client, bytes, 0x18);
}

void MadeConnection::close()
{
    send(m_client, m_server, {}, 0x11);
    send(m_server, m_client, {}, 0x11);
    send(m_client, m_server, {}, 0x10);
}

void MadeConnection::reset()
{
    send(m_client, m_server, {}, 0x14);
}

std::string MadeConnection::clientPacket(uint32_t offset, std::string_view bytes, uint8_t flags) const
{
    MadeTcp header = m_client;
    header.flags = flags;
    header.acknowledgement = m_server.sequence;
    header.sequence += offset;
    return ethernet(tcp(header, bytes));
}

void MadeConnection::clientAt(uint32_t offset, std::string_view bytes)
{
    m_capture.add(clientPacket(offset, bytes));
}

} // namespace assay::test
