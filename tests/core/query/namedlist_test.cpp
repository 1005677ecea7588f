// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/namedlist.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::query {
namespace {

IpAddress ip(std::string_view text)
{
    const auto address = IpAddress::parse(text);
    EXPECT_TRUE(address) << text;
    return address.value_or(IpAddress());
}

TEST(IpRangeSet, MergesWhatOverlapsOrTouches)
{
    const IpRangeSet set({{ip("10.0.0.9"), ip("10.0.0.20")}, {ip("10.0.0.0"), ip("10.0.0.5")},
        {ip("10.0.0.6"), ip("10.0.0.7")}, {ip("10.0.0.15"), ip("10.0.0.16")}, {ip("2.2.2.2"), ip("1.1.1.1")}});
    const std::vector<IpRange> expected = {{ip("10.0.0.0"), ip("10.0.0.7")}, {ip("10.0.0.9"), ip("10.0.0.20")}};
    EXPECT_EQ(set.ranges(), expected);
    EXPECT_TRUE(set.contains(ip("10.0.0.20")));
    EXPECT_FALSE(set.contains(ip("10.0.0.8")));
    EXPECT_FALSE(set.contains(ip("9.255.255.255")));
    EXPECT_TRUE(IpRangeSet().isEmpty());
    EXPECT_FALSE(IpRangeSet().contains(ip("::")));
}

TEST(IpRangeSet, TheLastAddressHasNoNext)
{
    const IpRangeSet set({{ip("ffff::"), ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")}, {ip("::"), ip("::")}});
    EXPECT_EQ(set.ranges().size(), 2U);
    EXPECT_TRUE(set.contains(ip("::")));
}

TEST(IpRangeSet, ContainsWhatALinearSearchFinds)
{
    std::mt19937 random(11);
    const auto address = [&random] { return ip("10.0.0." + std::to_string(random() % 256)); };
    for (int round = 0; round < 50; ++round) {
        std::vector<IpRange> ranges;
        for (int i = 0; i < 12; ++i) {
            const IpAddress a = address(), b = address();
            if (random() % 2)
                ranges.push_back({std::min(a, b), std::max(a, b)});
            else
                ranges.push_back({a, a});
        }
        const IpRangeSet set(ranges);
        for (int last = 0; last < 256; ++last) {
            const IpAddress one = ip("10.0.0." + std::to_string(last));
            const bool inside = std::any_of(ranges.begin(), ranges.end(),
                [&one](const IpRange& range) { return range.low <= one && one <= range.high; });
            ASSERT_EQ(set.contains(one), inside) << one.toString();
        }
    }
}

} // namespace
} // namespace assay::query
