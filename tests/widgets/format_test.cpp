// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/format.h"

#include <gtest/gtest.h>

using namespace assay::gui;

namespace {

std::string text(const QString& value)
{
    return value.toStdString();
}

} // namespace

TEST(Format, NumbersHaveSeparatorsAndSigns)
{
    EXPECT_EQ(text(formatCount(1048576)), "1,048,576");
    EXPECT_EQ(text(formatScore(14.2)), "14.20");
    EXPECT_EQ(text(formatScore(-0.001)), "0.00");
    EXPECT_EQ(text(formatSignedScore(10.5)), "+10.50");
    EXPECT_EQ(text(formatSignedScore(-0.2)), "-0.20");
    EXPECT_EQ(text(formatSize(812)), "812 bytes");
    EXPECT_EQ(text(formatSize(4'200'000)), "4.2 MB");
}

TEST(Format, DurationsAndRates)
{
    EXPECT_EQ(text(formatDuration(0.04)), "40 ms");
    EXPECT_EQ(text(formatDuration(6 * 60)), "6 min");
    EXPECT_EQ(text(formatDuration(2 * 3600 + 120)), "2 h 2 min");
    EXPECT_EQ(text(formatRate(1940, false)), "1,940/s");
}

TEST(Format, TimesFollowTheZone)
{
    EXPECT_EQ(text(formatTime(1795252462, QTimeZone::utc())), "2026-11-21 09:14");
    EXPECT_EQ(text(formatTime(1795252462, QTimeZone(7200))), "2026-11-21 11:14");
    EXPECT_EQ(text(formatZone(QTimeZone(7200))), "UTC+02");
    EXPECT_EQ(text(formatZone(QTimeZone(-12600))), "UTC-03:30");
}

TEST(Format, SenderTextCannotBreakOrTurnALine)
{
    const QString line = displayLine(QStringLiteral("a\nb\x01") + QChar(0x202e) + QStringLiteral("cod.exe"));
    EXPECT_FALSE(line.contains(QChar('\n')));
    EXPECT_FALSE(line.contains(QChar(0x202e)));
    EXPECT_FALSE(line.contains(QChar(0x01)));
    EXPECT_EQ(displayLine(QString(1000, QChar('x')), 10).size(), 11);
}

TEST(Format, DefangedLinksDoNotOpen)
{
    EXPECT_EQ(text(defanged(QStringLiteral("http://a.example/x.y"))), "hxxp[://]a[.]example/x.y");
    EXPECT_EQ(text(defanged(QStringLiteral("HTTPS://u@b.example"))), "hxxps[://]u[@]b[.]example");
    EXPECT_EQ(text(defanged(QStringLiteral("mailto:a@b.example"))), "mailto:a[@]b[.]example");
}
