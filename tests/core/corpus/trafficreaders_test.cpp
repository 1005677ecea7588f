// SPDX-License-Identifier: GPL-3.0-or-later
// Logs as sources: found among mail, in compressed files and archives, and made again by a loader.
#include "core/corpus/traffic/spool.h"
#include "core/traffic/requestset.h"
#include "tests/core/corpus/collectingsink.h"
#include "tests/core/corpus/packing.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using test::readAll;

// Eight clients, three requests each.
std::string log()
{
    std::string lines;
    for (unsigned i = 0; i < 24; ++i) {
        const std::string second = std::to_string(10 + i);
        lines += "198.51.100." + std::to_string(i % 8 + 1) + " - - [21/Nov/2026:09:00:" + second + " +0000] \"GET /a/"
            + std::to_string(i) + "?x=1 HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0\"\n";
    }
    return lines;
}

constexpr const char* mail = "From: a@example.net\nTo: b@example.net\nSubject: GET / HTTP/1.1\n\nText\n";

// What a loader without the reader's spools makes of the same source.
std::vector<std::string> madeAgain(const std::filesystem::path& path, const test::CollectingSink& sink)
{
    std::vector<std::string> all;
    ItemLoader loader(path, {});
    for (const ItemRecord& item : sink.found) {
        auto bytes = loader.load(sink.containers[item.container], item);
        EXPECT_TRUE(bytes.ok()) << bytes.error().toString();
        all.push_back(bytes ? std::move(*bytes) : std::string());
    }
    return all;
}

// Reads with spools that the loader shares.
std::vector<std::string> shared(const std::filesystem::path& path, test::CollectingSink& sink)
{
    ReadOptions options;
    options.spools = std::make_shared<SpoolStore>();
    auto read = readAll(path, options);
    EXPECT_TRUE(read.result.ok()) << read.result.error().toString();
    sink = std::move(read.sink);
    std::vector<std::string> all;
    ItemLoader loader(path, options);
    for (const ItemRecord& item : sink.found) {
        auto bytes = loader.load(sink.containers[item.container], item);
        EXPECT_TRUE(bytes.ok()) << bytes.error().toString();
        all.push_back(bytes ? std::move(*bytes) : std::string());
    }
    return all;
}

TEST(LogReader, GivesRequestSets)
{
    const test::TemporaryDir dir;
    const auto path = dir.write("access.log", log());
    test::CollectingSink sink;
    const std::vector<std::string> documents = shared(path, sink);
    ASSERT_EQ(sink.found.size(), 8u);
    ASSERT_EQ(sink.containers.size(), 1u);
    EXPECT_EQ(sink.containers[0].format, "accesslog/combined");
    EXPECT_TRUE(sink.allDefects().isEmpty());
    uint64_t offset = 0;
    for (size_t i = 0; i < documents.size(); ++i) {
        EXPECT_EQ(sink.found[i].kind, ItemKind::RequestSet);
        EXPECT_EQ(sink.found[i].name, std::to_string(i));
        EXPECT_EQ(sink.found[i].offset, offset);
        offset += sink.found[i].length;
        const auto set = traffic::RequestSet::parse(documents[i]);
        ASSERT_TRUE(set.ok()) << set.error().toString();
        EXPECT_EQ(set->requests().size(), 3u);
    }
    EXPECT_EQ(madeAgain(path, sink), documents);
    ItemLoader loader(path, {});
    EXPECT_EQ(loader.load(sink.containers[0], sink.found[3], 20)->size(), 20u);
}

TEST(LogReader, ReadsCompressedAndArchivedLogs)
{
    const test::TemporaryDir dir;
    test::CollectingSink sink;
    const std::vector<std::string> plain = shared(dir.write("plain.log", log()), sink);
    for (const auto& [name, bytes] : {std::pair("a.log.gz", test::gzipped(log())),
             std::pair("a.log.zst", test::zstandard(log())), std::pair("a.log.xz", test::xzipped(log()))}) {
        const auto path = dir.write(name, bytes);
        EXPECT_EQ(shared(path, sink), plain) << name;
        EXPECT_EQ(madeAgain(path, sink), plain) << name;
    }
    const auto zip = dir.write("logs.zip", test::zipOf({{"one.log", log()}, {"m.eml", mail}, {"two.log", log()}}));
    const std::vector<std::string> zipped = shared(zip, sink);
    ASSERT_EQ(zipped.size(), 17u);
    EXPECT_EQ(zipped[8], mail);
    EXPECT_EQ(std::vector<std::string>(zipped.begin(), zipped.begin() + 8), plain);
    EXPECT_EQ(std::vector<std::string>(zipped.begin() + 9, zipped.end()), plain);
    EXPECT_EQ(madeAgain(zip, sink), zipped);
}

