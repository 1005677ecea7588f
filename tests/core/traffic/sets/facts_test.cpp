// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/facts.h"

#include "core/traffic/sets/catalogue.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace assay::traffic {
namespace {

constexpr int64_t second = 1'000'000'000;

Request request(double seconds, std::string_view path, std::string_view type = "text/html")
{
    Request made;
    made.time = static_cast<int64_t>(seconds * second);
    made.path = path;
    made.contentType = type;
    return made;
}

SetNumbers numbersOf(const std::vector<Request>& requests)
{
    std::vector<RequestFacts> facts;
    for (const Request& one : requests)
        facts.push_back(factsOf(one));
    std::vector<const RequestFacts*> pointers;
    for (const RequestFacts& one : facts)
        pointers.push_back(&one);
    BucketSummary sumUp;
    return sumUp(pointers);
}

double feature(std::string_view name, const SetNumbers& all, const SetNumbers& bucket, double minutes)
{
    return featureValues(all, bucket, minutes)[static_cast<size_t>(findTrafficFeature(name))];
}

TEST(ContentClasses, IgnoreParametersAndCase)
{
    EXPECT_EQ(contentClassOf("text/html"), ContentClass::Html);
    EXPECT_EQ(contentClassOf("Text/HTML; charset=utf-8"), ContentClass::Html);
    EXPECT_EQ(contentClassOf("text/css ;x"), ContentClass::Css);
    EXPECT_EQ(contentClassOf("application/javascript"), ContentClass::Script);
    EXPECT_EQ(contentClassOf("text/javascript"), ContentClass::Script);
    EXPECT_EQ(contentClassOf("application/x-javascript"), ContentClass::Other);
    EXPECT_EQ(contentClassOf("image/png"), ContentClass::Image);
    EXPECT_EQ(contentClassOf("application/xhtml+xml"), ContentClass::Other);
    EXPECT_EQ(contentClassOf(""), ContentClass::Other);
}

TEST(BucketSummaries, CountWholeSeconds)
{
    // Gaps of 10 and 20 minutes.
    const SetNumbers numbers = numbersOf({request(0.9, "/"), request(600.1, "/a"), request(1800.5, "/a/b")});
    EXPECT_DOUBLE_EQ(numbers.intervalMean, 15);
    EXPECT_DOUBLE_EQ(numbers.intervalVariance, 50);
    EXPECT_DOUBLE_EQ(numbers.depthMean, 4.0 / 3);
    EXPECT_NEAR(numbers.depthVariance, 1.0 / 3, 1e-12);
}

TEST(BucketSummaries, TellMissingFromEmpty)
{
    Request one = request(0, "/a"), two = request(1, "/a"), three = request(2, "");
    one.query = "";
    two.query = "?a";
    two.userAgent = "x";
    two.replyBytes = 1000;
    const SetNumbers numbers = numbersOf({one, two, three, three});
    EXPECT_EQ(numbers.queries, 2U);
    EXPECT_EQ(numbers.agents, 1U);
    EXPECT_EQ(numbers.paths, 1U);
    EXPECT_EQ(numbers.topPage, 2U);
    EXPECT_DOUBLE_EQ(numbers.payloadMean, 1);
    EXPECT_DOUBLE_EQ(numbers.payloadLogMean, std::log(1001.0));
}

TEST(FeatureValues, HaveTheirDefaultsInOneSecond)
{
    const SetNumbers numbers = numbersOf({request(0.1, "/a", "text/css"), request(0.9, "/b", "text/css")});
    EXPECT_EQ(feature("request_rate", numbers, numbers, 0), 1);
    EXPECT_EQ(feature("unique_path_rate", numbers, numbers, 0), 0);
    EXPECT_EQ(feature("unique_query_rate", numbers, numbers, 0), 1);
    EXPECT_DOUBLE_EQ(feature("css_to_html_ratio", numbers, numbers, 0), 200);
    EXPECT_EQ(feature("geo_time_average", numbers, numbers, 0), 12);
    EXPECT_EQ(feature("request_rate", numbers, numbers, 0.5), 4);
}

// Merging the moments of two parts gives those of the whole.
TEST(SetNumbersSum, PoolsVariances)
{
    std::mt19937 random(5);
    std::vector<Request> first, later;
    std::vector<std::string> paths;
    for (int i = 0; i < 20; ++i)
        paths.push_back(std::string(1 + random() % 9, '/'));
    for (size_t i = 0; i < paths.size(); ++i)
        (i < 7 ? first : later).push_back(request(static_cast<double>(i), paths[i]));
    SetNumbers all = numbersOf(first);
    const SetNumbers next = numbersOf(later);
    all.add(next);
    first.insert(first.end(), later.begin(), later.end());
    const SetNumbers whole = numbersOf(first);
    EXPECT_NEAR(all.depthMean, whole.depthMean, 1e-12);
    EXPECT_NEAR(all.depthVariance, whole.depthVariance, 1e-12);
    EXPECT_EQ(all.requests, 20U);
    EXPECT_EQ(feature("request_rate", all, next, 0), 13);
    EXPECT_EQ(feature("request_rate", all, next, 2), 10);
}

TEST(LocalHours, GoByLongitude)
{
    EXPECT_EQ(localHourAt(0, 0, 0), 12);
    EXPECT_EQ(localHourAt(0, 52, 13.4), 1);
    EXPECT_EQ(localHourAt(90 * 60 * second, 40, -74), 20.5);
    EXPECT_EQ(localHourAt(0, 1, 1e9), 12);
    EXPECT_EQ(localHourAt(-second, 10, 0.1), 23 + 59.0 / 60);
}

} // namespace
} // namespace assay::traffic
