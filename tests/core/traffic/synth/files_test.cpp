// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/traffic/synth/trafficfiles.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::traffic {
namespace {

namespace fs = std::filesystem;

SynthOptions options(unsigned hosts = 2)
{
    SynthOptions made;
    made.seed = 8;
    made.requests = 500;
    made.seconds = 900;
    made.hosts = hosts;
    made.maxBody = 2000;
    return made;
}

std::string textOf(const fs::path& path)
{
    auto text = readFile(path);
    EXPECT_TRUE(text) << path;
    return text ? std::move(*text) : std::string();
}

size_t linesOf(const fs::path& path)
{
    const std::string text = textOf(path);
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(TrafficFiles, EveryFormatHasEveryRequestAndItsLabel)
{
    const test::TemporaryDir dir;
    TrafficFiles files;
    files.folder = dir.path() / "new" / "out";
    files.formats = {"combined", "vhost", "json", "ecs", "pcap", "pcap-tls"};
    const auto summary = writeTraffic(options(), files, {});
    ASSERT_TRUE(summary) << summary.error().toString();
    const size_t requests = summary->requests;
    for (const char* name : {"vhost.log", "requests.jsonl", "ecs.jsonl"})
        EXPECT_EQ(linesOf(files.folder / name), requests) << name;
    EXPECT_EQ(linesOf(files.folder / "labels.requests.csv"), requests + 1);
    size_t split = 0;
    for (const std::string& host : synthHosts(8, 2))
        split += linesOf(files.folder / (host + ".access.log"));
    EXPECT_EQ(split, requests);
    for (const char* name : {"traffic.pcap", "traffic-tls.pcap", "labels.csv", "attacks.json", "summary.json"})
        EXPECT_GT(fs::file_size(files.folder / name), 100u) << name;
}

TEST(TrafficFiles, RequestLabelsCanBeLeftOut)
{
    const test::TemporaryDir dir;
    TrafficFiles files;
    files.folder = dir.path();
    files.formats = {"combined"};
    files.writesRequestLabels = false;
    ASSERT_TRUE(writeTraffic(options(1), files, {}));
    EXPECT_TRUE(fs::exists(dir.path() / "access.log"));
    EXPECT_TRUE(fs::exists(dir.path() / "labels.csv"));
    EXPECT_FALSE(fs::exists(dir.path() / "labels.requests.csv"));
}

TEST(TrafficFiles, WhatCannotBeWrittenIsSaid)
{
    const test::TemporaryDir dir;
    TrafficFiles files;
    files.folder = dir.path();
    files.formats = {"xml"};
    EXPECT_EQ(writeTraffic(options(), files, {}).error().subject, "xml");
    files.formats = {"combined"};
    EXPECT_EQ(writeTraffic(options(101), files, {}).error().code, ErrorCode::BadArgument);
    files.formats = {"vhost"};
    files.mails = {dir.path() / "none.eml"};
    EXPECT_EQ(writeTraffic(options(), files, {}).error().code, ErrorCode::NotFound);
    files.mails.clear();
    files.folder = dir.write("file", "");
    EXPECT_EQ(writeTraffic(options(), files, {}).error().code, ErrorCode::WriteFailed);
}

// Recorded once: the bytes of a seed are the same with every compiler and machine.
TEST(TrafficFiles, BytesOfASeedNeverChangeUnnoticed)
{
    const test::TemporaryDir dir;
    TrafficFiles files;
    files.folder = dir.path();
    files.formats = {"vhost", "pcap"};
    ASSERT_TRUE(writeTraffic(options(), files, {}));
    EXPECT_EQ(toHex(sha256(textOf(dir.path() / "vhost.log"))),
        "267519d27cc6256a2af6a0f4bbec6c5ee1e6a154e9b314eddd2f31fa8d6f1264");
    EXPECT_EQ(toHex(sha256(textOf(dir.path() / "traffic.pcap"))),
        "98d24adb0c1997b09325ae245e8d7babdd3081a6fdbf46597299861ed0c3565e");
}

} // namespace
} // namespace assay::traffic
