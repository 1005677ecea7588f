// SPDX-License-Identifier: GPL-3.0-or-later
// TCP segments in order again, and what connections are handed to.
#include "core/traffic/capture/tcpstream.h"
#include "tests/core/traffic/capture/readingof.h"
#include "tests/support/madepackets.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

// One direction fed by hand.
class Stream : public StreamListener
{
public:
    explicit Stream(CaptureOptions chosen = {})
        : options(std::move(chosen))
        , stream(0, options)
    {
    }
    void data(int, const Piece& piece) override { text += piece.bytes; }
    void gap(int, uint64_t length) override { text += "<" + std::to_string(length) + ">"; }
    void end(int) override { text += "|"; }
    void send(uint32_t sequence, std::string_view bytes, uint8_t flags = 0x10)
    {
        Transport segment;
        segment.sequence = sequence;
        segment.flags = flags;
        segment.payload = bytes;
        segment.payloadLength = static_cast<uint32_t>(bytes.size()) + cut;
        stream.segment(segment, ++frame, 0, *this);
    }
    CaptureOptions options;
    TcpStream stream;
    std::string text;
    uint64_t frame = 0;
    uint32_t cut = 0; // bytes that the next segments lack
};

TEST(TcpStream, SortsSegmentsAcrossTheWrapOfSequenceNumbers)
{
    Stream s;
    s.send(0xfffffffa, {}, 2);
    s.send(0xfffffffb, "abc");
    s.send(1, "ghi");
    s.send(4, "jkl");
    s.send(0xfffffffe, "def");
    EXPECT_EQ(s.text, "abcdefghijkl");
    EXPECT_EQ(s.stream.counts().outOfOrder, 6U);
    EXPECT_EQ(s.stream.memory(), 0U);
}

TEST(TcpStream, KeepsTheBytesThatCameFirst)
{
    Stream s;
    s.send(99, {}, 2);
    s.send(104, "ABCD");
    s.send(102, "cdefgh"); // in the hole and over what waits
    s.send(100, "ab");
    EXPECT_EQ(s.text, "abcdABCD");
    EXPECT_TRUE(s.stream.counts().hasConflicts);
}

TEST(TcpStream, KeepsTheLastBytesWhenAsked)
{
    CaptureOptions options;
    options.keepsLastOverlap = true;
    Stream s(options);
    s.send(99, {}, 2);
    s.send(104, "ABCD");
    s.send(102, "cdef");
    s.send(100, "ab");
    EXPECT_EQ(s.text, "abcdefCD");
    EXPECT_TRUE(s.stream.counts().hasConflicts);
}

TEST(TcpStream, TellsRepetitionsFromConflicts)
{
    Stream s;
    s.send(100, "same bytes");
    s.send(100, "same bytes");
    EXPECT_FALSE(s.stream.counts().hasConflicts);
    EXPECT_EQ(s.stream.counts().distinct, 10U);
    s.send(100, "SAME bytes");
    EXPECT_TRUE(s.stream.counts().hasConflicts);
    EXPECT_EQ(s.text, "same bytes");
}

TEST(TcpStream, PassesProbesResetsAndStrayNumbersOver)
{
    Stream s;
    s.send(100, "abc");
    s.send(102, "x"); // keep-alive
    s.send(103, "reason", 4);
    s.send(100 + (1U << 31), "stray");
    s.send(103, "def", 0x11);
    s.stream.flush(s);
    EXPECT_EQ(s.text, "abcdef|");
    EXPECT_TRUE(s.stream.hasEnded());
}

TEST(TcpStream, GivesHolesUpWhenTooMuchWaits)
{
    CaptureOptions options;
    options.maxWaiting = 400;
    Stream s(options);
    s.send(100, "a");
    s.send(111, std::string(150, 'b'));
    EXPECT_EQ(s.text, "a");
    s.send(261, std::string(300, 'c'));
    EXPECT_EQ(s.text, "a<10>" + std::string(150, 'b') + std::string(300, 'c'));
    EXPECT_EQ(s.stream.counts().gaps, 10U);
}

TEST(TcpStream, GivesHolesUpThatTheReceiverHasNot)
{
    Stream s;
    s.send(100, "a");
    for (uint32_t i = 0; i < 70; ++i) {
        s.stream.acknowledge(105 + i);
        s.send(103 + i, "b");
    }
    EXPECT_EQ(s.text, "a<2>" + std::string(70, 'b'));
}

