// SPDX-License-Identifier: GPL-3.0-or-later
// Containers: byte orders, resolutions, blocks, cut files.
#include "tests/core/traffic/capture/readingof.h"
#include "tests/support/madepackets.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;

MadeCapture oneRequest()
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 80);
    connection.handshake();
    connection.client("GET /a?b=1 HTTP/1.1\r\nHost: example.org\r\n\r\n");
    connection.server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    connection.close();
    return capture;
}

void expectOneRequest(const Reading& reading, const std::string& what)
{
    ASSERT_FALSE(reading.error) << what;
    ASSERT_EQ(reading.http.size(), 1U) << what;
    EXPECT_EQ(reading.http[0].target, "/a?b=1") << what;
    EXPECT_EQ(reading.http[0].time, 1'700'000'000'003'000'000) << what;
    EXPECT_EQ(reading.http[0].frame, 4U) << what;
    EXPECT_EQ(reading.summary.packets, 8U) << what;
    EXPECT_TRUE(reading.summary.defects.isEmpty()) << what;
}

TEST(CaptureFile, IsReadInEveryByteOrderAndResolution)
{
    const MadeCapture capture = oneRequest();
    for (const bool isBig : {false, true}) {
        for (const bool isFine : {false, true})
            expectOneRequest(readingOf(capture.pcap(isBig, isFine)), isBig ? "big pcap" : "little pcap");
        for (const unsigned resolution : {6U, 9U})
            expectOneRequest(readingOf(capture.pcapng(isBig, resolution)), isBig ? "big pcapng" : "little pcapng");
    }
    EXPECT_EQ(readingOf(capture.pcap()).summary.format, "pcap");
    EXPECT_EQ(readingOf(capture.pcapng()).summary.format, "pcapng");
}

TEST(CaptureFile, GivesTheSameInSmallPieces)
{
    const MadeCapture capture = oneRequest();
    expectOneRequest(readingOf(capture.pcap(), {}, 7), "pcap");
    expectOneRequest(readingOf(capture.pcapng(), {}, 7), "pcapng");
}

TEST(CaptureFile, HasSectionsOfItsOwnByteOrder)
{
    const MadeCapture capture = oneRequest();
    const Reading reading = readingOf(capture.pcapng(false) + capture.pcapng(true));
    EXPECT_EQ(reading.summary.packets, 16U);
    ASSERT_EQ(reading.http.size(), 1U); // the second half repeats the first one's segments
    EXPECT_EQ(reading.flows.size(), 1U);
}

TEST(CaptureFile, KeepsWhatComesBeforeACut)
{
    const std::string whole = oneRequest().pcap();
    const Reading reading = readingOf(whole.substr(0, whole.size() - 80));
    EXPECT_EQ(reading.http.size(), 1U);
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficCutPacket));
    EXPECT_NE(reading.summary.message.find("behind frame 6"), std::string::npos) << reading.summary.message;
}

TEST(CaptureFile, RefusesWhatIsNone)
{
    for (const std::string& bytes : {std::string(), std::string("GET / HTTP/1.1\r\n\r\n"), std::string(40, '\0')}) {
        const Reading reading = readingOf(bytes);
        ASSERT_TRUE(reading.error);
        EXPECT_EQ(reading.error->code, ErrorCode::NotRecognised);
        EXPECT_FALSE(looksLikeCapture(bytes));
    }
    const Reading modified = readingOf("\x34\xcd\xb2\xa1" + std::string(40, '\0'));
    ASSERT_TRUE(modified.error);
    EXPECT_EQ(modified.error->code, ErrorCode::Unsupported);
    EXPECT_TRUE(looksLikeCapture(oneRequest().pcap()));
    EXPECT_TRUE(looksLikeCapture(oneRequest().pcapng()));
}

TEST(CaptureFile, TellsOfUnknownLinks)
{
    MadeCapture capture = oneRequest();
    capture.link = 147;
    const Reading reading = readingOf(capture.pcap());
    EXPECT_TRUE(reading.http.empty());
    EXPECT_EQ(reading.summary.undecoded, 8U);
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficUnknownLink));
    EXPECT_NE(reading.summary.message.find("147"), std::string::npos);
}

TEST(CaptureFile, EndsWhenTheSinkHasEnough)
{
    const std::string bytes = oneRequest().pcap();
    int flows = 0;
    CaptureSink sink;
    sink.onHttp = [](const HttpTransaction&) { return false; };
    sink.onFlow = [&](const Flow&) { return ++flows > 0; };
    size_t at = 0;
    const ByteSource source = [&](char* buffer, size_t length) -> Result<size_t> {
        const size_t count = std::min(length, bytes.size() - at);
        std::copy_n(bytes.data() + at, count, buffer);
        at += count;
        return count;
    };
    const auto summary = readCapture(source, {}, sink, {});
    ASSERT_TRUE(summary);
    EXPECT_EQ(flows, 0);
}

} // namespace
} // namespace assay::traffic
