// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evaltext.h"

#include <gtest/gtest.h>

using namespace assay::rules;

TEST(EvalText, Compares)
{
    EXPECT_TRUE(compares(100, "< 384"));
    EXPECT_FALSE(compares(384, "< 384"));
    EXPECT_TRUE(compares(1, "!= 0"));
    EXPECT_TRUE(compares(-1, ">=-1"));
    EXPECT_TRUE(compares(2, "== 2"));
    for (const char* text : {"", "5", "<", "< x", "<> 1", "< 1 2"})
        EXPECT_FALSE(compares(0, text)) << text;
}

TEST(EvalText, Splitting)
{
    EXPECT_EQ(squeezed(" a \n\tb  "), " a b ");
    EXPECT_EQ(lines("a\n\nb\n").size(), 3u);
    EXPECT_EQ(lines("").size(), 0u);
    EXPECT_EQ(words("  a bc\n").size(), 2u);
    EXPECT_EQ(split("a::b", ':').size(), 3u);
    EXPECT_EQ(domainOf("a@b@c.org"), "c.org");
    EXPECT_EQ(domainOf("none"), "");
}
