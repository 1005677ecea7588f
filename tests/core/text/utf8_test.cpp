// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Utf8, RoundTripsCodePoints)
{
    for (const char32_t c : {U'\0', U'a', U'\u00e4', U'\u20ac', U'\U0001F642', U'\U0010FFFF'}) {
        std::string text;
        appendUtf8(text, c);
        size_t position = 0;
        EXPECT_EQ(nextCodePoint(text, position), c);
        EXPECT_EQ(position, text.size());
    }
    std::string text;
    appendUtf8(text, 0xD800);
    EXPECT_EQ(text, "\ufffd");
}

TEST(Utf8, StepsOverBadBytesOneByOne)
{
    for (const char* bad : {"\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"}) {
        size_t position = 0;
        EXPECT_EQ(nextCodePoint(bad, position), replacementCharacter);
        EXPECT_EQ(position, 1u);
    }
}

TEST(Utf8, CutsBetweenCharacters)
{
    EXPECT_EQ(utf8Prefix("a\u20acb", 3), "a");
    EXPECT_EQ(utf8Prefix("a\u20acb", 4), "a\u20ac");
    EXPECT_EQ(utf8Prefix("ab", 10), "ab");
}

TEST(Utf8, MakesOneLine)
{
    EXPECT_EQ(toSingleLine("a\r\nb\tc"), "a b c");
    EXPECT_EQ(toSingleLine(std::string_view("a\0b\x01", 4)), "a\u2400b\ufffd");
    EXPECT_EQ(toSingleLine("a\u2028b\u0085c \u00e4 \u20ac"), "a b c \u00e4 \u20ac");
}

} // namespace
} // namespace assay
