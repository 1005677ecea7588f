// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/match.h"

#include "core/query/glob.h"
#include "core/text/searchfold.h"
#include "core/text/utf8.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::query {
namespace {

using Piece = TextTest::Piece;
using Mode = TextTest::Mode;

std::vector<Piece> piecesOf(std::string_view pattern)
{
    std::vector<Piece> pieces;
    for (const char c : pattern) {
        if (c == '*')
            pieces.push_back({Piece::Kind::AnyRun, {}});
        else if (c == '?')
            pieces.push_back({Piece::Kind::OneCharacter, {}});
        else if (!pieces.empty() && pieces.back().kind == Piece::Kind::Literal)
            pieces.back().literal += c;
        else
            pieces.push_back({Piece::Kind::Literal, std::string(1, c)});
    }
    return pieces;
}

bool passes(std::string_view text, FieldType type, std::string_view value, Mode mode = Mode::Natural)
{
    const bool wild = text.find_first_of("*?") != std::string_view::npos;
    const TextTest test = makeTextTest(text, type, mode, wild ? piecesOf(foldedForSearch(text)) : std::vector<Piece>());
    return matchesText(test, type, foldedForSearch(value));
}

TEST(Match, TextContains)
{
    EXPECT_TRUE(passes("invoice", FieldType::Text, "Your INVOICES are here"));
    EXPECT_TRUE(passes("счет", FieldType::Text, "Ваш СЧЁТ"));
    EXPECT_TRUE(passes("i?v*here", FieldType::Text, "Your INVOICES are here."));
    EXPECT_FALSE(passes("here your", FieldType::Text, "your here"));
    EXPECT_TRUE(passes("", FieldType::Text, ""));
}

TEST(Match, KeywordIsTheWholeValue)
{
    EXPECT_TRUE(passes("FUZZY_*", FieldType::Keyword, "fuzzy_denied"));
    EXPECT_TRUE(passes("Spam", FieldType::Keyword, "spam"));
    EXPECT_FALSE(passes("spam", FieldType::Keyword, "spammy"));
    EXPECT_TRUE(passes("*.zip", FieldType::Keyword, "a.ZIP"));
    EXPECT_FALSE(passes("*.zip", FieldType::Keyword, "a.zip.exe"));
}

TEST(Match, WordsStandNextToEachOther)
{
    EXPECT_TRUE(passes("second notice", FieldType::Words, "The Second -- notice!"));
    EXPECT_FALSE(passes("second notice", FieldType::Words, "second last notice"));
    EXPECT_FALSE(passes("note", FieldType::Words, "notes"));
    EXPECT_TRUE(passes("second not*", FieldType::Words, "a second notice"));
    EXPECT_FALSE(passes("sec not*", FieldType::Words, "a second notice"));
    EXPECT_TRUE(passes("发票", FieldType::Words, "电子发票请查收"));
    EXPECT_FALSE(passes("发票", FieldType::Words, "发电票"));
    EXPECT_TRUE(passes("发*", FieldType::Words, "电子发票"));
    EXPECT_TRUE(passes("ceo@vip.example", FieldType::Words, "Boss <CEO@vip.example>"));
    EXPECT_TRUE(passes("!!!", FieldType::Words, "now!!!"));
    EXPECT_TRUE(passes("n?w", FieldType::Words, "renewed"));
}

TEST(Match, ExactIsTheWholeValueOfEveryType)
{
    for (const FieldType type : {FieldType::Text, FieldType::Words, FieldType::Keyword}) {
        EXPECT_TRUE(passes("Re: you", type, "RE: You", Mode::Exact));
        EXPECT_FALSE(passes("you", type, "Re: you", Mode::Exact));
        EXPECT_TRUE(passes("re*you", type, "Re: you", Mode::Exact));
    }
}

TEST(Match, ListsOfWords)
{
    const NamedList list{"vip", {}, {"@firm.example", "bob@example.com", "other.example", "two words"}};
    EXPECT_TRUE(matchesWordList(list, FieldType::Keyword, "bob@example.com"));
    EXPECT_FALSE(matchesWordList(list, FieldType::Keyword, "bob <bob@example.com>"));
    EXPECT_TRUE(matchesWordList(list, FieldType::Text, "bob <bob@example.com>, x"));
    EXPECT_TRUE(matchesWordList(list, FieldType::Text, "a@firm.example"));
    EXPECT_TRUE(matchesWordList(list, FieldType::Text, "(a@other.example)"));
    EXPECT_TRUE(matchesWordList(list, FieldType::Text, "two words"));
    EXPECT_FALSE(matchesWordList(list, FieldType::Text, "rob@example.com two"));
}

TEST(Match, NumbersHaveOpenAndClosedEnds)
{
    EXPECT_TRUE((NumberTest{6, 15}.matches(15)));
    EXPECT_FALSE((NumberTest{6, 15, true, false}.matches(15)));
    EXPECT_FALSE((NumberTest{6, std::nullopt, false}.matches(6)));
    EXPECT_TRUE((NumberTest{}.matches(-1e300)));
    EXPECT_FALSE((NumberTest{9, 1}.matches(5)));
}

TEST(Match, TestsOfOtherKindsAreNotPassed)
{
    EXPECT_FALSE(matchesNumber(IpTest{}, 1));
    EXPECT_FALSE(matchesAddress(NumberTest{}, IpAddress()));
    EXPECT_FALSE(matchesAddress(ListTest{}, IpAddress()));
    EXPECT_FALSE(matchesText(RegexTest{"a"}, FieldType::Text, "a", "a", nullptr));
    EXPECT_TRUE(matchesText(RegexTest{"a"}, FieldType::Text, "A", "a",
        [](const RegexTest& test, std::string_view value) { return test.pattern == "a" && value == "A"; }));
}

// The plain definition, one character at a time.
bool globByDefinition(std::string_view pattern, std::string_view text)
{
    if (pattern.empty())
        return text.empty();
    if (pattern[0] == '*') {
        for (size_t skip = 0; skip <= text.size(); ++skip) {
            if (globByDefinition(pattern.substr(1), text.substr(skip)))
                return true;
        }
        return false;
    }
    return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0])
        && globByDefinition(pattern.substr(1), text.substr(1));
}

TEST(Match, GlobsFollowTheirDefinition)
{
    std::mt19937 random(3);
    const auto word = [&random](std::string_view letters, size_t longest) {
        std::string made;
        for (size_t left = random() % (longest + 1); left > 0; --left)
            made += letters[random() % letters.size()];
        return made;
    };
    int matched = 0;
    for (int round = 0; round < 20000; ++round) {
        const std::string pattern = word("ab*?", 7), text = word("ab", 9);
        const bool expected = globByDefinition(pattern, text);
        matched += expected ? 1 : 0;
        ASSERT_EQ(globMatches(piecesOf(pattern), text), expected) << pattern << " on " << text;
        ASSERT_EQ(globIsIn(piecesOf(pattern), text), globByDefinition("*" + pattern + "*", text)) << pattern << text;
    }
    EXPECT_GT(matched, 500);
}

TEST(Match, OneCharacterIsACodePoint)
{
    EXPECT_TRUE(globMatches(piecesOf("a?b"), "aжb"));
    EXPECT_TRUE(globMatches(piecesOf("*?b"), "жb"));
    EXPECT_FALSE(globMatches(piecesOf("a??b"), "aжb"));
    EXPECT_TRUE(globMatches(piecesOf("*??"), "жb"));
    EXPECT_FALSE(globMatches(piecesOf("*???"), "жb"));
}

} // namespace
} // namespace assay::query
