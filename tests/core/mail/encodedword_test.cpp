// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/encodedword.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string textOf(std::string_view raw)
{
    return decodeHeaderText(raw).text;
}

TEST(EncodedWord, JoinsNeighbours)
{
    EXPECT_EQ(textOf("=?utf-8?B?aGVsbG8g?= =?utf-8?B?d29ybGQ=?= =?utf-8?B?IGFnYWlu?=\n =?utf-8?B?IQ==?="),
        "hello world again!");
    EXPECT_EQ(textOf("=?utf-8?B?4w==?= =?utf-8?B?gZM=?= =?utf-8?Q?=E3=81?= =?UTF-8?Q?=93?="), "\u3053\u3053");
    EXPECT_EQ(textOf("=?ISO-8859-1?Q?a?=\r\n   =?ISO-8859-2?Q?=E1?="), "a\u00e1");
    EXPECT_EQ(textOf("=?utf-8?Q?a?= b =?utf-8?Q?c?="), "a b c");
}

TEST(EncodedWord, DecodesWhereverWordsStand)
{
    EXPECT_EQ(textOf("\"=?utf-8?q?caf=C3=A9?=\" x"), "\"caf\u00e9\" x");
    EXPECT_EQ(textOf("a=?utf-8?q?b?=c"), "abc");
    EXPECT_EQ(textOf("=?utf-8?Q?two words?="), "two words");
    EXPECT_EQ(textOf("=?utf-8*en?Q?a_b?="), "a b");
    EXPECT_EQ(textOf("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?="), "\u65e5\u672c");
}

TEST(EncodedWord, LeavesWhatIsNoWord)
{
    for (const char* raw :
        {"=?", "=?utf-8?", "=?utf-8?Q", "=?utf-8?Q?abc", "=?utf-8?X?abc?=", "=??Q?abc?=", "a =? b ?= c"})
        EXPECT_EQ(textOf(raw), raw);
    EXPECT_EQ(textOf("=?ISO-8859-1?Q =?ISO-8859-1?Q?a?="), "=?ISO-8859-1?Q a");
    EXPECT_EQ(textOf("=?utf-8?Q?open =?utf-8?Q?b?="), "=?utf-8?Q?open b");
}

TEST(EncodedWord, NeverMakesASecondLine)
{
    EXPECT_EQ(textOf("=?utf-8?Q?a=0D=0ABcc:_evil=40example.org?="), "a Bcc: evil@example.org");
    EXPECT_EQ(textOf("=?utf-8?Q?a=00b=09c=0B?="), "a\ufffdb c");
    EXPECT_EQ(textOf(std::string_view("a\0b", 3)), "a\u2400b");
    EXPECT_EQ(textOf("one\r\n two\n\tthree"), "one two three");
}

TEST(EncodedWord, GuessesBytesWithoutCharset)
{
    const HeaderText latin = decodeHeaderText("gr\xfc\xdf \x80");
    EXPECT_EQ(latin.text, "gr\u00fc\u00df \u20ac");
    EXPECT_TRUE(latin.defects.has(Defect::Unencoded8BitHeader));
    const HeaderText utf8 = decodeHeaderText("gr\xc3\xbc");
    EXPECT_EQ(utf8.text, "gr\u00fc");
    EXPECT_TRUE(utf8.defects.isEmpty());
    HeaderTextOptions options;
    options.bodyCharset = "koi8-r";
    EXPECT_EQ(decodeHeaderText("\xF0\xD2", options).text, "\u041f\u0440");
}

TEST(EncodedWord, MarksWhatItReplaced)
{
    const HeaderText unknown = decodeHeaderText("=?x-none?Q?gr=FC?=");
    EXPECT_EQ(unknown.text, "gr\u00fc");
    EXPECT_TRUE(unknown.defects.has(Defect::UnknownCharset));
    EXPECT_TRUE(decodeHeaderText("=?utf-8?Q?=FF?=").defects.has(Defect::BadBytes));
}

TEST(EncodedWord, IsBounded)
{
    std::string many, open;
    for (int i = 0; i < 20000; ++i)
        many += "=?utf-8?Q?a?= ";
    const HeaderText refused = decodeHeaderText(many);
    EXPECT_TRUE(refused.defects.has(Defect::HeaderTooLong));
    EXPECT_EQ(refused.text.substr(0, 13), "=?utf-8?Q?a?=");
    for (int i = 0; i < 100000; ++i)
        open += "=?a?q?";
    EXPECT_EQ(textOf(open), open); // quadratic searching would take minutes
}

} // namespace
} // namespace assay
