// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged captures: anything may come out, but it comes out, and it is bounded.
#include "tests/core/traffic/capture/readingof.h"
#include "tests/support/madepackets.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::traffic {
namespace {

using namespace assay::test;

MadeCapture sample()
{
    MadeCapture capture;
    MadeConnection web(capture, 40000, 80), mail(capture, 40001, 25);
    web.handshake();
    web.client("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n");
    web.server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    mail.handshake();
    mail.server("220 mx\r\n");
    mail.client("EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 4 LAST\r\ntextDATA\r\n");
    mail.server("250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    mail.client("Subject: s\r\n\r\nbody\r\n.\r\n");
    const std::string inner = ethernet(udp("10.0.0.1", 5000, "10.0.0.9", 443, std::string(60, '\xc3')));
    capture.add(ethernet(udp("192.0.2.1", 50000, "192.0.2.2", 4789, std::string("\x08\0\0\0\0\0\1\0", 8) + inner)));
    capture.add(ethernet(ipFragment("10.0.0.1", "10.0.0.2", 17, 7, 0, true, std::string(16, 'f'))));
    web.close();
    mail.close();
    return capture;
}

void expectSane(const Reading& reading)
{
    uint64_t packets = 0;
    for (const Flow& flow : reading.flows)
        packets += flow.packets[0] + flow.packets[1];
    EXPECT_LE(packets, reading.summary.packets);
    EXPECT_EQ(reading.summary.flows, reading.flows.size());
}

TEST(DamagedCaptures, AreReadAtEveryLength)
{
    for (const std::string& whole : {sample().pcap(), sample().pcapng()}) {
        for (size_t length = 0; length < whole.size(); ++length)
            expectSane(readingOf(whole.substr(0, length)));
    }
}

TEST(DamagedCaptures, AreReadWithAnyByteChanged)
{
    std::mt19937 random(11);
    for (const std::string& whole : {sample().pcap(), sample().pcapng()}) {
        for (size_t at = 0; at < whole.size(); ++at) {
            std::string changed = whole;
            changed[at] = static_cast<char>(random());
            expectSane(readingOf(changed));
        }
    }
}

// Segments behind a hole, for many connections: the memory for them is bounded, the connections are ended.
TEST(DamagedCaptures, DoNotFillTheMemory)
{
    MadeCapture capture;
    for (unsigned i = 0; i < 200; ++i) {
        MadeConnection connection(capture, 40000 + i, 80);
        connection.handshake();
        connection.clientAt(100'000, std::string(1400, 'x'));
    }
    CaptureOptions options;
    options.maxMemory = 100'000;
    const Reading reading = readingOf(capture.pcap(), options);
    EXPECT_EQ(reading.flows.size(), 200U);
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficLimit));
    EXPECT_GT(reading.flows[0].gapBytes[0], 0U);
}

TEST(DamagedCaptures, OfFragmentsDoNotFillTheMemory)
{
    MadeCapture capture;
    for (unsigned id = 0; id < 500; ++id)
        capture.add(ethernet(ipFragment("10.0.0.1", "10.0.0.2", 17, id, 0, true, std::string(1400, 'f'))), 1000);
    CaptureOptions options;
    options.maxMemory = 400'000;
    EXPECT_TRUE(readingOf(capture.pcap(), options).summary.defects.has(Defect::TrafficLimit));
}

} // namespace
} // namespace assay::traffic
