// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::test {

// Bytes in network order.
std::string big16(unsigned value);
std::string big32(uint32_t value);

// Headers around payloads, with right lengths; checksums are left 0. Addresses are "10.0.0.1" or "2001:db8::1".
struct MadeTcp
{
    std::string source = "10.0.0.1", destination = "10.0.0.2";
    unsigned sourcePort = 40000, destinationPort = 80;
    uint32_t sequence = 0, acknowledgement = 0;
    uint8_t flags = 0x10;
};
std::string ip(const std::string& source, const std::string& destination, uint8_t protocol, std::string_view payload);
// A fragment of an IPv4 datagram; `offset` in bytes, a multiple of 8.
std::string ipFragment(const std::string& source, const std::string& destination, uint8_t protocol, unsigned id,
    unsigned offset, bool hasMore, std::string_view payload);
std::string tcp(const MadeTcp& header, std::string_view payload); // the IP packet
std::string udp(const std::string& source, unsigned sourcePort, const std::string& destination,
    unsigned destinationPort,
    std::string_view payload); // the IP packet
std::string ethernet(std::string_view ipPacket);

struct MadePacket
{
    int64_t time = 0; // ns
    std::string bytes;
    uint32_t length = 0; // on the wire; 0: that of bytes
};

// A capture file from packets.
struct MadeCapture
{
    std::vector<MadePacket> packets;
    uint32_t link = 1;
    int64_t now = 1'700'000'000'000'000'000; // of the next packet

    void add(std::string bytes, int64_t step = 1'000'000); // and moves `now`
    std::string pcap(bool isBigEndian = false, bool hasNanoseconds = false) const;
    std::string pcapng(bool isBigEndian = false, unsigned resolution = 9) const;
};

// One TCP connection whose packets go to a capture.
class MadeConnection
{
public:
    MadeConnection(MadeCapture& capture, unsigned clientPort, unsigned serverPort);
    void handshake();
    void client(std::string_view bytes); // a segment
    void server(std::string_view bytes);
    void close(); // FIN from both
    void reset(); // by the client
    // A segment at a place of its own; it does not move what comes next.
    void clientAt(uint32_t offset, std::string_view bytes);
    void skipClient(uint32_t length) { m_client.sequence += length; } // bytes that the capture lacks
    void skipServer(uint32_t length) { m_server.sequence += length; }
    std::string clientPacket(uint32_t offset, std::string_view bytes, uint8_t flags = 0x18) const;

private:
    void send(MadeTcp& from, const MadeTcp& to, std::string_view bytes, uint8_t flags);
    MadeCapture& m_capture;
    MadeTcp m_client, m_server;
};

} // namespace assay::test
