// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/replacetags.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

ReplaceTags exampleTags()
{
    ReplaceTags tags;
    tags.tags = {{"A", "[aA4]"}, {"B", "[bB8]"}, {"AB", "<A>x<B>"}, {"LOOP", "<LOOP>y"}};
    tags.pre = {{"P1", "(?:p)?"}};
    tags.post = {{"Q1", "{1,3}"}};
    tags.inter = {{"I1", "[._-]?"}};
    return tags;
}

TEST(ReplaceTags, ReplacesKnownTagsOnly)
{
    EXPECT_EQ(exampleTags().apply("x<A>y<NOSUCH><div>"), "x[aA4]y<NOSUCH><div>");
    EXPECT_EQ(exampleTags().apply("no tags"), "no tags");
}

TEST(ReplaceTags, InterStandsBetweenTagsThatTouch)
{
    EXPECT_EQ(exampleTags().apply("z<inter I1><A><B>-<A>z"), "z[aA4][._-]?[bB8]-[aA4]z");
    EXPECT_EQ(exampleTags().apply("<inter I1><A><B>"), "[aA4][._-]?[bB8]");
}

TEST(ReplaceTags, PreAndPostSurroundTags)
{
    EXPECT_EQ(exampleTags().apply("z<post Q1><A><B>"), "z[aA4]{1,3}[bB8]{1,3}");
    EXPECT_EQ(exampleTags().apply("z<pre P1><A>-<B>"), "z(?:p)?[aA4]-(?:p)?[bB8]");
}

TEST(ReplaceTags, TagsMayHoldTags)
{
    EXPECT_EQ(exampleTags().apply("<AB>"), "[aA4]x[bB8]");
    EXPECT_EQ(exampleTags().apply("<LOOP>"), "<LOOP>yyyyyy");
}

TEST(ReplaceTags, OtherDelimiters)
{
    ReplaceTags tags = exampleTags();
    tags.start = "#<";
    EXPECT_EQ(tags.apply("a#<A>b<A>"), "a#<A>b<A>"); // the text is cut at "<A>" whatever the delimiters are
}

} // namespace
} // namespace assay::rules
