// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/textfilter.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(TextFilter, WantsEveryWordSomewhere)
{
    EXPECT_TRUE(TextFilter("").matchesAll());
    EXPECT_TRUE(TextFilter("  \"\" ").matchesAll());
    const TextFilter two("LINUX perl");
    EXPECT_TRUE(two.matches({"Perl news", "linux@example.org"}));
    EXPECT_FALSE(two.matches({"Perl news", "unix@example.org"}));
    const TextFilter quoted("\"two words\" x");
    EXPECT_TRUE(quoted.matches({"has Two Words", "x"}));
    EXPECT_FALSE(quoted.matches({"two such words", "x"}));
}

TEST(TextFilter, LooksThroughCaseAndMarks)
{
    EXPECT_TRUE(TextFilter("счет").matches({"Оплатите СЧЁТ"}));
    EXPECT_TRUE(TextFilter("MÜLLER").matches({"Anna Mu\u0308ller"}));
    EXPECT_TRUE(TextFilter("muller").matches({"Müller"}));
    EXPECT_TRUE(TextFilter("发票").matches({"请查收发票"}));
    EXPECT_FALSE(TextFilter("发票").matches({"请查收"}));
    EXPECT_TRUE(TextFilter("abc").matches({"\xFF"
                                           "ABC"}));
}

} // namespace
} // namespace assay
