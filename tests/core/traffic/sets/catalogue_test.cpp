// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/catalogue.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::traffic {
namespace {

TEST(TrafficCatalogue, KeepsItsOrder)
{
    const auto all = trafficCatalogue();
    ASSERT_EQ(all.size(), 34U);
    EXPECT_EQ(all[0].name, "request_total");
    EXPECT_EQ(all[9].name, "css_to_html_ratio");
    EXPECT_EQ(all[22].name, "top_page_total");
    EXPECT_EQ(all[33].name, "geo_time_average");
    EXPECT_EQ(all[33].fallback, 12);
}

TEST(TrafficCatalogue, HasANameAndAMeaningForEach)
{
    std::set<std::string_view> names, meanings;
    for (const TrafficFeature& feature : trafficCatalogue()) {
        EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
        EXPECT_TRUE(meanings.insert(feature.meaning).second) << feature.name;
        EXPECT_EQ(&trafficCatalogue()[static_cast<size_t>(findTrafficFeature(feature.name))], &feature);
    }
    EXPECT_EQ(findTrafficFeature("country"), -1);
}

} // namespace
} // namespace assay::traffic
