// SPDX-License-Identifier: GPL-3.0-or-later
// Conversations: numbers, counts, states.
#include "tests/core/traffic/capture/readingof.h"
#include "tests/support/madepackets.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

TEST(Flows, CountBothDirections)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 80);
    connection.handshake();
    connection.client("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    connection.server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    connection.close();
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.flows.size(), 1U);
    const Flow& flow = reading.flows[0];
    EXPECT_EQ(flow.source.address.toString(), "10.0.0.1");
    EXPECT_EQ(flow.source.port, 40000);
    EXPECT_EQ(flow.destination.port, 80);
    EXPECT_EQ(flow.packets[0], 5U);
    EXPECT_EQ(flow.packets[1], 3U);
    EXPECT_EQ(flow.payloadBytes[0], 27U);
    EXPECT_EQ(flow.distinctBytes[1], 40U);
    EXPECT_EQ(flow.syn, 1U);
    EXPECT_EQ(flow.synAck, 1U);
    EXPECT_EQ(flow.fin, 2U);
    EXPECT_EQ(flow.psh, 2U);
    EXPECT_EQ(flow.rst, 0U);
    EXPECT_EQ(flow.state, "closed");
    EXPECT_EQ(flow.application, "http");
    EXPECT_EQ(flow.firstTime, 1'700'000'000'000'000'000);
    EXPECT_EQ(flow.lastTime, 1'700'000'000'007'000'000);
}

TEST(Flows, AreNumberedByTransport)
{
    MadeCapture capture;
    MadeConnection first(capture, 40000, 80), second(capture, 40001, 80);
    first.handshake();
    capture.add(ethernet(udp("10.0.0.1", 5000, "10.0.0.9", 53, "question")));
    second.handshake();
    capture.add(ethernet(udp("10.0.0.9", 53, "10.0.0.1", 5000, "answer")));
    capture.add(ethernet(udp("10.0.0.1", 5001, "10.0.0.9", 53, "question")));
    first.reset();
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.flows.size(), 4U);
    EXPECT_EQ(reading.flows[0].state, "reset");
    EXPECT_EQ(reading.flows[1].stream, 1U);
    EXPECT_EQ(reading.flows[1].state, "established");
    EXPECT_EQ(reading.flows[2].protocol, Protocol::Udp);
    EXPECT_EQ(reading.flows[2].stream, 0U);
    EXPECT_EQ(reading.flows[2].payloadBytes[1], 6U);
    EXPECT_EQ(reading.flows[3].stream, 1U);
    EXPECT_EQ(reading.flows[3].state, "half-open");
}

// Another SYN between the same ends opens another connection; the same one again does not.
TEST(Flows, AreSplitByNewConnections)
{
    MadeCapture capture;
    MadeConnection first(capture, 40000, 80), again(capture, 40000, 80);
    again.skipClient(77'777);
    first.handshake();
    first.client("GET /1 HTTP/1.1\r\n\r\n");
    again.handshake();
    again.client("GET /2 HTTP/1.1\r\n\r\n");
    const Reading reading = readingOf(capture.pcap());
    EXPECT_EQ(reading.flows.size(), 2U);
    ASSERT_EQ(reading.http.size(), 2U);
    EXPECT_EQ(reading.http[0].stream, 0U);
    EXPECT_EQ(reading.http[1].stream, 1U);

    MadeCapture repeated;
    repeated.add(MadeConnection(repeated, 40000, 80).clientPacket(0, {}, 2));
    repeated.add(repeated.packets[0].bytes);
    ASSERT_EQ(readingOf(repeated.pcap()).flows.size(), 1U);
    EXPECT_EQ(readingOf(repeated.pcap()).flows[0].syn, 2U);
}

// As Wireshark counts them: the quoted header is of the conversation.
TEST(Flows, CountPacketsThatErrorsQuote)
{
    MadeCapture capture;
    const std::string question = udp("10.0.0.1", 5000, "10.0.0.9", 53, "question");
    capture.add(ethernet(question));
    capture.add(ethernet(ip("10.0.0.9", "10.0.0.1", 1, std::string("\3\3\0\0\0\0\0\0", 8) + question)));
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.flows.size(), 1U);
    EXPECT_EQ(reading.flows[0].packets[0], 2U);
    EXPECT_EQ(reading.flows[0].packets[1], 0U);
}

TEST(Flows, OfWrappersTakeANumberAndAreNotShown)
{
    MadeCapture capture;
    const std::string inner = ethernet(udp("10.0.0.1", 5000, "10.0.0.9", 53, "question"));
    capture.add(ethernet(udp("192.0.2.1", 50000, "192.0.2.2", 4789, std::string("\x08\0\0\0\0\0\1\0", 8) + inner)));
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.flows.size(), 1U);
    EXPECT_EQ(reading.flows[0].stream, 1U);
    EXPECT_EQ(reading.flows[0].destination.port, 53);
}

// A packet from the far future, and one from long ago, end nothing.
TEST(Flows, OutliveAbsurdTimes)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 80);
    connection.handshake();
    connection.client("GET / HTTP/1.1\r\n\r\n");
    capture.add(ethernet(udp("10.0.0.1", 5000, "10.0.0.9", 53, "question")));
    capture.packets.back().time += 3'000'000'000'000'000'000;
    connection.server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    capture.add(ethernet(udp("10.0.0.1", 5000, "10.0.0.9", 53, "question")));
    capture.packets.back().time = 0;
    connection.server("ok");
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].replyBytes, 2U);
}

// A reset that nobody obeys does not end what goes on.
TEST(Flows, OutliveFalseResets)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 80);
    connection.handshake();
    connection.client("GET / HTTP/1.1\r\n\r\n");
    capture.add(connection.clientPacket(0, {}, 4), 4'000'000'000);
    connection.server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
    capture.now += 4'000'000'000;
    connection.server("go");
    capture.now += 4'000'000'000;
    connection.server("on");
    const Reading reading = readingOf(capture.pcap());
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].replyBytes, 4U);
    EXPECT_EQ(reading.flows.at(0).state, "reset");
}

// Connections without a byte cost little: only flows, no streams.
TEST(Flows, OfAScanAreCounted)
{
    MadeCapture capture;
    for (unsigned i = 0; i < 1000; ++i)
        capture.add(MadeConnection(capture, 20'000 + i, 80).clientPacket(0, {}, 2));
    const Reading reading = readingOf(capture.pcap());
    EXPECT_EQ(reading.flows.size(), 1000U);
    EXPECT_EQ(reading.flows[999].state, "half-open");
}

TEST(Flows, AboveTheLimitEndTheIdlest)
{
    MadeCapture capture;
    for (unsigned i = 0; i < 20; ++i)
        capture.add(ethernet(udp("10.0.0.1", 5000 + i, "10.0.0.9", 53, "question")));
    CaptureOptions options;
    options.maxFlows = 8;
    const Reading reading = readingOf(capture.pcap(), options);
    EXPECT_EQ(reading.flows.size(), 20U);
    EXPECT_EQ(reading.flows[0].state, "idle");
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficLimit));
}

} // namespace
} // namespace assay::traffic
