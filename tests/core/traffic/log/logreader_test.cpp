// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/traffic/log/logtext.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::traffic {
namespace {

std::string lineOf(size_t number)
{
    return "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /" + std::to_string(number)
        + " HTTP/1.1\" 200 5 \"-\" \"say \\\"" + std::to_string(number) + "\\\"\"\n";
}

// The same whatever the pieces and threads are.
TEST(LogReader, GivesLinesInOrder)
{
    std::string text;
    std::vector<uint64_t> offsets, bad;
    constexpr size_t lines = 20'000;
    for (size_t i = 1; i <= lines; ++i) {
        offsets.push_back(text.size());
        if (i % 997 == 0) {
            bad.push_back(i);
            text += "junk " + std::to_string(i) + (i % 2 ? "\r\n" : "\n");
        } else {
            text += lineOf(i);
        }
    }
    for (const unsigned workers : {1U, 2U, 5U}) {
        for (const size_t piece : {size_t{1000}, size_t{1} << 20}) {
            const ReadText read = readText(text, {}, workers, piece);
            ASSERT_EQ(read.rejects.size(), bad.size());
            for (size_t i = 0; i < bad.size(); ++i)
                EXPECT_EQ(read.rejects[i].line, bad[i]);
            ASSERT_EQ(read.requests.size(), lines - bad.size());
            for (const KeptRequest& request : read.requests) {
                EXPECT_EQ(request.path, "/" + std::to_string(request.request.place));
                EXPECT_EQ(request.agent, "say \"" + std::to_string(request.request.place) + "\"");
                EXPECT_EQ(request.request.offset, offsets[request.request.place - 1]);
            }
            EXPECT_EQ(read.summary.lines, lines);
            EXPECT_EQ(read.summary.bytes, text.size());
            EXPECT_EQ(read.summary.rejects, bad.size());
            EXPECT_FALSE(read.summary.hasOtherFormats);
        }
    }
}

TEST(LogReader, ReadsMixedFormats)
{
    const std::string json =
        R"({"@timestamp":"2018-04-17T08:30:54Z","client_ip":"10.0.2.34","client_request_host":"a"})"
        "\n";
    const std::string text = lineOf(1) + json + "\n\n" + lineOf(2) + json + lineOf(3);
    const ReadText all = readText(text);
    EXPECT_EQ(all.requests.size(), 5U);
    EXPECT_TRUE(all.summary.hasOtherFormats);
    EXPECT_EQ(all.summary.format, LogFormat::Combined);
    EXPECT_EQ(all.summary.lines, 7U);
    LogOptions options;
    options.format = LogFormat::Json;
    const ReadText some = readText(text, options);
    EXPECT_EQ(some.requests.size(), 2U);
    EXPECT_EQ(some.rejects.size(), 3U);
}

TEST(LogReader, PassesOverLinesThatAreTooLong)
{
    LogOptions options;
    options.maxLine = 300'000;
    const std::string huge(5'000'000, 'x'), large(400'000, 'y');
    for (const unsigned workers : {1U, 2U}) {
        const ReadText read =
            readText(lineOf(1) + huge + "\n" + lineOf(3) + large + "\n" + lineOf(5) + huge, options, workers);
        ASSERT_EQ(read.requests.size(), 3U);
        EXPECT_EQ(read.requests[1].request.place, 3U);
        EXPECT_EQ(read.requests[2].request.place, 5U);
        EXPECT_EQ(read.requests[2].request.offset, 2 * lineOf(1).size() + huge.size() + large.size() + 2);
        ASSERT_EQ(read.rejects.size(), 3U);
        for (const LogReject& reject : read.rejects) {
            EXPECT_EQ(reject.why, "the line is too long");
            EXPECT_EQ(reject.text.size(), 200U);
        }
        EXPECT_EQ(read.rejects[2].line, 6U);
    }
}

TEST(LogReader, ReadsALastLineWithoutAnEnd)
{
    std::string text = "\xEF\xBB\xBF" + lineOf(1) + lineOf(2);
    text.pop_back();
    EXPECT_EQ(readText(text).requests.size(), 2U);
    text.pop_back();
    const ReadText cut = readText(text);
    EXPECT_EQ(cut.requests.size(), 1U);
    ASSERT_EQ(cut.rejects.size(), 1U);
    EXPECT_EQ(cut.rejects[0].line, 2U);
}

// What a block says about columns holds for those behind it, on whichever thread they are read.
TEST(LogReader, KeepsTheColumnsOfW3cFromBlockToBlock)
{
    const std::string line = "00:00:05 192.0.2.1 /a\n";
    std::string text = "\xEF\xBB\xBF#Fields: time c-ip cs-uri-stem\n#Date: 2024-01-01\n";
    for (int i = 0; i < 40'000; ++i)
        text += line;
    text += " \t#Fields: c-ip time cs-host\r\n#Date: 2024-01-02\n";
    for (int i = 0; i < 40'000; ++i)
        text += "192.0.2.2 00:00:06 b.example\n";
    for (const unsigned workers : {1U, 3U}) {
        const ReadText read = readText(text, {}, workers);
        EXPECT_TRUE(read.rejects.empty());
        ASSERT_EQ(read.requests.size(), 80'000U);
        EXPECT_EQ(read.requests[39'999].path, "/a");
        EXPECT_EQ(read.requests[40'000].host, "b.example");
        EXPECT_EQ(read.requests[79'999].request.time, 1'704'153'606'000'000'000);
    }
}

TEST(LogReader, StopsWhenTheSinkHasEnough)
{
    std::string text;
    for (size_t i = 1; i <= 10'000; ++i)
        text += lineOf(i);
    for (const unsigned workers : {1U, 3U}) {
        size_t at = 0, count = 0;
        const ByteSource source = [&](char* buffer, size_t length) -> Result<size_t> {
            const size_t size = std::min(length, text.size() - at);
            std::memcpy(buffer, text.data() + at, size);
            at += size;
            return size;
        };
        const auto read =
            readLog(source, {}, {[&](const Request&) { return ++count < 100; }}, RunContext({}, nullptr, workers));
        ASSERT_TRUE(read);
        EXPECT_EQ(count, 100U);
    }
}

TEST(LogReader, EndsWhenItsSourceFailsOrItIsCancelled)
{
    size_t calls = 0, count = 0;
    const std::string text = lineOf(1);
    const ByteSource source = [&](char* buffer, size_t) -> Result<size_t> {
        if (++calls == 1) {
            std::memcpy(buffer, text.data(), text.size());
            return text.size();
        }
        return Error{ErrorCode::ReadFailed, "x", {}};
    };
    const LogSink sink{[&](const Request&) { return ++count > 0; }};
    const auto failed = readLog(source, {}, sink, RunContext({}, nullptr, 2));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::ReadFailed);
    std::stop_source stop;
    stop.request_stop();
    const auto cancelled = readLog(source, {}, sink, RunContext(stop.get_token(), nullptr, 2));
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
}

// Whatever a line holds, every line is accounted for.
TEST(LogReader, StandsDamage)
{
    std::mt19937 random(3);
    const std::string lines[] = {lineOf(1),
        R"({"@timestamp":"2018-04-17T08:30:54Z","client_ip":"10.0.2.34","client_request_host":"a\u00e4"})"
        "\n",
        "#Fields: date time c-ip cs-uri-stem\n", "2024-01-01 00:00:05 192.0.2.1 /a\n"};
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 20; ++i)
            text += lines[random() % std::size(lines)];
        for (int i = 0; i < 10; ++i)
            text[random() % text.size()] = static_cast<char>(random());
        const ReadText read = readText(text, {}, 1 + round % 2, 100);
        EXPECT_LE(read.requests.size() + read.rejects.size(), read.summary.lines);
        EXPECT_EQ(read.summary.bytes, text.size());
        EXPECT_EQ(static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')) + (text.back() == '\n' ? 0 : 1),
            read.summary.lines);
    }
}

} // namespace
} // namespace assay::traffic
