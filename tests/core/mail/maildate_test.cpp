// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/maildate.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string iso(std::string_view text)
{
    const auto time = parseMailDate(text);
    return time ? toIsoString(*time) : std::string();
}

TEST(MailDate, ReadsRfc5322)
{
    EXPECT_EQ(iso("Fri, 21 Nov 1997 09:55:06 -0600"), "1997-11-21T09:55:06-06:00");
    EXPECT_EQ(iso("Thu,\n   13\n  Feb\n    1969\n  23:32\n  -0330 (Newfoundland Time)\n"), "1969-02-13T23:32:00-03:30");
    EXPECT_EQ(iso("Tue, 1 Jul 2003 ((tricky)\n comment) 10:52:37 +0200"), "2003-07-01T10:52:37+02:00");
    EXPECT_EQ(iso("20 11 (some \n 44 comments(more )) 79 05:34:27 -0300"), "1979-11-20T05:34:27-03:00");
    EXPECT_EQ(iso("1 Feb 99 10:00 EST"), "1999-02-01T10:00:00-05:00");
    EXPECT_EQ(iso("Sun, 27 Oct 02 23:57:07 edt"), "2002-10-27T23:57:07-04:00");
    EXPECT_EQ(iso("21 Nov 103 09:55:06 GMT"), "2003-11-21T09:55:06Z");
    EXPECT_EQ(iso("Thu, 10 Jul 1997 14:53:31 A"), "1997-07-10T14:53:31Z");
    EXPECT_EQ(iso("1 September 2020 00:00:60 Z"), "2020-09-01T00:00:59Z");
}

TEST(MailDate, ReadsTheWholeRange)
{
    EXPECT_EQ(iso("Fri, 31 Dec 9999 23:59:59 +0000"), "9999-12-31T23:59:59Z");
    EXPECT_EQ(iso("Mon, 01 Jan 0001 00:00:00 +0000"), "0001-01-01T00:00:00Z");
    EXPECT_EQ(iso("Fri, 31 Dec 9999 23:59:59 -1200"), "");
    EXPECT_EQ(iso("Mon, 01 Jan 0001 00:00:00 +1200"), "");
}

TEST(MailDate, RefusesWhatIsNone)
{
    for (const char* text : {"", "yesterday", "Mon, 32 Foo 2024 25:61:61 +9999", "13 zzz 2021 09:55:06 +0200",
             "Tue, 7 All 2026 19:14:51 +0000", "Tue, 1 Jul 2003 ((invalid) 10:52:37 +0200",
             "29 Feb 2023 10:00:00 +0000", "1 Jan 2024 24:00:00 +0000", "1 Jan 2024", "1 Jan 2024 10:00:00 +9999",
             "1 13 2024 10:00:00 +0000", "99999999999 Jan 2024 10:00:00", "1 Jan 2024 10 +0000"})
        EXPECT_EQ(iso(text), "") << text;
    EXPECT_EQ(iso(std::string(100000, '(')), "");
}

} // namespace
} // namespace assay
