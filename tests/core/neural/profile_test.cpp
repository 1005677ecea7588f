// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/data/profile.h"
#include "core/neural/data/vectortext.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::neural {
namespace {

using Names = std::vector<std::string>;

TEST(Profile, IsSortedByBytesWithoutRepeats)
{
    const Profile profile = makeProfile({"b", "_", "B", "a", "b"});
    EXPECT_EQ(profile.symbols, (Names{"B", "_", "a", "b"}));
    EXPECT_EQ(profile.digest, profileDigest({"B_", "ab"})); // only the names in a row count
    EXPECT_NE(profile.digest, profileDigest({"B_", "aB"}));
}

TEST(Profile, IsReadBackAndCheckedOnTheWay)
{
    Profile profile = makeProfile({"ONE", "TWO \"quoted\"", "THREE"});
    profile.version = 7;
    profile.key = "rn_default_default_x_7";
    profile.distance = 0;
    const std::string json = profileToJson(profile);
    const auto read = profileFromJson(json);
    ASSERT_TRUE(read) << read.error().toString();
    EXPECT_EQ(read->symbols, profile.symbols);
    EXPECT_EQ(read->version, 7u);
    EXPECT_EQ(read->key, profile.key);
    EXPECT_EQ(read->distance, 0.0);

    const auto broken = [&](const std::string& what, const std::string& by) {
        std::string text = json;
        const size_t at = text.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        return profileFromJson(text.replace(at, what.size(), by)).ok();
    };
    EXPECT_FALSE(broken("ONE", "ONES")) << "a digest of other symbols";
    EXPECT_FALSE(broken("\"version\":7", "\"version\":7.5"));
    EXPECT_FALSE(broken("\"version\":7", "\"version\":-1"));
    EXPECT_FALSE(broken("redis_key", "other_key"));
    EXPECT_FALSE(broken("\"symbols\":[", "\"symbols\":[[],"));
    EXPECT_FALSE(profileFromJson("{"));
    EXPECT_FALSE(profileFromJson("{}"));
}

TEST(ProfileDistance, CountsAsThePeerDoes)
{
    const Names abc = {"a", "b", "c"};
    EXPECT_EQ(profileDistance(abc, abc), 0);
    EXPECT_EQ(profileDistance({}, {}), 0);
    EXPECT_EQ(profileDistance(abc, {"a", "b", "c", "d"}), 1);
    EXPECT_EQ(profileDistance({"a", "b", "c", "d"}, abc), 1);
    EXPECT_EQ(profileDistance(abc, {"a", "c"}), 1);
    EXPECT_EQ(profileDistance(abc, {}), 3);
    EXPECT_EQ(profileDistance(abc, {"x", "y", "z"}), 3); // six differ: it stops after the longer length
}

TEST(ProfileDistance, AllowsLessThanThirtyPercent)
{
    EXPECT_TRUE(isNearEnough(2, 10));
    EXPECT_FALSE(isNearEnough(3, 10));
    EXPECT_FALSE(isNearEnough(0, 0));
}

TEST(VectorText, IsThatOfTheCLanguage)
{
    const std::vector<double> numbers = {0, 1, -0.5, 1.0 / 3, 1e-5, 123456789012345678.0, 1e300};
    std::string expected;
    for (const double number : numbers) {
        char buffer[40];
        std::snprintf(buffer, sizeof buffer, "%.14g", number);
        expected += (expected.empty() ? "" : ";") + std::string(buffer);
    }
    EXPECT_EQ(vectorToText(numbers), expected);
}

TEST(VectorText, HasTheLengthOfItsProfileAndNumbersOnly)
{
    ASSERT_TRUE(vectorFromText("1;2;3", 3));
    EXPECT_EQ(vectorFromText("1;2;3", 3)->at(1), 2);
    for (const char* text : {"", "1;2", "1;2;3;4", "1;;3", "1;x;3", "1;2;nan", "1;inf;3", "1; 2;3", "1;2;3 "})
        EXPECT_EQ(vectorFromText(text, 3).error().code, ErrorCode::BadData) << text;
    const std::vector<double> numbers = {1, 2.5, 0};
    EXPECT_EQ(unpackVector(packVector(numbers), 3).value(), numbers);
    EXPECT_FALSE(unpackVector(packVector(numbers), 2));
    EXPECT_FALSE(unpackVector("1;2.5;0", 3));
}

} // namespace
} // namespace assay::neural
