// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/challengetable.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t begin = 1'772'431'200 * second;

ChallengeEvent event(ChallengeEvent::Kind kind, int64_t time, std::string host, std::string_view client = "203.0.113.9")
{
    return {kind, time, *IpAddress::parse(client), std::move(host)};
}

RequestSetHead head(int64_t bucketStart)
{
    RequestSetHead made;
    made.client = *IpAddress::parse("203.0.113.9");
    made.target = "example";
    made.bucketStart = bucketStart;
    made.bucketSeconds = 120;
    return made;
}

double number(const ChallengeTable& table, RequestSetHead of, std::string_view name)
{
    table.annotate(of);
    for (const auto& [found, value] : of.context) {
        if (found == name)
            return value;
    }
    return 0;
}

TEST(ChallengeTable, ReportsCountUpToTheEndOfTheBucket)
{
    ChallengeTable table;
    table.add(event(ChallengeEvent::Kind::Failed, begin + 10 * second, "www.shop.example.org"), 0);
    table.add(event(ChallengeEvent::Kind::Failed, begin + 119 * second, "example.com"), 0); // the same target
    table.add(event(ChallengeEvent::Kind::Banned, begin + 130 * second, ""), 0);
    EXPECT_EQ(number(table, head(begin), challengeFailedName), 2);
    EXPECT_EQ(number(table, head(begin), bannedName), 0);
    EXPECT_EQ(number(table, head(begin + 120 * second), bannedName), 1);
    EXPECT_EQ(number(table, head(begin + 120 * second), challengeFailedName), 2); // a client stays what it was
    EXPECT_EQ(number(table, head(begin - 120 * second), challengeFailedName), 0);
}

TEST(ChallengeTable, OtherSitesAndClientsAreNotConcerned)
{
    ChallengeTable table;
    table.add(event(ChallengeEvent::Kind::Passed, begin, "other-site.org"), 0);
    table.add(event(ChallengeEvent::Kind::Passed, begin, "example.org", "203.0.113.10"), 0);
    EXPECT_EQ(number(table, head(begin), challengePassedName), 0);
}

TEST(ChallengeTable, AReportWithoutATimeIsOfNow)
{
    ChallengeTable table;
    table.add(event(ChallengeEvent::Kind::Challenged, 0, "example.org"), begin + 200 * second);
    EXPECT_EQ(number(table, head(begin), challengedName), 0);
    EXPECT_EQ(number(table, head(begin + 120 * second), challengedName), 1);
}

TEST(ChallengeTable, OneClientCannotFillIt)
{
    ChallengeTable table;
    for (int i = 0; i < 5000; ++i)
        table.add(event(ChallengeEvent::Kind::Failed, begin, "example.org"), 0);
    EXPECT_TRUE(table.isFull());
    EXPECT_EQ(number(table, head(begin), challengeFailedName), 1000);
}

} // namespace
} // namespace assay::traffic
