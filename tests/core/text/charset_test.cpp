// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/charset.h"

#include "core/base/json.h"
#include "core/text/charsetguess.h"
#include "core/text/idn.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string textOf(std::string_view bytes, std::string_view label)
{
    return convertToUtf8(bytes, label).text;
}

TEST(Charset, ReadsLabelsAsMailProgramsDo)
{
    EXPECT_EQ(textOf("\x93q\x94 \x80", "iso-8859-1"), "\u201cq\u201d \u20ac");
    EXPECT_EQ(textOf("\x93", "US-ASCII"), "\u201c");
    EXPECT_EQ(textOf("\x93", "latin-1"), "\u201c");
    EXPECT_EQ(textOf("\xB0\xA1\x81\x40", "gb2312"), "\u554a\u4e02"); // the second character exists in GBK only
    EXPECT_EQ(textOf("\xB0\xA1", "x-gbk"), "\u554a");
    for (const char* label : {"x-sjis", "shift_jis", "Shift-JIS", "windows-31j", "cp932", "MS_Kanji"})
        EXPECT_EQ(textOf("\x93\xfa\x96\x7b\x8c\xea", label), "\u65e5\u672c\u8a9e") << label;
    EXPECT_EQ(textOf("\xB0\xA1", "ks_c_5601-1987"), "\uac00");
    EXPECT_EQ(textOf("\x81\x41", "euc-kr"), "\uac02"); // outside KS X 1001
    EXPECT_EQ(textOf("\xF0\xD2\xC9", "koi8-r"), "\u041f\u0440\u0438");
    EXPECT_EQ(textOf("\x8F", "x-mac-cyrillic"), "\u041f");
    EXPECT_EQ(textOf("Hi +AKM-", "unicode-1-1-utf-7"), "Hi \u00a3");
    EXPECT_EQ(textOf("~{0!~}", "hz-gb-2312"), "\u554a");
    EXPECT_EQ(textOf("\x81", "cp-850"), "\u00fc");
    EXPECT_EQ(textOf("\xC6\xFC\xCB\xDC", "x-euc-jp"), "\u65e5\u672c");
    EXPECT_EQ(textOf("\x1b$BF|K\\\x1b(B", "iso-2022-jp-ms"), "\u65e5\u672c");
    EXPECT_EQ(textOf("\xE4", "\"ISO-8859-15\""), "\u00e4");
}

TEST(Charset, RefusesUnknownLabels)
{
    for (const char* label : {"", "unknown-8bit", "x-user-defined", "utf-8,version=1", "../../x", "none of these"})
        EXPECT_EQ(canonicalCharset(label), "") << label;
    EXPECT_EQ(canonicalCharset(std::string(100000, 'a')), "");
    EXPECT_EQ(canonicalCharset("UTF8"), canonicalCharset("utf-8"));
}

TEST(Charset, ReplacesBadBytesAndKeepsTheRest)
{
    const ConvertedText utf8 = convertToUtf8("gr\xfc\xdf ok", "utf-8");
    EXPECT_EQ(utf8.text, "gr\ufffd\ufffd ok");
    EXPECT_TRUE(utf8.badBytes);
    const ConvertedText japanese = convertToUtf8("\x93\xfa\xff ok", "x-sjis");
    EXPECT_TRUE(japanese.badBytes);
    EXPECT_NE(japanese.text.find("\ufffd"), std::string::npos);
    EXPECT_NE(japanese.text.find(" ok"), std::string::npos);
    const ConvertedText cut = convertToUtf8("\x93\xfa\x96", "x-sjis");
    EXPECT_EQ(cut.text, "\u65e5\ufffd");
    EXPECT_TRUE(cut.badBytes);
    EXPECT_EQ(convertToUtf8(std::string_view("a\0b", 3), "iso-8859-1").text.size(), 3u);
}

TEST(Charset, ConvertsAcrossBufferBorders)
{
    std::string gb, expected;
    for (int i = 0; i < 5000; ++i) {
        gb += i % 3 ? "\xB0\xA1" : "\x94\x39\xDA\x33"; // U+554A and a character beyond the first plane
        expected += i % 3 ? "\u554a" : "\U0001F4A9";
    }
    const ConvertedText converted = convertToUtf8(gb, "gb18030");
    EXPECT_FALSE(converted.badBytes);
    EXPECT_EQ(converted.text, expected);
}

TEST(Charset, FallsBackByContent)
{
    EXPECT_EQ(fallbackCharset("gr\xc3\xbc"), "utf-8");
    EXPECT_EQ(fallbackCharset("gr\xfc"), "windows-1252");
    EXPECT_EQ(fallbackCharset("\xF0\xD2", "koi8-r"), "koi8-r");
    EXPECT_EQ(fallbackCharset("gr\xfc", "nonsense"), "windows-1252");
}

TEST(CharsetGuess, ReadsMetaTags)
{
    EXPECT_EQ(htmlMetaCharset("<html><META CHARSET=koi8-r><p>"), "koi8-r");
    EXPECT_EQ(htmlMetaCharset("<meta http-equiv='Content-Type' content='text/html; charset=Big5'>"), "big5");
    EXPECT_EQ(htmlMetaCharset("<meta name=charset content=x>"), "");
    EXPECT_EQ(htmlMetaCharset("<meta"), "");
}

TEST(CharsetGuess, GuessesCyrillic)
{
    const std::string text = "\xD0\xD2\xC9\xD7\xC5\xD4, \xCB\xC1\xCB \xD7\xC1\xDB\xC9 \xC4\xC5\xCC\xC1? \xF7\xD3\xA3 "
                             "\xC8\xCF\xD2\xCF\xDB\xCF, "
                             "\xD3\xD0\xC1\xD3\xC9\xC2\xCF. \xF7\xD3\xD4\xD2\xC5\xD4\xC9\xCD\xD3\xD1 "
                             "\xDA\xC1\xD7\xD4\xD2\xC1 \xD5\xD4\xD2\xCF\xCD.";
    EXPECT_EQ(guessCharset(text), "koi8-r");
    EXPECT_EQ(guessCharset(""), "");
}

TEST(Idn, ConvertsBothWays)
{
    EXPECT_EQ(domainToUnicode("xn--bcher-kva.Example"), "b\u00fccher.example");
    EXPECT_EQ(domainToAscii("b\u00fccher.example"), "xn--bcher-kva.example");
    EXPECT_EQ(domainToUnicode("EXAMPLE.org"), "example.org");
    EXPECT_EQ(domainToUnicode("xn--\xff"), "xn--\xff");
}

TEST(Idn, FindsMixedScripts)
{
    EXPECT_TRUE(mixesScripts("p\u0430ypal.com")); // Cyrillic a
    EXPECT_FALSE(mixesScripts("\u043f\u043e\u0447\u0442\u0430.example")); // one label each
    EXPECT_FALSE(mixesScripts("\u65e5\u672c\u306eweb"));
    EXPECT_FALSE(mixesScripts("b\u00fccher"));
    EXPECT_TRUE(mixesScripts("\u0395bay")); // Greek capital epsilon
}

} // namespace
} // namespace assay
