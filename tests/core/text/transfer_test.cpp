// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/transfer.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Base64, DecodesLines)
{
    const DecodedBytes decoded = decodeBase64("aGVs\r\nbG8g\r\nd29y bGQ=\r\n");
    EXPECT_EQ(decoded.bytes, "hello world");
    EXPECT_FALSE(decoded.bad);
    EXPECT_EQ(decodeBase64("").bytes, "");
    EXPECT_EQ(decodeBase64("YQ==").bytes, "a");
}

TEST(Base64, KeepsWhatItCanOfBrokenText)
{
    const DecodedBytes foreign = decodeBase64("aG!k=\naGk=\n");
    EXPECT_TRUE(foreign.bad);
    EXPECT_EQ(foreign.bytes, "hihi");
    const DecodedBytes joined = decodeBase64("aGk=aGk=");
    EXPECT_TRUE(joined.bad);
    EXPECT_EQ(joined.bytes, "hihi");
    const DecodedBytes cut = decodeBase64("aGVsbG");
    EXPECT_TRUE(cut.bad);
    EXPECT_EQ(cut.bytes, "hell");
    const DecodedBytes lone = decodeBase64("aGVsb");
    EXPECT_TRUE(lone.bad);
    EXPECT_EQ(lone.bytes, "hel");
    EXPECT_TRUE(decodeBase64("====").bad);
}

TEST(Base64, MapsBytesToCharacters)
{
    OffsetMap map;
    const std::string encoded = "aGVs\nbG8=";
    ASSERT_EQ(decodeBase64(encoded, &map).bytes, "hello");
    EXPECT_EQ(map.decodedLength(), 5u);
    EXPECT_EQ(map.find(0, 1).offset, 0u);
    EXPECT_EQ(map.find(0, 1).length, 2u);
    EXPECT_EQ(map.find(2, 1).offset, 2u);
    const OffsetMap::Range all = map.find(0, 5);
    EXPECT_EQ(all.offset, 0u);
    EXPECT_GE(all.offset + all.length, 8u);
    EXPECT_EQ(map.find(3, 1).offset, 5u);
    EXPECT_EQ(map.find(5, 1).length, 0u);
}

TEST(QuotedPrintable, DecodesEscapesAndSoftBreaks)
{
    const DecodedBytes decoded = decodeQuotedPrintable("gr=C3=BC=C3=9F =\r\nsoft=3D \t\r\nend");
    EXPECT_EQ(decoded.bytes, "gr\u00fc\u00df soft=\r\nend");
    EXPECT_FALSE(decoded.bad);
    EXPECT_EQ(decodeQuotedPrintable("cut=").bytes, "cut");
    EXPECT_EQ(decodeQuotedPrintable("lower =e4").bytes, "lower \xe4");
}

TEST(QuotedPrintable, KeepsBadEscapes)
{
    const DecodedBytes decoded = decodeQuotedPrintable("a=ZZb =4");
    EXPECT_TRUE(decoded.bad);
    EXPECT_EQ(decoded.bytes, "a=ZZb =4");
}

TEST(QuotedPrintable, MapsBytes)
{
    OffsetMap map;
    ASSERT_EQ(decodeQuotedPrintable("a=3Db  \nc", &map).bytes, "a=b\nc");
    EXPECT_EQ(map.find(0, 1).offset, 0u);
    EXPECT_EQ(map.find(1, 1).offset, 1u);
    EXPECT_EQ(map.find(1, 1).length, 3u);
    EXPECT_EQ(map.find(2, 1).offset, 4u);
    EXPECT_EQ(map.find(4, 1).offset, 8u);
    EXPECT_EQ(map.find(0, 5).length, 9u);
}

TEST(Uuencode, FindsAndDecodesBlocks)
{
    const std::string text = "see file\nbegin 644 a.txt\n#:&D*\n`\nend\nbye\n";
    const std::vector<EncodedBlock> blocks = findEncodedBlocks(text);
    ASSERT_EQ(blocks.size(), 1u);
    EXPECT_EQ(blocks[0].name, "a.txt");
    EXPECT_EQ(text.substr(blocks[0].offset + blocks[0].length), "bye\n");
    OffsetMap map;
    const DecodedBytes decoded = decodeUuencode(text.substr(blocks[0].offset, blocks[0].length), &map);
    EXPECT_EQ(decoded.bytes, "hi\n");
    EXPECT_FALSE(decoded.bad);
    EXPECT_EQ(map.find(0, 3).offset, 17u);
    EXPECT_EQ(map.find(0, 3).length, 4u);
}

TEST(Uuencode, IgnoresProseAndUnfinishedBlocks)
{
    EXPECT_TRUE(findEncodedBlocks("begin 644 words\nthis is prose\nend\n").empty());
    EXPECT_TRUE(findEncodedBlocks("begin 644 a.txt\n#:&D*\n").empty());
    EXPECT_TRUE(findEncodedBlocks("begin 644 a.txt\nend\n").empty());
    EXPECT_TRUE(decodeUuencode("M:&D").bad);
}

TEST(Yenc, DecodesEscapes)
{
    std::string body;
    for (const char c : std::string("ab=\n")) {
        const auto coded = static_cast<char>(c + 42);
        if (coded == '=' || coded == '\n')
            (body += '=') += static_cast<char>(coded + 64);
        else
            body += coded;
    }
    const std::string text = "x\n=ybegin line=128 size=4 name=a b.bin\n" + body + "\n=yend size=4\ny";
    const std::vector<EncodedBlock> blocks = findEncodedBlocks(text);
    ASSERT_EQ(blocks.size(), 1u);
    EXPECT_EQ(blocks[0].name, "a b.bin");
    EXPECT_EQ(decodeYenc(text.substr(blocks[0].offset, blocks[0].length)).bytes, "ab=\n");
    EXPECT_TRUE(findEncodedBlocks("=ybegin line=128 size=4 name=a\ndata\n").empty());
}

} // namespace
} // namespace assay
