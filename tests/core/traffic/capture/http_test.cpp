// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.x transactions.
#include "core/traffic/capture/httphead.h"
#include "tests/core/traffic/capture/readingof.h"
#include "tests/support/madepackets.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;
using Strings = std::vector<std::string>;

// What both sides say, in turns: '>' by the client, '<' by the server; '!': bytes of the server that are missing.
Reading talk(const Strings& turns, bool hasHandshake = true)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 8080);
    if (hasHandshake)
        connection.handshake();
    for (const std::string& turn : turns) {
        if (turn[0] == '>')
            connection.client(turn.substr(1));
        else if (turn[0] == '<')
            connection.server(turn.substr(1));
        else
            connection.skipServer(static_cast<uint32_t>(turn.size() - 1));
    }
    if (hasHandshake)
        connection.close();
    return readingOf(capture.pcap());
}

const std::string get = ">GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string found = "<HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody";

TEST(RequestLines, AreParsed)
{
    const auto line = parseRequestLine("POST /a b?c HTTP/1.0");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->method, "POST");
    EXPECT_EQ(line->target, "/a b?c");
    EXPECT_EQ(line->version, "1.0");
    ASSERT_TRUE(parseRequestLine("GET /old"));
    EXPECT_EQ(parseRequestLine("GET /old")->version, "0.9");
    for (const char* bad : {"", "GET", "GET ", "POST /x", "G(T / HTTP/1.1", "HELO me", "GET  HTTP/1.1",
             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA / HTTP/1.1"})
        EXPECT_FALSE(parseRequestLine(bad)) << bad;
}

TEST(StatusLines, AreParsed)
{
    EXPECT_EQ(parseStatusLine("HTTP/1.1 404 Not Found"), 404);
    EXPECT_EQ(parseStatusLine("HTTP/1.0 200"), 200);
    for (const char* bad : {"HTTP/1.1", "HTTP/1.1 ab", "http/1.1 200 OK", "HTTP/x 200 OK", "200 OK"})
        EXPECT_FALSE(parseStatusLine(bad)) << bad;
}

TEST(HeaderLines, AreJoinedWhereTheyGoOn)
{
    std::string head = "GET / HTTP/1.1\r\nA: one\r\n\t two\r\n three\nB : x\r\nbroken\r\nC:\r\n\r\n";
    std::vector<HeaderLine> lines;
    ASSERT_TRUE(parseHeaderLines(head, head.find('\n') + 1, lines));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].value, "one two three");
    EXPECT_EQ(lines[1].name, "B");
    EXPECT_TRUE(lines[1].hasBlankBeforeColon);
    EXPECT_EQ(lines[2].value, "");
}

TEST(Http, GivesWhatARequestAndItsAnswerSay)
{
    const Reading reading = talk({">POST /p?q=1?2 HTTP/1.1\r\nhost: www.example.org:8080\r\nUser-Agent: probe/1\r\n"
                                  "Referer: /from\r\nX-Forwarded-For: 192.0.2.9\r\nContent-Length: 3\r\n\r\nabc",
        found});
    ASSERT_EQ(reading.http.size(), 1U);
    const SeenHttp& http = reading.http[0];
    EXPECT_EQ(http.method, "POST");
    EXPECT_EQ(http.target, "/p?q=1?2");
    EXPECT_EQ(http.path, "/p");
    EXPECT_EQ(http.query, "?q=1?2");
    EXPECT_EQ(http.version, "1.1");
    EXPECT_EQ(http.host, "www.example.org:8080");
    EXPECT_EQ(http.userAgent, "probe/1");
    EXPECT_EQ(http.referer, "/from");
    EXPECT_EQ(http.forwardedFor, "192.0.2.9");
    EXPECT_EQ(http.client, "10.0.0.1");
    EXPECT_EQ(http.status, 200U);
    EXPECT_EQ(http.contentType, "text/plain");
    EXPECT_EQ(http.replyBytes, 4U);
    EXPECT_EQ(http.requestBytes, 3U);
    EXPECT_EQ(http.headerNames, (Strings{"host", "User-Agent", "Referer", "X-Forwarded-For", "Content-Length"}));
    EXPECT_EQ(http.frames, (std::vector<uint64_t>{4, 5}));
    EXPECT_EQ(http.requestEnd, http.time);
    EXPECT_EQ(http.answerStart, http.time + 1'000'000);
    EXPECT_FALSE(http.isSuspect);
}

TEST(Http, DoesNotDependOnWhereSegmentsEnd)
{
    const std::string request =
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string answer =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok" + found.substr(1);
    for (size_t step = 1; step < 12; ++step) {
        Strings turns;
        for (size_t at = 0; at < request.size(); at += step)
            turns.push_back(">" + request.substr(at, step));
        for (size_t at = 0; at < answer.size(); at += step)
            turns.push_back("<" + answer.substr(at, step));
        const Reading reading = talk(turns);
        ASSERT_EQ(reading.http.size(), 2U) << step;
        EXPECT_EQ(reading.http[0].requestBytes, 5U);
        EXPECT_EQ(reading.http[0].status, 201U);
        EXPECT_EQ(reading.http[1].target, "/next");
        EXPECT_EQ(reading.http[1].status, 200U);
        EXPECT_FALSE(reading.http[0].isSuspect);
    }
}

