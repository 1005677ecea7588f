// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/labelfile.h"

#include <gtest/gtest.h>

#include <cstring>

namespace assay::feedback {
namespace {

struct Collected : LabelFileSink
{
    void line(LabelLine line) override { lines.push_back(std::move(line)); }
    void reject(uint64_t line, std::string, std::string why) override
    {
        rejects.push_back(std::to_string(line) + ": " + why);
    }
    std::vector<LabelLine> lines;
    std::vector<std::string> rejects;
    std::optional<Error> error;
};

Collected readText(const std::string& text, size_t piece = 7)
{
    Collected collected;
    size_t at = 0;
    const ReadBytes read = [&](char* buffer, size_t length) -> Result<size_t> {
        const size_t count = std::min({piece, length, text.size() - at});
        std::memcpy(buffer, text.data() + at, count);
        at += count;
        return count;
    };
    const auto done = readLabelFile(read, collected, {});
    if (!done)
        collected.error = done.error();
    return collected;
}

const std::string hash(64, 'a');

TEST(LabelFile, ReadsCsvWithAllColumns)
{
    const auto read = readText("\xEF\xBB\xBFMessage-ID;Label;By;Date;Confidence;Note;other\r\n"
                               "<a@b>;spam;ann;2026-11-21T09:14:22+02:00;80;\"one; two\";x\r\n"
                               "c@d;not spam;;1700000000;0.5;;\r\n");
    ASSERT_FALSE(read.error) << read.error->toString();
    ASSERT_EQ(read.lines.size(), 2u);
    EXPECT_EQ(read.lines[0].messageId, "a@b");
    EXPECT_EQ(read.lines[0].label, "spam");
    EXPECT_EQ(read.lines[0].author, "ann");
    EXPECT_EQ(read.lines[0].at, 1795245262);
    EXPECT_EQ(read.lines[0].confidence, 80);
    EXPECT_EQ(read.lines[0].note, "one; two");
    EXPECT_EQ(read.lines[0].line, 2u);
    EXPECT_EQ(read.lines[1].label, "not spam");
    EXPECT_EQ(read.lines[1].at, 1'700'000'000);
    EXPECT_EQ(read.lines[1].confidence, 50);
    EXPECT_TRUE(read.rejects.empty());
}

TEST(LabelFile, ReadsJsonLines)
{
    const auto read = readText("{\"sha256\":\"" + hash
        + "\",\"label\":\"ham\",\"confidence\":90}\n\n"
          "{\"source\":\"in.mbox\",\"item\":3,\"label\":\"spam\",\"defects\":[\"x\"]}\n");
    ASSERT_EQ(read.lines.size(), 2u);
    EXPECT_EQ(read.lines[0].sha256->front(), 0xAA);
    EXPECT_EQ(read.lines[0].confidence, 90);
    EXPECT_EQ(read.lines[1].path, "in.mbox");
    EXPECT_EQ(read.lines[1].item, "3");
    EXPECT_EQ(read.lines[1].line, 3u);
}

TEST(LabelFile, RejectsLinesByNumberAndGoesOn)
{
    const auto read = readText("item,label,at,confidence,sha256\n"
                               "1,spam,,,\n"
                               "2,,,,\n"
                               ",spam,,,\n"
                               "3,spam,yesterday,,\n"
                               "4,spam,,101,\n"
                               "5,spam,,,12\n"
                               "6,spam,,,,,\n"
                               "7,spam,2026-02-30,,\n"
                               "8,ham,2026-02-28,100,\n");
    EXPECT_EQ(read.lines.size(), 2u);
    EXPECT_EQ(read.rejects,
        (std::vector<std::string>{"3: there is no label", "4: no item is named", "5: the time is not ISO 8601",
            "6: the confidence is not a percentage", "7: the SHA-256 is not 64 hexadecimal digits",
            "8: it has more values than the first line", "9: the time is not ISO 8601"}));
}

TEST(LabelFile, AStrayQuoteCostsItsLineOnly)
{
    std::string text = "item,label,note\n1,spam,\"open\n";
    for (int i = 2; i < 500; ++i)
        text += std::to_string(i) + ",ham,\n";
    const auto read = readText(text);
    EXPECT_EQ(read.lines.size(), 498u);
    EXPECT_EQ(read.rejects, (std::vector<std::string>{"2: a quote is not closed"}));
}

TEST(LabelFile, QuotedLineBreaksBelongToTheField)
{
    const auto read = readText("item,label,note\n1,spam,\"two\nlines\"\n2,ham,\n");
    ASSERT_EQ(read.lines.size(), 2u);
    EXPECT_EQ(read.lines[0].note, "two\nlines");
    EXPECT_EQ(read.lines[1].line, 4u);
}

TEST(LabelFile, LongLinesAreRejectedWithoutBeingKept)
{
    const auto read = readText("item,label,note\n1,spam," + std::string(200'000, 'x') + "\n2,ham,\n", 4096);
    EXPECT_EQ(read.lines.size(), 1u);
    EXPECT_EQ(read.rejects, (std::vector<std::string>{"2: the line is longer than 64 KiB"}));
    const auto quoted = readText("item,label,note\n1,spam,\"x\n" + std::string(200'000, 'x') + "\"\n2,ham,\n", 4096);
    EXPECT_EQ(quoted.lines.size(), 1u);
    EXPECT_EQ(
        quoted.rejects, (std::vector<std::string>{"2: a quote is not closed", "3: the line is longer than 64 KiB"}));
    const auto json = readText("{\"item\":1,\"label\":\"ham\"}\n{\"x\":\"" + std::string(200'000, 'x') + "\"}\n", 4096);
    EXPECT_EQ(json.lines.size(), 1u);
    EXPECT_EQ(json.rejects, (std::vector<std::string>{"2: the line is longer than 64 KiB"}));
}

TEST(LabelFile, WhatIsNoSuchFileIsAnError)
{
    EXPECT_EQ(readText("").error->code, ErrorCode::BadData);
    EXPECT_EQ(readText("a,b\n1,2\n").error->code, ErrorCode::BadData);
    EXPECT_EQ(readText("label,note\nspam,x\n").error->code, ErrorCode::BadData);
    EXPECT_EQ(readText("message_id\nx\n").error->code, ErrorCode::BadData);
    EXPECT_EQ(readText(std::string("\xFF\xFEl\0", 4)).error->code, ErrorCode::Unsupported);
}

TEST(LabelFile, ErrorsOfTheInputAreHandedOn)
{
    Collected collected;
    const ReadBytes read = [](char*, size_t) -> Result<size_t> { return Error{ErrorCode::ReadFailed, "x", {}}; };
    EXPECT_EQ(readLabelFile(read, collected, {}).error().code, ErrorCode::ReadFailed);
}

} // namespace
} // namespace assay::feedback
