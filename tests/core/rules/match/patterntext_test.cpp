// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/patterntext.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

TEST(PatternText, LeavesOrdinaryPatternsAlone)
{
    for (const char* text : {"", "a{2}", "a{2,}b{2,3}", "[{,3}]", "\\{,3}", "\\x{41}", "(?i:a)(?<NAME>x)", "x{", "{}",
             "{ }", "\\Q{,3}\\E", "[[:alpha:]{,3}]", "(?:a)", "(", "\\", "[", "a{,}"})
        EXPECT_EQ(rewritePerlPattern(text).text, text);
}

TEST(PatternText, RewritesQuantifiersOfNewerPerl)
{
    EXPECT_EQ(rewritePerlPattern("a{,3}b").text, "a{0,3}b");
    EXPECT_EQ(rewritePerlPattern("a{ 1, 3 }").text, "a{1,3}");
    EXPECT_EQ(rewritePerlPattern("a{2 }").text, "a{2}");
}

TEST(PatternText, DropsFlagsWithoutCounterpart)
{
    EXPECT_EQ(rewritePerlPattern("(?aai)x").text, "(?i)x");
    EXPECT_EQ(rewritePerlPattern("(?u:x)").text, "(?:x)");
    EXPECT_EQ(rewritePerlPattern("(?i-s)x").text, "(?i-s)x");
}

TEST(PatternText, KeepsPlacesOfTheOriginal)
{
    const PatternText text = rewritePerlPattern("a{,3}b{,4}(");
    ASSERT_EQ(text.text, "a{0,3}b{0,4}(");
    EXPECT_EQ(text.originalOffset(0), 0U);
    EXPECT_EQ(text.originalOffset(text.text.find('b')), 5U);
    EXPECT_EQ(text.originalOffset(text.text.size()), 11U);
}

} // namespace
} // namespace assay::rules
