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

} // namespace
} // namespace assay