TEST(TcpStream, FlushesWhatWaitsAtItsEnd)
{
    Stream s;
    s.send(100, "a");
    s.send(105, "b");
    s.send(110, "c", 0x11);
    s.stream.flush(s);
    EXPECT_EQ(s.text, "a<4>b<4>c|");
}

TEST(TcpStream, ReportsBytesThatWereNotCaptured)
{
    Stream s;
    s.cut = 5;
    s.send(100, "abc");
    s.cut = 0;
    s.send(108, "d");
    EXPECT_EQ(s.text, "abc<5>d");
    EXPECT_EQ(s.stream.counts().gaps, 5U);
}

std::string tlsHello()
{
    using namespace std::string_literals;
    const std::string body = "\3\3"s + std::string(32, 'r') + '\0' + "\0\2\x13\1"s + "\1\0"s + "\0\0"s;
    const std::string message = "\1\0\0"s + static_cast<char>(body.size()) + body;
    return "\x16\3\1\0"s + static_cast<char>(message.size()) + message;
}

TEST(Conversations, FindTlsBehindConnect)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 3128);
    connection.handshake();
    connection.client("CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n");
    connection.server("HTTP/1.1 200 Connection established\r\n\r\n");
    connection.client(tlsHello());
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].method, "CONNECT");
    EXPECT_EQ(reading.http[0].host, "shop.example:443");
    ASSERT_EQ(reading.hellos.size(), 1U);
    EXPECT_EQ(reading.hellos[0].frame, 6U);
    EXPECT_EQ(reading.flows[0].application, "tls");
}

TEST(Conversations, FindTlsAndHttpBehindSocks)
{
    using namespace std::string_literals;
    for (const bool isOld : {false, true}) {
        MadeCapture capture;
        MadeConnection connection(capture, 40000, 1080);
        connection.handshake();
        if (isOld) {
            connection.client("\4\1\1\xbb\0\0\0\1me\0shop.example\0"s);
            connection.server("\0\x5a\0\0\0\0\0\0"s);
        } else {
            connection.client("\5\1\2"s);
            connection.server("\5\2"s);
            connection.client("\1\2me\2pw"s);
            connection.server("\1\0"s);
            connection.client("\5\1\0\3\4shop\1\xbb"s);
            connection.server("\5\0\0\1\0\0\0\0\0\0"s);
        }
        connection.client(isOld ? tlsHello() : "GET /s HTTP/1.0\r\n\r\n");
        const Reading reading = readingOf(capture.pcap());
        EXPECT_EQ(reading.hellos.size(), isOld ? 1U : 0U);
        EXPECT_EQ(reading.http.size(), isOld ? 0U : 1U);
    }
}

// The tunnel's own client may be the other side; both sides keep their bytes.
TEST(Conversations, FollowTunnelsInTunnels)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 3128);
    connection.handshake();
    for (int i = 0; i < 3; ++i) {
        connection.client("CONNECT next.example:80 HTTP/1.1\r\n\r\n");
        connection.server("HTTP/1.1 200 OK\r\n\r\n");
    }
    connection.client("GET /inside HTTP/1.1\r\n\r\n");
    connection.server("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.http.size(), 4U);
    EXPECT_EQ(reading.http[3].target, "/inside");
    EXPECT_EQ(reading.http[3].status, 404U);
}

TEST(Conversations, FindTlsInTheMiddleOfTheUnknown)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 143);
    connection.handshake();
    connection.server("* OK IMAP ready\r\n");
    connection.client("a STARTTLS\r\n");
    connection.server("a OK begin\r\n");
    connection.client(tlsHello());
    EXPECT_EQ(readingOf(capture.pcap()).hellos.size(), 1U);
}

TEST(Conversations, ReadBannersOfSsh)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 22);
    connection.handshake();
    connection.server("SSH-2.0-Server_1\r\n");
    connection.client("SSH-2.0-Client_2\r\n");
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.ssh.size(), 1U);
    EXPECT_EQ(reading.ssh[0].session.serverBanner, "SSH-2.0-Server_1");
    EXPECT_EQ(reading.ssh[0].session.clientBanner, "SSH-2.0-Client_2");
    EXPECT_EQ(reading.flows[0].application, "ssh");
}

} // namespace
} // namespace assay::traffic
