// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/maildate.h"

#include <gtest/gtest.h>

using assay::rules::findMailDate;
using assay::rules::findTraceDate;

TEST(MailDate, UsualForms)
{
    EXPECT_EQ(findMailDate("Thu, 01 Jan 1970 00:01:00 +0000"), 60);
    EXPECT_EQ(findMailDate("Mon, 2 Sep 2002 13:29:37 +0200"), 1030966177);
    EXPECT_EQ(findMailDate("2 Sep 2002 07:29:37 -0400 (EDT)"), 1030966177);
    EXPECT_EQ(findMailDate("Mon,2 Sep 2002 07:29:37 EDT"), 1030966177);
    EXPECT_EQ(findMailDate("2 Sep 02 11:29 GMT"), 1030966140);
}

TEST(MailDate, OddForms)
{
    // The time goes with a year at the end.
    EXPECT_EQ(findMailDate("Mon Sep  2 11:29:37 2002"), 1030924800);
    EXPECT_EQ(findMailDate("31 Feb 2003 00:00:00"), findMailDate("1 Mar 2003 00:00:00"));
    EXPECT_EQ(findMailDate("1 Jan 2100 00:00:00"), findMailDate("1 Jan 2037 00:00:00"));
    EXPECT_EQ(findMailDate("1 Jan 1970 00:00:00 +0100"), 0);
    EXPECT_EQ(findMailDate("2 Sep 2002 25:99:99"), findMailDate("2 Sep 2002 23:59:59"));
    EXPECT_FALSE(findMailDate("yesterday"));
    EXPECT_FALSE(findMailDate("0 Sep 2002 10:00:00"));
    EXPECT_FALSE(findMailDate(""));
}

TEST(MailDate, TraceDates)
{
    EXPECT_EQ(findTraceDate("by host with id x; Thu, 11 Sep 2003 12:54:31 +0100 (IST)"), " 11 Sep 2003 12:54:31 +0100");
    EXPECT_EQ(findTraceDate("by host"), "");
}
