// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/ipaddress.h"
#include "core/base/json.h"
#include "core/base/parallelfor.h"
#include "core/base/time.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

namespace assay {

TEST(Json, EscapesAndCleansText)
{
    JsonWriter json;
    json.beginObject()
        .member("a", "x\"\n\x01\xFF\xC3\xA9")
        .key("b")
        .beginArray()
        .value(1.5)
        .value(uint64_t{1} << 63)
        .null()
        .endArray();
    json.endObject();
    EXPECT_EQ(json.text(), "{\"a\":\"x\\\"\\n\\u0001\xEF\xBF\xBD\xC3\xA9\",\"b\":[1.5,9223372036854775808,null]}");
}

TEST(Json, RejectsSurrogatesAndOverlongForms)
{
    EXPECT_FALSE(isValidUtf8("\xED\xA0\x80"));
    EXPECT_FALSE(isValidUtf8("\xC0\xAF"));
    EXPECT_FALSE(isValidUtf8("\xE2\x82"));
    EXPECT_TRUE(isValidUtf8("\xF0\x9F\x99\x82"));
}

TEST(IpAddress, ParsesTheFormsOfMail)
{
    EXPECT_EQ(IpAddress::parse("[IPv6:2001:DB8::1]")->toString(), "2001:db8::1");
    EXPECT_EQ(IpAddress::parse("fe80::1%eth0")->toString(), "fe80::1");
    EXPECT_EQ(IpAddress::parse("::ffff:1.2.3.4"), IpAddress::parse("1.2.3.4"));
    EXPECT_FALSE(IpAddress::parse("1.2.3"));
    EXPECT_FALSE(IpAddress::parse("1.2.3.256"));
    EXPECT_TRUE(IpAddress::parse("172.31.0.1")->isPrivate());
    EXPECT_FALSE(IpAddress::parse("172.32.0.1")->isPrivate());
    EXPECT_TRUE(IpAddress::parse("8.8.8.8")->isPublic());
    EXPECT_FALSE(IpAddress::parse("100.100.0.1")->isPublic());
}

TEST(IpNetwork, ContainsByPrefix)
{
    const auto network = IpNetwork::parse("10.1.0.0/15");
    ASSERT_TRUE(network);
    EXPECT_TRUE(network->contains(*IpAddress::parse("10.0.255.255")));
    EXPECT_FALSE(network->contains(*IpAddress::parse("10.2.0.0")));
    EXPECT_FALSE(IpNetwork::parse("10.0.0.0/33"));
    EXPECT_TRUE(IpNetwork::parse("::/0")->contains(*IpAddress::parse("1.2.3.4")));
    EXPECT_EQ(IpNetwork::parse("10.1.2.3/15")->first().toString(), "10.0.0.0");
    EXPECT_EQ(network->last().toString(), "10.1.255.255");
    EXPECT_EQ(IpNetwork::parse("2001:db8::/29")->last().toString(), "2001:dbf:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(Time, RoundTripsTheWholeRange)
{
    for (int64_t seconds : {int64_t{0}, int64_t{-1}, int64_t{951827696}, int64_t{253402300799}, int64_t{-62135596800}})
        EXPECT_EQ(secondsFromCivil(civilFromSeconds(seconds)), seconds);
    EXPECT_EQ(toIsoString({0, 120}), "1970-01-01T02:00:00+02:00");
    EXPECT_FALSE(secondsFromCivil({2023, 2, 29, 0, 0, 0}));
    EXPECT_FALSE(secondsFromCivil({0, 1, 1, 0, 0, 0}));
}

TEST(ParallelFor, RunsEveryIndexOnceAndStops)
{
    std::mutex mutex;
    std::multiset<size_t> seen;
    const size_t run = parallelFor(
        1000, RunContext({}, nullptr, 4),
        [&](size_t index, unsigned) {
            const std::lock_guard lock(mutex);
            seen.insert(index);
        },
        7);
    EXPECT_EQ(run, 1000u);
    EXPECT_EQ(seen.size(), 1000u);
    EXPECT_EQ(std::set<size_t>(seen.begin(), seen.end()).size(), 1000u);

    std::stop_source stop;
    const size_t partial = parallelFor(1000, RunContext(stop.get_token(), nullptr, 1), [&](size_t index, unsigned) {
        if (index == 9)
            stop.request_stop();
    });
    EXPECT_EQ(partial, 10u);
}

TEST(File, ReadsAndReportsWhatIsMissing)
{
    const test::TemporaryDir folder;
    const auto path = folder.write("a.txt", "hello");
    EXPECT_EQ(*readFile(path), "hello");
    auto missing = readFile(folder.path() / "none");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_EQ(InputFile::open(folder.path()).error().code, ErrorCode::NotRecognised);
    auto file = InputFile::open(path);
    EXPECT_EQ(file->readExactly(3, 9).error().code, ErrorCode::Changed);
    ASSERT_TRUE(writeFileAtomically(path, "new"));
    EXPECT_EQ(*readFile(path), "new");
}

TEST(Hash, KnownVectors)
{
    EXPECT_EQ(toHex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256Stream stream;
    stream.add("a");
    stream.add("bc");
    EXPECT_EQ(stream.finish(), sha256("abc"));
}

TEST(Ascii, ComparesWithoutLocale)
{
    EXPECT_EQ(findIgnoringCase("xxABCd", "abc"), 2u);
    EXPECT_EQ(findIgnoringCase("xx", "abc"), std::string_view::npos);
    EXPECT_TRUE(endsWithIgnoringCase("a.HTML", ".html"));
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
}

} // namespace assay