TEST(LogReader, LeavesMailToMail)
{
    const test::TemporaryDir dir;
    dir.write("all/access.log", log());
    dir.write("all/mail.eml", mail);
    dir.write("all/quoted.eml", log()); // whatever it is, its name says message
    dir.write("all/box/cur/1:2,S", log());
    dir.write("all/box/new/2", mail);
    dir.write("all/in.mbox", "From a@example.net Sat Nov 21 09:00:00 2026\n" + std::string(mail) + log());
    auto read = readAll(dir.path() / "all");
    ASSERT_TRUE(read.result.ok());
    size_t sets = 0;
    for (const ItemRecord& item : read.sink.found)
        sets += item.kind == ItemKind::RequestSet;
    EXPECT_EQ(sets, 8u);
    EXPECT_GE(read.sink.found.size(), 11u);
}

TEST(LogReader, SaysWhatIsNoRequest)
{
    const test::TemporaryDir dir;
    const std::string text = log() + "broken\n" + log() + "198.51.100.9 - - [21/Nov/2026:09:00:59 +0000] \"GE";
    const auto read = readAll(dir.write("access.log", text));
    ASSERT_TRUE(read.result.ok());
    ASSERT_EQ(read.sink.containers.size(), 1u);
    EXPECT_TRUE(read.sink.containers[0].defects.has(Defect::TrafficBadLine));
    EXPECT_EQ(read.sink.containers[0].message.find("2 lines are no request; line 25: "), 0u)
        << read.sink.containers[0].message;
    EXPECT_EQ(read.sink.found.size(), 8u);
}

TEST(LogReader, OptionsMakeOtherSets)
{
    const test::TemporaryDir dir;
    const auto path = dir.write("access.log", log());
    ReadOptions options;
    options.traffic.bucketSeconds = 4;
    options.traffic.whiteList = {"198.51.100.1"};
    const auto read = readAll(path, options);
    ASSERT_TRUE(read.result.ok());
    EXPECT_EQ(read.sink.found.size(), 21u);
    options.traffic.maxRequests = 5;
    EXPECT_LE(readAll(path, options).sink.found.size(), 5u);
    options = {};
    options.traffic.conversion = trafficConversion + 1;
    ItemLoader loader(path, options);
    EXPECT_EQ(loader.load(read.sink.containers[0], read.sink.found[0]).error().code, ErrorCode::Changed);
}

TEST(LogReader, PutsReportsAboutClientsIntoTheirRequestSets)
{
    std::string lines;
    for (int i = 0; i < 5; ++i) {
        lines += R"({"@timestamp":"2026-03-02T06:00:0)" + std::to_string(i)
            + R"(.000Z","client_ip":"198.51.100.7","client_request_host":"example.org","client_request_method":"GET",)"
              R"("client_url":"/","client_ua":"x","querystring":"","http_response_code":200,"reply_length_bytes":1,)"
              R"("content_type":"text/html","geoip":{}})"
              "\n";
        lines += R"({"@timestamp":"2026-03-02T06:00:05.000Z","name":"ip_failed_challenge","value_ip":"198.51.100.7",)"
                 R"("value_site":"example.org"})"
                 "\n";
    }
    lines += R"({"name":"ip_banned","value_ip":"198.51.100.7","value_site":"example.org"})"
             "\n";
    const test::TemporaryDir dir;
    const auto path = dir.write("edge.jsonl", lines);
    test::CollectingSink sink;
    const std::vector<std::string> documents = shared(path, sink);
    ASSERT_EQ(documents.size(), 1U);
    const auto set = traffic::RequestSet::parse(documents.front());
    ASSERT_TRUE(set);
    const auto number = [&](std::string_view name) {
        for (const auto& [found, value] : set->head().context) {
            if (found == name)
                return value;
        }
        return 0.0;
    };
    EXPECT_EQ(set->requests().size(), 5U);
    EXPECT_EQ(number("challenge_failed"), 5);
    EXPECT_EQ(number("banned"), 1);
    EXPECT_EQ(number("challenge_passed"), 0);
}

} // namespace
} // namespace assay
