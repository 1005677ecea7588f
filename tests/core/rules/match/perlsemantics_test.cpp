// SPDX-License-Identifier: GPL-3.0-or-later
// What a byte pattern means: Perl 5.36 with /aa (spec/regex B.3).
#include "core/rules/match/bytetables.h"
#include "core/rules/match/matcher.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

bool matches(const std::string& text, std::string_view input, PatternFlags flags = {})
{
    const auto pattern = SinglePattern::compile({"T", text, flags, 1});
    EXPECT_TRUE(pattern) << (pattern ? "" : pattern.error().toString());
    return pattern && pattern->matches(input);
}

PatternFlags caseless()
{
    PatternFlags flags;
    flags.caseless = true;
    return flags;
}

TEST(PerlSemantics, FoldsTheThirtyLatin1Pairs)
{
    int pairs = 0;
    for (int c = 0x80; c <= 0xFF; ++c) {
        const std::string pattern(1, static_cast<char>(c));
        for (int other = 0; other <= 0xFF; ++other) {
            const bool pair = other != c && otherCaseOfByte(static_cast<uint8_t>(c)) == other;
            pairs += pair;
            const std::string input(1, static_cast<char>(other));
            EXPECT_EQ(matches(pattern, input, caseless()), pair || other == c) << c << " " << other;
            EXPECT_EQ(matches("[" + pattern + "]", input, caseless()), pair || other == c) << c << " " << other;
            EXPECT_EQ(matches(pattern, input), other == c);
        }
    }
    EXPECT_EQ(pairs, 60);
    EXPECT_FALSE(matches("\xD7", "\xF7", caseless()));
    EXPECT_FALSE(matches("\xDF", "\xFE", caseless()));
}

TEST(PerlSemantics, ClassesAreAscii)
{
    for (int c = 0x80; c <= 0xFF; ++c) {
        const std::string input(1, static_cast<char>(c));
        EXPECT_FALSE(matches("[\\d\\s\\w[:alpha:][:space:][:punct:][:cntrl:][:print:][:upper:][:lower:]]", input)) << c;
        EXPECT_FALSE(matches("[[:upper:]]", input, caseless())) << c;
        EXPECT_FALSE(matches("x\\b" + input, "x" + input + "y") == false) << c;
    }
    EXPECT_TRUE(matches("^\\s$", "\v"));
    EXPECT_TRUE(matches("^[[:space:]]$", "\v"));
    EXPECT_FALSE(matches("\\s", "\x85\xA0"));
}

TEST(PerlSemantics, LineEndsAreLineFeeds)
{
    EXPECT_TRUE(matches("a$", "a\n"));
    EXPECT_FALSE(matches("a$", "a\r\n"));
    EXPECT_FALSE(matches("a.b", "a\nb"));
    EXPECT_TRUE(matches("a.b", "a\rb"));
    EXPECT_FALSE(matches("a\\z", "a\n"));
}

TEST(PerlSemantics, PatternsCannotChangeTheEncoding)
{
    EXPECT_FALSE(SinglePattern::compile({"T", "(*UTF)a", {}, 1}));
    EXPECT_FALSE(SinglePattern::compile({"T", "\\C", {}, 1}));
}

TEST(PerlSemantics, CharacterPatternsNeedValidUtf8)
{
    PatternFlags flags;
    flags.utf = true;
    flags.caseless = true;
    EXPECT_TRUE(matches("^\xC3\xA9.$", "\xC3\x89\xE2\x82\xAC", flags));
    EXPECT_FALSE(matches("a", "a\xE9", flags));
}

} // namespace
} // namespace assay::rules
