// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/timezone.h"

#include "core/base/time.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

int64_t seconds(int year, int month, int day, int hour, int minute)
{
    return *secondsFromCivil({year, month, day, hour, minute, 0});
}

TEST(TimeZone, FollowsSummerTime)
{
    const auto zone = TimeZone::find("Europe/Kyiv");
    ASSERT_TRUE(zone.ok());
    EXPECT_EQ(zone->offsetAt(seconds(2024, 1, 15, 12, 0)), 120);
    EXPECT_EQ(zone->offsetAt(seconds(2024, 7, 15, 12, 0)), 180);
    EXPECT_EQ(zone->offsetAt(seconds(2024, 3, 31, 0, 59)), 120);
    EXPECT_EQ(zone->offsetAt(seconds(2024, 3, 31, 1, 0)), 180);
    EXPECT_EQ(zone->offsetAt(seconds(2024, 10, 27, 0, 59)), 180);
    EXPECT_EQ(zone->offsetAt(seconds(2024, 10, 27, 1, 0)), 120);
}

TEST(TimeZone, ReadsTimesOfTheClock)
{
    const auto zone = TimeZone::find("Europe/Kyiv");
    ASSERT_TRUE(zone.ok());
    EXPECT_EQ(zone->offsetAtLocal(seconds(2024, 1, 15, 12, 0)), 120);
    EXPECT_EQ(zone->offsetAtLocal(seconds(2024, 7, 15, 12, 0)), 180);
    EXPECT_EQ(zone->offsetAtLocal(seconds(2024, 3, 31, 3, 30)), 120); // skipped
    EXPECT_EQ(zone->offsetAtLocal(seconds(2024, 10, 27, 3, 30)), 180); // twice
    EXPECT_EQ(zone->offsetAtLocal(seconds(2024, 10, 27, 4, 0)), 120);
}

TEST(TimeZone, KnowsFixedOffsetsAndUtc)
{
    EXPECT_EQ(TimeZone().offsetAt(0), 0);
    EXPECT_EQ(TimeZone::find("utc")->name(), "UTC");
    EXPECT_EQ(TimeZone::find("+05:30")->offsetAt(0), 330);
    EXPECT_EQ(TimeZone::find("-0330")->offsetAtLocal(0), -210);
    EXPECT_FALSE(TimeZone::find("local")->name().empty());
    EXPECT_EQ(TimeZone::find("Asia/Kolkata")->offsetAt(0), 330);
}

TEST(TimeZone, RefusesWhatIsNone)
{
    for (const char* name : {"", "Europe/Atlantis", "+25:00", "+02:75", "+2", "02:00", "Etc/Unknown", "UTC+2x"}) {
        const auto zone = TimeZone::find(name);
        ASSERT_FALSE(zone.ok()) << name;
        EXPECT_EQ(zone.error().code, ErrorCode::BadArgument);
    }
}

} // namespace
} // namespace assay
