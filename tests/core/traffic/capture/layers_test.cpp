// SPDX-License-Identifier: GPL-3.0-or-later
// Link layers, tunnels, fragments: the same request in every wrapping.
#include "tests/core/traffic/capture/readingof.h"
#include "tests/support/madepackets.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;
using namespace std::string_literals;

const std::string request = "GET /in HTTP/1.1\r\nHost: inner.example\r\n\r\n";

std::string requestPacket(const std::string& source = "10.0.0.1", const std::string& destination = "10.0.0.2")
{
    MadeTcp header;
    header.source = source;
    header.destination = destination;
    header.flags = 0x18;
    return tcp(header, request);
}

Reading wrapped(uint32_t link, const std::string& frame)
{
    MadeCapture capture;
    capture.link = link;
    capture.add(frame);
    return readingOf(capture.pcap());
}

void expectRequest(const Reading& reading, const std::string& what)
{
    ASSERT_EQ(reading.http.size(), 1U) << what;
    EXPECT_EQ(reading.http[0].target, "/in") << what;
    ASSERT_EQ(reading.flows.size(), 1U) << what;
    EXPECT_EQ(reading.summary.undecoded, 0U) << what;
}

std::string etherOf(unsigned type, const std::string& payload)
{
    return std::string(12, '\2') + big16(type) + payload;
}

TEST(Links, AreOpened)
{
    const std::string packet = requestPacket();
    const std::string snap = "\xaa\xaa\3"s + std::string(3, '\0') + big16(0x0800) + packet;
    expectRequest(wrapped(1, ethernet(packet)), "ethernet");
    expectRequest(wrapped(101, packet), "raw");
    expectRequest(wrapped(12, requestPacket("2001:db8::1", "2001:db8::2")), "raw 6");
    expectRequest(wrapped(0, "\2\0\0\0"s + packet), "null");
    expectRequest(wrapped(108, "\0\0\0\2"s + packet), "loop");
    expectRequest(wrapped(9, "\xff\3\0\x21"s + packet), "ppp");
    expectRequest(wrapped(113, std::string(14, '\0') + big16(0x0800) + packet), "sll");
    expectRequest(wrapped(276, big16(0x0800) + std::string(18, '\0') + packet), "sll2");
    expectRequest(wrapped(105, "\x08\1"s + std::string(22, '\0') + snap), "802.11");
    expectRequest(wrapped(105, "\x88\1"s + std::string(24, '\0') + snap), "802.11 with qos");
    expectRequest(wrapped(127, "\0\0\x08\0\0\0\0\0"s + "\x08\1" + std::string(22, '\0') + snap), "radiotap");
    const auto length = static_cast<char>(packet.size() + 4);
    const std::string log = "\2\0\0\0"s + "\5\0\1\0x\0\0\0"s + length + "\0\x09\0"s + packet;
    expectRequest(wrapped(239, log), "nflog");
}

TEST(Links, HaveTagsAndLabels)
{
    const std::string packet = requestPacket();
    const std::string tag = big16(5) + big16(0x0800) + packet;
    expectRequest(wrapped(1, etherOf(0x8100, tag)), "vlan");
    expectRequest(wrapped(1, etherOf(0x88a8, big16(7) + big16(0x8100) + tag)), "stacked vlan");
    const std::string label = "\0\1\0\x40"s, lastLabel = "\0\1\1\x40"s;
    expectRequest(wrapped(1, etherOf(0x8847, label + lastLabel + packet)), "mpls");
    expectRequest(wrapped(1, etherOf(0x8847, lastLabel + std::string(4, '\0') + ethernet(packet))), "pseudo-wire");
    const std::string session = "\x11\0\0\1"s + big16(static_cast<unsigned>(packet.size() + 2)) + "\0\x21"s;
    expectRequest(wrapped(1, etherOf(0x8864, session + packet)), "pppoe");
}

