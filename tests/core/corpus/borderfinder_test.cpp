// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/mbox/borderfinder.h"
#include "core/corpus/source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay {
namespace {

constexpr const char* fromLine = "From ann@example.org Mon Jan  1 10:00:00 2024\n";
const std::string header = "From: Ann <ann@example.org>\nSubject: one\n";

struct Split
{
    std::vector<MboxEntry> entries;
    uint64_t rejected = 0;
    std::string variant;
    bool leadingJunk = false;
    bool hasBorder = false;
};

Split split(const std::string& box, size_t piece = SIZE_MAX, bool strict = false, bool sizeKnown = true)
{
    BorderFinder finder(strict, sizeKnown ? std::optional<uint64_t>(box.size()) : std::nullopt);
    for (size_t at = 0; at < box.size(); at += std::min(piece, box.size() - at))
        finder.feed(std::string_view(box).substr(at, piece));
    finder.finish();
    return {finder.entries(), finder.rejectedBorders(), std::string(finder.variant()), finder.hasLeadingJunk(),
        finder.hasBorder()};
}

std::vector<std::string> messages(const std::string& box, const Split& found)
{
    std::vector<std::string> list;
    for (const MboxEntry& entry : found.entries)
        list.push_back(box.substr(entry.messageOffset, entry.length));
    return list;
}

std::string withCrLf(const std::string& text)
{
    std::string result;
    for (const char c : text)
        result += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return result;
}

// Quotes the lines that begin "From ", behind any number of '>' too if `anyDepth`.
std::string quoted(const std::string& body, bool anyDepth)
{
    std::string result;
    for (size_t line = 0; line < body.size();) {
        const size_t end = std::min(body.find('\n', line), body.size() - 1) + 1;
        const size_t word = anyDepth ? body.find_first_not_of('>', line) : line;
        if (body.compare(word, 5, "From ") == 0)
            result += '>';
        result.append(body, line, end - line);
        line = end;
    }
    return result;
}

TEST(BorderFinder, SplitsAtFromLinesAndLeavesTheClosingEmptyLineOut)
{
    const std::string message = header + "\nbody\n";
    const std::string box = fromLine + message + "\n" + fromLine + message + "\n" + fromLine + message + "\n";
    const Split found = split(box);
    EXPECT_EQ(messages(box, found), std::vector<std::string>(3, message));
    EXPECT_EQ(found.entries[1].offset, box.find(fromLine, 1));
    EXPECT_FALSE(found.leadingJunk);
    EXPECT_EQ(found.rejected, 0u);
}

TEST(BorderFinder, AcceptsEveryFormOfDate)
{
    for (const char* line : {"From a@b Mon Jan 1 10:00 2024", "From a@b Mon Jan  1 10:00:00 CET 2024",
             "From a@b Mon Jan  1 10:00:00 +0100 2024", "From  Mon Jan  1 10:00:00 2024",
             "From a b c@d Mon Jan  1 10:00:00 2024 remote from x", "From - Mon Jan  1 10:00:00 2024",
             "From \"a b\"@c Mon, 1 Jan 2024 10:00:00 +0000", "From MAILER-DAEMON 2024-01-01T10:00:00Z"})
        EXPECT_TRUE(fromLineHasDate(line)) << line;
    for (const char* line :
        {"From home recordings to mp3s,", "From a@b Mon Jan 1 2024", "From a@b Mon 10:00:00", "From 2004@10:00 x",
            "From a@b Mon Jan  1 10:00:00 1969", "From a@b Mon Jan 1 10:00:00 21000", "From a@b 99:99 2024"})
        EXPECT_FALSE(fromLineHasDate(line)) << line;
}

TEST(BorderFinder, LeavesProseAlone)
{
    const std::string box =
        fromLine + header + "\ntext\n\nFrom home recordings to mp3s,\nmore\n\n" + fromLine + header + "\nb\n";
    const Split found = split(box);
    EXPECT_EQ(found.entries.size(), 2u);
    EXPECT_EQ(found.rejected, 1u);
    EXPECT_EQ(found.variant, "raw");
}

TEST(BorderFinder, NeedsAHeaderBehindTheFromLine)
{
    const std::string box =
        fromLine + header + "\ntext\n\n" + fromLine + "no header here\n\n" + fromLine + header + "\nb\n";
    EXPECT_EQ(split(box).entries.size(), 2u);
}

TEST(BorderFinder, NeedsNoEmptyLineUnlessStrict)
{
    const std::string message = header + "\nbody\n";
    const std::string box = fromLine + message + fromLine + message;
    EXPECT_EQ(messages(box, split(box)), std::vector<std::string>(2, message));
    EXPECT_EQ(split(box, SIZE_MAX, true).entries.size(), 1u);
}

TEST(BorderFinder, AdaptsToAWriterWithoutDates)
{
    const std::string line = "From ann@example.org\n";
    const std::string message = header + "\nbody\n";
    const std::string box = line + message + "\n" + line + message + "\n" + line + message;
    EXPECT_EQ(messages(box, split(box)), std::vector<std::string>(3, message));
    // One border with a date ends the adaption; without an empty line it never applies.
    EXPECT_EQ(split(fromLine + message + "\n" + line + message).entries.size(), 1u);
    EXPECT_EQ(split(line + message + line + message).entries.size(), 1u);
}

TEST(BorderFinder, ListsEntriesWithoutContent)
{
    const std::string message = header + "\nbody\n";
    const std::string box =
        std::string(fromLine) + fromLine + message + "\n" + fromLine + "\n" + fromLine + message + "\n";
    const Split found = split(box);
    ASSERT_EQ(found.entries.size(), 4u);
    for (size_t i = 0; i < 4; ++i)
        EXPECT_EQ(found.entries[i].defects.has(Defect::Empty), i % 2 == 0) << i;
}

TEST(BorderFinder, ReportsJunkBeforeTheFirstBorder)
{
    EXPECT_TRUE(split(std::string("\n\njunk\n") + fromLine + header + "\nb\n").leadingJunk);
    EXPECT_FALSE(split(std::string("\n\n") + fromLine + header + "\nb\n").leadingJunk);
    EXPECT_FALSE(split(std::string("\xef\xbb\xbf") + fromLine + header + "\nb\n").leadingJunk);
    EXPECT_EQ(split(std::string("\xef\xbb\xbf") + fromLine + header + "\nb\n").entries.size(), 1u);
    EXPECT_FALSE(split("no from line here\n").hasBorder);
}

TEST(BorderFinder, BelievesAContentLengthThatLeadsToABorder)
{
    const std::string body = "From me\n\n" + std::string(fromLine) + header + "\ninner\n";
    const std::string message = header + "Content-Length: " + std::to_string(body.size()) + "\n\n" + body;
    const std::string box = fromLine + message + "\n" + fromLine + message;
    for (const bool sizeKnown : {true, false}) {
        const Split found = split(box, SIZE_MAX, false, sizeKnown);
        EXPECT_EQ(messages(box, found), std::vector<std::string>(2, message));
        EXPECT_EQ(found.variant, "mboxcl2");
        EXPECT_EQ(found.rejected, 4u);
        EXPECT_TRUE(found.entries[0].defects.isEmpty());
    }
}

TEST(BorderFinder, RefusesAContentLengthThatLeadsNowhere)
{
    for (const char* value : {"999999999", "-5", "abc", "", "0", "4", "18446744073709551617", "9223372036854775807"}) {
        const std::string message = header + "Content-Length: " + value + "\n\nsome body\n";
        const std::string box = fromLine + message + "\n" + fromLine + header + "\nb\n";
        for (const bool sizeKnown : {true, false}) {
            const Split found = split(box, 7, false, sizeKnown);
            ASSERT_EQ(found.entries.size(), 2u) << value;
            EXPECT_TRUE(found.entries[0].defects.has(Defect::MboxBadContentLength)) << value;
            EXPECT_FALSE(found.entries[1].defects.has(Defect::MboxBadContentLength)) << value;
            EXPECT_EQ(found.entries[0].length, message.size());
        }
    }
}

TEST(BorderFinder, SkipsHolesOfNuls)
{
    const std::string message = header + "\nbody\n";
    const std::string hole(100'000, '\0');
    const std::string box = fromLine + message + hole + fromLine + message + hole;
    for (const size_t piece : {size_t{1000}, size_t{4096}, SIZE_MAX})
        EXPECT_EQ(messages(box, split(box, piece)), std::vector<std::string>(2, message));
    const std::string inHeader = std::string(fromLine) + "Subject: cut" + hole + fromLine + message;
    EXPECT_EQ(split(inHeader, 4096).entries.size(), 2u);
    const std::string atStart = hole + fromLine + message;
    EXPECT_EQ(split(atStart, 4096).entries.size(), 1u);
}

TEST(BorderFinder, SurvivesLongLines)
{
    std::string words;
    for (int i = 0; i < 20'000; ++i)
        words += "From ";
    const std::string message = header + "X-Long: " + words + "\nX: y\n\ntext " + words + "\nFrom " + words + "\nend\n";
    const std::string box = fromLine + message + "\n" + fromLine + message;
    for (const size_t piece : {size_t{777}, size_t{65536}, SIZE_MAX})
        EXPECT_EQ(messages(box, split(box, piece)), std::vector<std::string>(2, message));
}

// The same bytes in pieces of any size give the same entries.
TEST(BorderFinder, DoesNotDependOnPieces)
{
    std::mt19937 random(7);
    const std::vector<std::string> tokens = {fromLine, "From x\n", header, "\n", "\r\n", "text\n", ">From me\n",
        ">>From me\n", "Content-Length: 12\n", "Content-Length: 5\n", std::string(9, '\0'), "From ", "no end",
        "a: b\r\n", "From q 10:00 2001\r\n", " folded\n", "\xef\xbb\xbf"};
    for (int round = 0; round < 3000; ++round) {
        std::string box;
        const size_t count = 1 + random() % 30;
        for (size_t i = 0; i < count; ++i)
            box += tokens[random() % tokens.size()];
        const Split whole = split(box);
        const size_t piece = 1 + random() % 40;
        const Split parts = split(box, piece, false, random() % 2 == 0);
        ASSERT_EQ(messages(box, parts), messages(box, whole)) << "round " << round << " piece " << piece << "\n" << box;
        EXPECT_EQ(parts.rejected, whole.rejected);
        EXPECT_EQ(parts.variant, whole.variant);
        EXPECT_EQ(parts.leadingJunk, whole.leadingJunk);
        for (size_t i = 0; i < whole.entries.size(); ++i) {
            EXPECT_EQ(parts.entries[i].offset, whole.entries[i].offset);
            EXPECT_EQ(parts.entries[i].defects, whole.entries[i].defects);
        }
    }
}

// A writer of each variant against the reader: bodies that hold every kind of From line.
class MboxVariant : public testing::TestWithParam<std::tuple<std::string, bool>>
{
};

TEST_P(MboxVariant, ComesBackAsItWasWritten)
{
    const auto& [variant, crlf] = GetParam();
    std::vector<std::string> bodies = {"plain\n", "From me to you\ntext\n", ">From quoted\n", "a\n\nFrom b\nc\n", ""};
    if (variant != "mboxo") // where it could not be told from mboxrd
        bodies.push_back(">>From twice\n");
    std::vector<std::string> originals;
    for (const std::string& body : bodies)
        originals.push_back(header + "X-Mark: " + std::to_string(originals.size()) + "\n\n" + body);
    std::string box;
    std::vector<std::string> stored;
    for (const std::string& original : originals) {
        const size_t bodyBegin = original.find("\n\n") + 2;
        std::string head = original.substr(0, bodyBegin - 1);
        std::string body = original.substr(bodyBegin);
        if (variant == "mboxrd")
            body = quoted(body, true);
        if (variant == "mboxo" || variant == "mboxcl")
            body = quoted(body, false);
        const size_t counted = crlf ? withCrLf(body).size() : body.size();
        if (variant == "mboxcl" || variant == "mboxcl2")
            head += "Content-Length: " + std::to_string(counted) + "\n";
        std::string entry = head + "\n" + body;
        stored.push_back(crlf ? withCrLf(entry) : entry);
        entry = fromLine + entry + "\n";
        box += crlf ? withCrLf(entry) : entry;
    }
    const Split found = split(box);
    EXPECT_EQ(messages(box, found), stored);
    EXPECT_EQ(found.variant, variant);
    if (variant != "mboxrd")
        return;
    for (size_t i = 0; i < originals.size(); ++i)
        EXPECT_EQ(unquotedMessage(stored[i], "mbox/" + found.variant), crlf ? withCrLf(originals[i]) : originals[i]);
}

INSTANTIATE_TEST_SUITE_P(
    All, MboxVariant, testing::Combine(testing::Values("mboxo", "mboxrd", "mboxcl", "mboxcl2"), testing::Bool()));

TEST(Unquoting, FollowsTheVariant)
{
    const std::string stored = ">From header\n\n>From one\n>>From two\nx >From three\n>From";
    EXPECT_EQ(unquotedMessage(stored, "mbox/mboxrd"), ">From header\n\nFrom one\n>From two\nx >From three\n>From");
    EXPECT_EQ(unquotedMessage(stored, "mbox/mboxo"), ">From header\n\nFrom one\n>>From two\nx >From three\n>From");
    EXPECT_EQ(unquotedMessage(stored, "mbox/mboxcl2"), stored);
    EXPECT_EQ(unquotedMessage(stored, "eml"), stored);
}

} // namespace
} // namespace assay
