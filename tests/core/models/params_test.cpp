// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/params.h"

#include <gtest/gtest.h>

namespace assay::models {
namespace {

constexpr std::string_view modes[] = {"none", "all"};
constexpr Option options[] = {
    {"n", "N", "How many.", "", Option::Type::Integer, 3, 1, 10},
    {"share", "Share", "How much.", "", Option::Type::Real, 0.5, 0, 1},
    {"mode", "Mode", "Which.", "", Option::Type::Choice, 0, 0, 1, modes},
};

TEST(Params, DefaultsAndSettings)
{
    const auto params = Params::make(options, {{"share", "0.25"}, {"mode", "all"}});
    ASSERT_TRUE(params);
    EXPECT_EQ(params->count("n"), 3u);
    EXPECT_EQ(params->number("share"), 0.25);
    EXPECT_EQ(params->number("mode"), 1);
    const Params::Settings expected = {{"n", "3"}, {"share", "0.25"}, {"mode", "all"}};
    EXPECT_EQ(params->settings(), expected);
    const auto again = Params::make(options, params->settings());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->settings(), expected);
}

TEST(Params, RefusesWhatIsOff)
{
    for (const auto& [key, value] : Params::Settings{{"n", "0"}, {"n", "11"}, {"n", "2.5"}, {"n", "two"}, {"n", ""},
             {"share", "nan"}, {"share", "1.01"}, {"mode", "some"}, {"other", "1"}}) {
        const auto params = Params::make(options, {{key, value}});
        ASSERT_FALSE(params) << key << "=" << value;
        EXPECT_EQ(params.error().code, ErrorCode::BadArgument);
    }
}

} // namespace
} // namespace assay::models
