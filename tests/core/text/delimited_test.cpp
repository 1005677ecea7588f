// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/delimited.h"

#include <gtest/gtest.h>

#include <random>

namespace assay {
namespace {

// "1:a|b 2:c": line and cells of each record.
std::string shown(std::string_view text, char delimiter)
{
    DelimitedReader reader(text, delimiter);
    std::string made;
    while (reader.next()) {
        made += (made.empty() ? "" : " ") + std::to_string(reader.line()) + ":";
        for (size_t i = 0; i < reader.cells().size(); ++i)
            made += (i > 0 ? "|" : "") + std::string(reader.cells()[i]);
    }
    return made;
}

TEST(Delimited, CellsAndLineEnds)
{
    EXPECT_EQ(shown("a,b\nc,d", ','), "1:a|b 2:c|d");
    EXPECT_EQ(shown("a,b\r\nc\rd\n", ','), "1:a|b 2:c 3:d");
    EXPECT_EQ(shown("a,,\n\n,", ','), "1:a|| 2: 3:|");
    EXPECT_EQ(shown("a;b\tc", '\t'), "1:a;b|c");
    EXPECT_EQ(shown("a,b\nc", 0), "1:a,b 2:c");
    EXPECT_EQ(shown("", ','), "");
}

TEST(Delimited, QuotedCells)
{
    EXPECT_EQ(shown("\"a,b\",c", ','), "1:a,b|c");
    EXPECT_EQ(shown("\"a\"\"b\",\"\"\nx", ','), "1:a\"b| 2:x");
    EXPECT_EQ(shown("\"a\nb\r\nc\",d\ne", ','), "1:a\nb\r\nc|d 4:e");
    EXPECT_EQ(shown("a\"b\",c", ','), "1:a\"b\"|c");
    EXPECT_EQ(shown("\"a\" x,c", ','), "1:a x|c");
    EXPECT_EQ(shown("\"a,b\nc", ','), "1:\"a|b 2:c");
    EXPECT_EQ(shown("x,\"a\n" + std::string(2u << 20, 'y') + "\"", ',').substr(0, 8), "1:x|\"a 2");
}

TEST(Delimited, DelimiterByAgreement)
{
    EXPECT_EQ(detectDelimiter("ip,label\n1.2.3.4,bot\n"), ',');
    EXPECT_EQ(detectDelimiter("ip;note\n1.2.3.4;a,b\n1.2.3.5;c\n"), ';');
    EXPECT_EQ(detectDelimiter("1.2.3.4\tx\n1.2.3.5\ty\n"), '\t');
    EXPECT_EQ(detectDelimiter("1.2.3.4\n1.2.3.5\n"), 0);
    EXPECT_EQ(detectDelimiter("# a,b,c\n1.2.3.4\n"), 0);
    EXPECT_EQ(detectDelimiter("\"a,b\"\n\"c,d\"\n"), 0);
    EXPECT_EQ(detectDelimiter(""), 0);
}

std::string charsetOf(std::string_view bytes)
{
    return decodeTextFile(bytes).charset;
}

TEST(Delimited, Encodings)
{
    EXPECT_EQ(decodeTextFile("\xEF\xBB\xBF"
                             "a")
                  .text,
        "a");
    EXPECT_EQ(charsetOf("Счёт"), "utf-8");
    const TextFileContent little = decodeTextFile(std::string_view("\xFF\xFE\x31\0\x41\x04", 6));
    EXPECT_EQ(little.text, "1с");
    EXPECT_EQ(little.charset, "utf-16le");
    EXPECT_EQ(decodeTextFile(std::string_view("\xFE\xFF\0\x31", 4)).text, "1");
    EXPECT_EQ(charsetOf(std::string_view("1\0.\0\n\0", 6)), "utf-16le");
    EXPECT_EQ(charsetOf(std::string_view("\0001\0.", 4)), "utf-16be");
    EXPECT_EQ(decodeTextFile("M\xFCller").text, "Müller");
    EXPECT_EQ(charsetOf("M\xFCller"), "windows-1252");
    EXPECT_EQ(charsetOf(""), "utf-8");
}

TEST(Delimited, AnyBytesAreReadToTheEnd)
{
    std::mt19937 random(8);
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (size_t left = random() % 40; left > 0; --left)
            text += "a,\"\n\r;\t#"[random() % 8];
        DelimitedReader reader(text, ",;\t"[random() % 3]);
        uint64_t line = 0;
        while (reader.next()) {
            ASSERT_GE(reader.cells().size(), 1U);
            ASSERT_GT(reader.line(), line) << text;
            line = reader.line();
        }
        ASSERT_EQ(reader.position(), text.size());
        detectDelimiter(text);
    }
}

} // namespace
} // namespace assay
