// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/timetext.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

int64_t nsOf(std::string_view text, int zone = 0)
{
    const auto time = parseLoggedTime(text, zone);
    return time ? time->ns : -1;
}

constexpr int64_t second = 1'000'000'000;

TEST(LoggedTimes, AreReadInEveryNotation)
{
    EXPECT_EQ(nsOf("17/May/2015:10:05:03 +0000"), 1'431'857'103 * second);
    EXPECT_EQ(nsOf("17/may/2015:12:05:03 +0200"), 1'431'857'103 * second);
    EXPECT_EQ(nsOf("17/May/2015:06:35:03.25 -0330"), 1'431'857'103 * second + second / 4);
    EXPECT_EQ(nsOf("2018-04-17T08:30:54.050Z"), 1'523'953'854 * second + 50'000'000);
    EXPECT_EQ(nsOf("2018-04-17 08:30:54,05"), 1'523'953'854 * second + 50'000'000);
    EXPECT_EQ(nsOf("2018-04-17T10:30:54+02:00"), 1'523'953'854 * second);
    EXPECT_EQ(nsOf("2018-04-17T10:30:54+02"), 1'523'953'854 * second);
    EXPECT_EQ(nsOf("1523953854"), 1'523'953'854 * second);
    EXPECT_EQ(nsOf("1523953854.123456789"), 1'523'953'854 * second + 123'456'789);
    EXPECT_EQ(nsOf("1523953854123"), 1'523'953'854 * second + 123'000'000);
    EXPECT_EQ(nsOf("1523953854123456"), 1'523'953'854 * second + 123'456'000);
    EXPECT_EQ(nsOf("1523953854123456789"), 1'523'953'854 * second + 123'456'789);
}

TEST(LoggedTimes, TakeTheZoneThatIsGivenWhenTheyNameNone)
{
    const auto time = parseLoggedTime("2018-04-17 10:30:54", 120);
    ASSERT_TRUE(time);
    EXPECT_EQ(time->ns, 1'523'953'854 * second);
    EXPECT_FALSE(time->hasZone);
    EXPECT_TRUE(parseLoggedTime("2018-04-17 10:30:54Z", 120)->hasZone);
}

TEST(LoggedTimes, AreRefusedWhenTheyAreNone)
{
    for (const char* text : {"", "-", "x", "17/Foo/2015:10:05:03 +0000", "32/May/2015:10:05:03 +0000",
             "17/May/2015:25:05:03 +0000", "2018-04-17", "2018-04-17T08:30:54Zx", "99999999999999999999999", "1e5",
             "17/May/2015:10:05:03 +0000 x", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "17/Ma"}) {
        EXPECT_FALSE(parseLoggedTime(text, 0)) << text;
    }
}

} // namespace
} // namespace assay::traffic
