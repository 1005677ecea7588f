// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/kinds.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::train {
namespace {

TEST(Kinds, DeclareSoundOptions)
{
    std::set<std::string_view> ids;
    for (const models::ModelKind* kind : modelKinds()) {
        EXPECT_TRUE(ids.insert(kind->id()).second) << kind->id();
        EXPECT_EQ(findKind(kind->id()), kind);
        EXPECT_FALSE(kind->title().empty());
        std::set<std::string_view> keys;
        for (const models::Option& option : kind->options()) {
            EXPECT_TRUE(keys.insert(option.key).second) << option.key;
            EXPECT_FALSE(option.title.empty() || option.meaning.empty()) << option.key;
            EXPECT_LE(option.low, option.fallback) << option.key;
            EXPECT_GE(option.high, option.fallback) << option.key;
            EXPECT_EQ(option.choices.empty(), option.type != models::Option::Type::Choice) << option.key;
        }
        const auto params = models::Params::make(kind->options(), {});
        ASSERT_TRUE(params);
        EXPECT_TRUE(models::Params::make(kind->options(), params->settings()));
    }
    EXPECT_EQ(findKind("nothing"), nullptr);
}

} // namespace
} // namespace assay::train