TEST(Tunnels, AreOpenedToTheInnermostPacket)
{
    const std::string packet = requestPacket();
    const auto outer = [](uint8_t protocol, const std::string& payload) {
        return ethernet(ip("192.0.2.1", "192.0.2.2", protocol, payload));
    };
    const auto datagram = [](unsigned port, const std::string& payload) {
        return ethernet(udp("192.0.2.1", 50000, "192.0.2.2", port, payload));
    };
    const std::string vxlan = "\x08\0\0\0\0\0\1\0"s + ethernet(packet);
    const std::string geneve = "\1\0\x65\x58\0\0\1\0"s + "\0\0\0\0"s + ethernet(packet);
    const std::string gtp = "\x30\xff\0\0\0\0\0\1"s + packet;
    const std::string gtpExtended = "\x34\xff\0\0\0\0\0\1\0\0\0\x85"s + "\1\0\0\0"s + packet;
    const struct
    {
        std::string frame, tunnel;
    } cases[] = {
        {outer(47, "\0\0\x08\0"s + packet), "gre"},
        {outer(47, "\xb0\0\x65\x58"s + std::string(12, '\0') + ethernet(packet)), "gre"},
        {outer(47, "\x10\0\x88\xbe\0\0\0\1"s + std::string(8, '\0') + ethernet(packet)), "erspan"},
        {outer(47, "\x10\0\x22\xeb\0\0\0\1"s + std::string(12, '\0') + ethernet(packet)), "erspan"},
        {outer(4, packet), "ipip"},
        {outer(41, requestPacket("2001:db8::1", "2001:db8::2")), "6in4"},
        {datagram(4789, vxlan), "vxlan"},
        {datagram(6081, geneve), "geneve"},
        {datagram(2152, gtp), "gtp-u"},
        {datagram(2152, gtpExtended), "gtp-u"},
    };
    for (const auto& one : cases) {
        const Reading reading = wrapped(1, one.frame);
        expectRequest(reading, one.tunnel);
        ASSERT_EQ(reading.flows.size(), 1U);
        EXPECT_EQ(reading.flows[0].tunnel, "192.0.2.1 > 192.0.2.2 " + one.tunnel);
    }
}

TEST(Tunnels, InEachOtherWithoutEndAreGivenUp)
{
    std::string packet = requestPacket();
    for (int i = 0; i < 40; ++i)
        packet = ip("192.0.2.1", "192.0.2.2", 4, packet);
    const Reading reading = wrapped(101, packet);
    EXPECT_TRUE(reading.flows.empty());
    EXPECT_EQ(reading.summary.undecoded, 1U);
}

TEST(Packets, OfVersion6HaveExtensionHeaders)
{
    const std::string packet = requestPacket("2001:db8::1", "2001:db8::2").substr(40);
    const std::string hop = "\x3c\0"s + std::string(6, '\0'), options = "\x2c\1"s + std::string(14, '\0');
    const std::string atomic = "\6\0\0\0\0\0\0\7"s;
    expectRequest(wrapped(101, ip("2001:db8::1", "2001:db8::2", 0, hop + options + atomic + packet)), "extensions");
}

TEST(Fragments, ArePutTogetherInAnyOrder)
{
    const std::string segment = requestPacket().substr(20);
    const auto piece = [&](unsigned offset, unsigned length) {
        const bool hasMore = offset + length < segment.size();
        return ethernet(ipFragment("10.0.0.1", "10.0.0.2", 6, 9, offset, hasMore, segment.substr(offset, length)));
    };
    MadeCapture capture;
    capture.add(piece(32, 100));
    capture.add(piece(0, 16));
    capture.add(piece(8, 24));
    const Reading reading = readingOf(capture.pcap());
    expectRequest(reading, "fragments");
    EXPECT_EQ(reading.http[0].frame, 3U);
    EXPECT_EQ(reading.flows[0].packets[0], 1U);
}

TEST(Fragments, KeepTheBytesThatCameFirst)
{
    const std::string segment = requestPacket().substr(20);
    const auto add = [&](MadeCapture& capture, unsigned offset, bool hasMore, const std::string& bytes) {
        capture.add(ethernet(ipFragment("10.0.0.1", "10.0.0.2", 6, 9, offset, hasMore, bytes)));
    };
    MadeCapture capture;
    add(capture, 0, true, segment.substr(0, 40));
    add(capture, 16, true, std::string(24, 'X')); // lies about what is there
    add(capture, 40, false, segment.substr(40));
    expectRequest(readingOf(capture.pcap()), "overlap");
}

TEST(Fragments, AreForgottenAfterHalfAMinute)
{
    const std::string segment = requestPacket().substr(20);
    MadeCapture capture;
    capture.add(ethernet(ipFragment("10.0.0.1", "10.0.0.2", 6, 9, 0, true, segment.substr(0, 40))), 31'000'000'000);
    capture.add(ethernet(ipFragment("10.0.0.1", "10.0.0.2", 6, 9, 40, false, segment.substr(40))));
    EXPECT_TRUE(readingOf(capture.pcap()).http.empty());
}

} // namespace
} // namespace assay::traffic
