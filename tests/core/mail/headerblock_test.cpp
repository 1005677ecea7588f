// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/headerblock.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

HeaderBlock scan(std::string_view bytes, BlockKind kind = BlockKind::Message)
{
    return scanHeaderBlock(bytes, MailOptions{}, kind);
}

std::string namesOf(const HeaderBlock& block)
{
    std::string names;
    for (const HeaderField& field : block.fields)
        (names += field.name) += ' ';
    return names;
}

TEST(HeaderBlock, SplitsFieldsWithOffsets)
{
    const std::string_view bytes = "From: a@b\nSubject:  one\n\ttwo\r\nX-Empty:\n\nbody";
    const HeaderBlock block = scan(bytes);
    ASSERT_EQ(block.fields.size(), 3u);
    EXPECT_EQ(block.fields[0].id, HeaderId::From);
    EXPECT_EQ(block.fields[1].value, "one\n\ttwo");
    EXPECT_EQ(bytes.substr(block.fields[1].offset, block.fields[1].length), "Subject:  one\n\ttwo\r\n");
    EXPECT_EQ(block.fields[2].value, "");
    EXPECT_EQ(bytes.substr(block.bodyOffset), "body");
    EXPECT_TRUE(block.hasEndLine);
    EXPECT_TRUE(block.defects.isEmpty());
}

TEST(HeaderBlock, ReadsCrLf)
{
    const HeaderBlock block = scan("From: a\r\nTo: b\r\n\r\nbody\r\n");
    EXPECT_EQ(namesOf(block), "From To ");
    EXPECT_EQ(block.fields[0].value, "a");
    EXPECT_EQ(block.bodyOffset, 18u);
    EXPECT_TRUE(block.defects.isEmpty());
}

TEST(HeaderBlock, RepairsTheStart)
{
    EXPECT_EQ(namesOf(scan("\xEF\xBB\xBF"
                           "From: a\n\n")),
        "From ");
    EXPECT_EQ(namesOf(scan("From a@b Mon Jan  1 10:00:00 2024\n>From x Mon Jan  1 10:00:00 2024\nTo: b\n\n")), "To ");
    EXPECT_TRUE(scan("From a@b Mon Jan  1 10:00:00 2024\nTo: b\n\n").defects.isEmpty());
    for (const char* junk : {"\n\r\nFrom: a\n\n", "    From: a\n\n"}) {
        const HeaderBlock block = scan(junk);
        EXPECT_EQ(namesOf(block), "From ");
        EXPECT_TRUE(block.defects.has(Defect::LeadingJunk));
    }
    EXPECT_EQ(scan("\nbody", BlockKind::Part).bodyOffset, 1u);
}

TEST(HeaderBlock, AllowsBlanksBeforeTheColon)
{
    EXPECT_EQ(namesOf(scan("From : a@b\nSubject\t: s\n\nb")), "From Subject ");
}

TEST(HeaderBlock, PassesBadLinesWhileHeadersFollow)
{
    for (const char* bytes :
        {"From: a\nno header here\nSubject: s\n\nb\n", "no header here\nFrom: a\nSubject: s\n\nb\n"}) {
        const HeaderBlock block = scan(bytes);
        EXPECT_EQ(namesOf(block), "From Subject ");
        EXPECT_TRUE(block.defects.has(Defect::BadHeaderLine));
    }
    const std::string_view noEmptyLine = "From: a\nSubject: s\nthe body begins\nat once\n\nmore: text\n";
    const HeaderBlock block = scan(noEmptyLine);
    EXPECT_EQ(namesOf(block), "From Subject ");
    EXPECT_EQ(noEmptyLine.substr(block.bodyOffset, 8), "the body");
    const HeaderBlock multipart = scan("Content-Type: multipart/mixed; boundary=b\n--b\nContent-Type: text/html\n\nx");
    EXPECT_EQ(multipart.fields.size(), 1u);
}

TEST(HeaderBlock, BareCrEndsNoLineBesideLf)
{
    const HeaderBlock beside = scan("From: a\nSubject: s\rBcc: evil\n\nb");
    EXPECT_EQ(namesOf(beside), "From Subject ");
    EXPECT_TRUE(beside.defects.has(Defect::BareCr));
    const HeaderBlock alone = scan("From: a\rSubject: s\r\rbody\r");
    EXPECT_EQ(namesOf(alone), "From Subject ");
    EXPECT_TRUE(alone.crLines);
    EXPECT_TRUE(alone.defects.has(Defect::BareCr));
}

TEST(HeaderBlock, FoldsOverBlankLines)
{
    EXPECT_EQ(namesOf(scan("From: a\nSubject: s\n \n Bcc: evil\n\nb")), "From Subject ");
}

TEST(HeaderBlock, MarksDefects)
{
    EXPECT_TRUE(scan("").defects.has(Defect::Empty));
    EXPECT_TRUE(scan("\n").defects.has(Defect::Empty));
    EXPECT_TRUE(scan("no mail at all\n\nFrom: a\n").defects.has(Defect::NotAMessage));
    EXPECT_TRUE(scan("From: a\nSubject: cut").defects.has(Defect::Truncated));
    EXPECT_FALSE(scan("From: a\nSubject: whole\n").defects.has(Defect::Truncated));
    EXPECT_TRUE(scan(std::string_view("X: a\0b\n\n", 9)).defects.has(Defect::NulInHeader));
    EXPECT_TRUE(scan("From: a\nfrom: b\n\n").defects.has(Defect::ConflictingHeader));
    EXPECT_TRUE(scan("Content-Type: a/b\nContent-type: a/c\n\n").defects.has(Defect::ConflictingHeader));
    EXPECT_FALSE(scan("Received: a\nReceived: b\n\n").defects.has(Defect::ConflictingHeader));
}

TEST(HeaderBlock, AppliesLimits)
{
    std::string many, large = "From: a\n";
    for (int i = 0; i < 20000; ++i)
        many += "X: y\n";
    const HeaderBlock counted = scan(many + "\nbody");
    EXPECT_EQ(counted.fields.size(), 10000u);
    EXPECT_TRUE(counted.defects.has(Defect::TooManyHeaders));
    EXPECT_EQ(counted.bodyOffset, many.size() + 1);
    for (int i = 0; i < 2200; ++i)
        large += "X-Pad: " + std::string(990, 'p') + "\n";
    const HeaderBlock cut = scan(large + "\nbody");
    EXPECT_TRUE(cut.defects.has(Defect::HeaderBlockTooLarge));
    EXPECT_EQ(cut.bodyOffset, large.size() + 1);
    const HeaderBlock longOne = scan("X: " + std::string(300000, 'l') + "\nFrom: a\n\n");
    EXPECT_TRUE(longOne.defects.has(Defect::HeaderTooLong));
    EXPECT_EQ(longOne.fields[0].value.size(), size_t{256} << 10);
    EXPECT_EQ(namesOf(longOne), "X From ");
}

TEST(HeaderBlock, ReadsUtf16)
{
    const std::string_view little("\xFF\xFE"
                                  "F\0r\0o\0m\0:\0 \0a\0\n\0",
        18);
    ASSERT_TRUE(messageFromUtf16(little));
    EXPECT_EQ(*messageFromUtf16(little), "From: a\n");
    const std::string_view big("\0F\0r\0o\0m\0:", 10);
    ASSERT_TRUE(messageFromUtf16(big));
    EXPECT_EQ(*messageFromUtf16(big), "From:");
    EXPECT_FALSE(messageFromUtf16("From: a\n"));
}

} // namespace
} // namespace assay