TEST(Http, PairsPipelinedRequestsInOrder)
{
    const Reading reading = talk({">GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n",
        "<HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 204 No\r\nContent-Length: 9\r\n\r\n"
        "HTTP/1.1 304 Not\r\n\r\n"});
    ASSERT_EQ(reading.http.size(), 3U);
    EXPECT_EQ(reading.http[0].status, 200U);
    EXPECT_EQ(reading.http[1].status, 204U);
    EXPECT_EQ(reading.http[2].status, 304U);
    EXPECT_EQ(reading.http[2].target, "/3");
}

TEST(Http, ReadsAnswersUpToTheEndOfTheConnection)
{
    const Reading reading = talk({get, "<HTTP/1.0 200 OK\r\n\r\nsome", "<more"});
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].replyBytes, 8U);
    EXPECT_NE(reading.http[0].answerEnd, 0);
}

TEST(Http, ReadsOldRequestsOfKnownConnections)
{
    const Reading reading = talk({">GET /old\r\n", "<HTTP/1.0 400 Bad\r\nContent-Length: 0\r\n\r\n"});
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].version, "0.9");
    EXPECT_EQ(reading.http[0].status, 400U);
}

TEST(Http, SuspectsSmuggling)
{
    const std::string chunked = "Transfer-Encoding: chunked\r\n", end = "\r\n0\r\n\r\n";
    const Strings suspects = {"Content-Length: 5\r\n" + chunked + end,
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx", "Content-Length: -1\r\n\r\n",
        "Content-Length: 9223372036854775808\r\n\r\n", "Content-Length: 1, 1\r\n\r\n", "Content-Length: +1\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n", "Transfer-Encoding : chunked\r\n" + end, chunked + chunked + end,
        chunked + "\r\nzz\r\n", "Transfer-Encoding: chunked, identity\r\n\r\n"};
    for (const std::string& rest : suspects) {
        const Reading reading = talk({">POST / HTTP/1.1\r\n" + rest});
        ASSERT_EQ(reading.http.size(), 1U) << rest;
        EXPECT_TRUE(reading.http[0].isSuspect) << rest;
        EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficSmuggling)) << rest;
    }
    const Reading fine = talk({">POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx"});
    EXPECT_FALSE(fine.http.at(0).isSuspect);
}

TEST(Http, GoesOnBehindAHoleInACountedBody)
{
    const Reading reading = talk({get, "<HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin",
        "!" + std::string(900, 'x'), "<" + std::string(95, 'y'), get, found});
    ASSERT_EQ(reading.http.size(), 2U);
    EXPECT_EQ(reading.http[0].replyBytes, 1000U);
    EXPECT_EQ(reading.http[1].status, 200U);
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficGap));
}

TEST(Http, FindsTheNextAnswerBehindAHole)
{
    const Reading reading =
        talk({get, "!" + std::string(500, 'x'), "<rest of a body\r\n" + found.substr(1), get, found});
    ASSERT_EQ(reading.http.size(), 2U);
    EXPECT_EQ(reading.http[1].status, 200U);
}

TEST(Http, ReadsOneDirectionAlone)
{
    Reading reading = talk({get, get}, false);
    ASSERT_EQ(reading.http.size(), 2U);
    EXPECT_FALSE(reading.http[0].status);
    EXPECT_FALSE(reading.http[0].replyBytes);
    reading = talk({found, found}, false);
    EXPECT_TRUE(reading.http.empty());
    EXPECT_EQ(reading.flows.at(0).application, "http");
}

// Begins in the middle of an answer; the client is whoever asks.
TEST(Http, ReadsConnectionsThatBeganBeforeTheCapture)
{
    const Reading reading = talk({"<\x89PNG picture and so on", get, found}, false);
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].client, "10.0.0.1");
    EXPECT_EQ(reading.http[0].status, 200U);
}

TEST(Http, LeavesWebSocketsAlone)
{
    const Reading reading = talk({">GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        "<HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81\5hello", ">\x81\x85masked"});
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].status, 101U);
    EXPECT_EQ(reading.flows.at(0).application, "websocket");
}

TEST(Http, GivesRequestsOutWhenTooManyWait)
{
    Strings turns;
    for (int i = 0; i < 300; ++i)
        turns.push_back(">GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n");
    for (int i = 0; i < 300; ++i)
        turns.push_back("<HTTP/1.1 " + std::to_string(200 + i) + " X\r\nContent-Length: 0\r\n\r\n");
    const Reading reading = talk(turns);
    ASSERT_EQ(reading.http.size(), 300U);
    EXPECT_FALSE(reading.http[0].status);
    EXPECT_EQ(reading.http[299].target, "/299");
    EXPECT_EQ(reading.http[299].status, 499U);
}

TEST(Http, BoundsHeads)
{
    std::string request = ">GET / HTTP/1.1\r\n";
    for (int i = 0; i < 400; ++i)
        request += "A" + std::to_string(i) + ": b\r\n";
    Reading reading = talk({request + "\r\n"});
    ASSERT_EQ(reading.http.size(), 1U);
    EXPECT_EQ(reading.http[0].headerNames.size(), maxHeaderLines);
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficLimit));
    Strings endless = {">GET / HTTP/1.1\r\nA: "};
    for (int i = 0; i < 100; ++i)
        endless.push_back(">" + std::string(1000, 'a'));
    reading = talk(endless);
    EXPECT_EQ(reading.http.size(), 1U);
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficLimit));
}

} // namespace
} // namespace assay::traffic
