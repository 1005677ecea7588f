// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/setbuilder.h"

#include "core/traffic/sets/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>
#include <set>
#include <tuple>

namespace assay::traffic {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t begin = 1'700'000'000 * second;

// Requests with texts that stay.
class Made
{
public:
    Request& add(double seconds, unsigned client, std::string_view path = "/", std::string_view host = "example.org")
    {
        Request& request = m_requests.emplace_back();
        request.time = begin + static_cast<int64_t>(seconds * second);
        request.client = *IpAddress::parse("10.0." + std::to_string(client / 256) + "." + std::to_string(client % 256));
        request.path = m_texts.emplace_back(path);
        request.host = m_texts.emplace_back(host);
        request.contentType = "text/html";
        request.status = uint16_t{200};
        request.place = m_requests.size();
        return request;
    }
    std::deque<Request>& requests() { return m_requests; }

private:
    std::deque<Request> m_requests;
    std::deque<std::string> m_texts;
};

struct Built
{
    std::vector<RequestSet> sets;
    SetSummary summary;
};

template <typename Requests>
Built build(const Requests& requests, const SetOptions& options = {})
{
    Built built;
    SetBuilder builder(options, [&](const FinishedSet& set) {
        auto parsed = RequestSet::parse(std::string(set.document));
        EXPECT_TRUE(parsed) << parsed.error().toString();
        EXPECT_EQ(parsed->requests().size(), set.requests);
        built.sets.push_back(std::move(*parsed));
        return true;
    });
    for (const Request& request : requests) {
        if (!builder.add(request))
            break;
    }
    built.summary = builder.finish();
    return built;
}

double feature(const RequestSet& set, std::string_view name)
{
    return set.head().features.at(static_cast<size_t>(findTrafficFeature(name))).second;
}

TEST(SetBuilders, CutBucketsFromTheFirstRequestOn)
{
    Made made;
    made.add(0, 1);
    made.add(119.9, 1, "/x", "WWW.Example.ORG:8080");
    made.add(120, 1, "/y");
    made.add(121, 2);
    made.add(500, 1);
    const Built built = build(made.requests());
    ASSERT_EQ(built.sets.size(), 4U);
    const RequestSetHead& first = built.sets[0].head();
    EXPECT_EQ(first.target, "example");
    EXPECT_EQ(first.host, "example.org");
    EXPECT_EQ(first.bucketStart, begin);
    EXPECT_EQ(first.start, begin);
    EXPECT_EQ(first.stop, begin + 119'900'000'000);
    EXPECT_EQ(first.subset, 1U);
    EXPECT_EQ(built.sets[0].requests()[1].host, "WWW.Example.ORG:8080");
    const RequestSetHead& next = built.sets[1].head();
    EXPECT_EQ(next.subset, 2U);
    EXPECT_EQ(next.requestsBefore, 2U);
    EXPECT_EQ(next.start, begin);
    EXPECT_EQ(next.bucketStart, begin + 120 * second);
    EXPECT_EQ(feature(built.sets[1], "request_total"), 3);
    EXPECT_EQ(feature(built.sets[1], "minutes_total"), 2);
    EXPECT_EQ(feature(built.sets[1], "request_rate"), 1.5);
    EXPECT_EQ(built.sets[2].head().client.toString(), "10.0.0.2");
    EXPECT_EQ(built.sets[3].head().bucketStart, begin + 480 * second);
    EXPECT_EQ(built.summary.sets, 4U);
    EXPECT_EQ(built.summary.requests, 5U);
}

TEST(SetBuilders, ForgetPairsThatWereAway)
{
    Made made;
    made.add(0, 1);
    made.add(400, 1); // 3 buckets on: 360 s after the end of its bucket
    SetOptions options;
    options.cacheExpireSeconds = 360;
    EXPECT_EQ(build(made.requests(), options).sets[1].head().subset, 2U);
    options.cacheExpireSeconds = 359;
    const Built built = build(made.requests(), options);
    EXPECT_EQ(built.sets[1].head().subset, 1U);
    EXPECT_EQ(built.sets[1].head().start, begin + 400 * second);
    EXPECT_EQ(built.sets[1].head().requestsBefore, 0U);
}

TEST(SetBuilders, LeaveOutWhatIsNotWanted)
{
    Made made;
    made.add(0, 1).client = IpAddress();
    made.add(0, 2).time = 0;
    made.add(0, 2).time = INT64_MAX;
    made.add(0, 2).time = INT64_MIN;
    made.add(0, 3);
    made.add(0, 4);
    SetOptions options;
    options.whiteList = {"10.0.0.3"};
    const Built built = build(made.requests(), options);
    EXPECT_EQ(built.summary.withoutKey, 1U);
    EXPECT_EQ(built.summary.absurdTimes, 3U);
    EXPECT_EQ(built.summary.whiteListed, 1U);
    EXPECT_EQ(built.sets.size(), 1U);
}

TEST(SetBuilders, StopWhenTheyHaveEnough)
{
    Made made;
    for (int i = 0; i < 10; ++i)
        made.add(i, 1);
    SetOptions options;
    options.maxRequests = 4;
    const Built built = build(made.requests(), options);
    ASSERT_EQ(built.sets.size(), 1U);
    EXPECT_EQ(built.sets[0].requests().size(), 4U);
    size_t sets = 0;
    SetBuilder builder({}, [&](const FinishedSet&) { return ++sets < 2; });
    for (unsigned i = 0; i < 10; ++i)
        builder.add(made.add(20, i));
    builder.finish();
    EXPECT_EQ(sets, 2U);
    EXPECT_FALSE(builder.add(made.add(20, 1)));
}

TEST(SetBuilders, TakePlacesFromTheFirstRequest)
{
    Made made;
    made.add(0, 1).location = Location{0, 0, ""};
    made.add(1, 1).location = Location{-33, -70.6, "Chile"};
    made.add(0, 2).location = Location{52, 13.4, "Germany"};
    const Built built = build(made.requests());
    EXPECT_EQ(built.sets[0].head().country, "Chile");
    EXPECT_EQ(feature(built.sets[0], "geo_time_average"), 12);
    EXPECT_EQ(built.sets[1].head().country, "Germany");
    EXPECT_EQ(feature(built.sets[1], "geo_time_average"), 23 + 13.0 / 60); // 22:13 UTC
}

double contextOf(const RequestSet& set, std::string_view name)
{
    for (const auto& [known, value] : set.head().context) {
        if (known == name)
            return value;
    }
    return -1;
}

TEST(SetBuilders, TellHowSetsStandAmongTheOthersOfTheirBucket)
{
    constexpr std::string_view chrome =
        "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36";
    Made made;
    for (unsigned client = 1; client <= 4; ++client) {
        Request& request = made.add(client, client);
        request.userAgent = client == 1 ? chrome : "python-requests/2.31";
        request.ja4 = client == 4 ? "t13i_other" : "t13d_library";
    }
    made.add(5, 1, "/", "other.net").ja4 = "t13i_other";
    made.add(6, 9, "/", "other.net");
    const Built built = build(made.requests());
    ASSERT_EQ(built.sets.size(), 6U);
    const RequestSet &liar = built.sets[0], &honest = built.sets[1], &rare = built.sets[3];
    EXPECT_EQ(contextOf(liar, "hosts_per_ip"), 2);
    EXPECT_EQ(contextOf(liar, "ja4_per_ip"), 2);
    EXPECT_EQ(contextOf(liar, "ips_per_ja4"), 3);
    EXPECT_NEAR(contextOf(liar, "ja4_rarity"), -std::log2(0.75), 1e-12);
    EXPECT_EQ(contextOf(liar, "ua_ja4_mismatch"), 1);
    EXPECT_EQ(contextOf(honest, "ua_ja4_mismatch"), 0);
    EXPECT_EQ(contextOf(honest, "hosts_per_ip"), 1);
    EXPECT_EQ(contextOf(rare, "ips_per_ja4"), 1);
    EXPECT_EQ(contextOf(rare, "ja4_rarity"), 2);
    EXPECT_EQ(contextOf(built.sets[5], "hosts_per_ip"), 1);
    EXPECT_EQ(contextOf(built.sets[5], "ja4_per_ip"), -1);
}

Made madeAtRandom(uint32_t seed, size_t count, double seconds)
{
    std::mt19937 random(seed);
    Made made;
    for (size_t i = 0; i < count; ++i) {
        const double at = seconds * static_cast<double>(random()) / 4294967296.0;
        Request& request = made.add(
            at, random() % 40, "/" + std::to_string(random() % 5), random() % 2 ? "example.org" : "shop.other.net");
        request.replyBytes = random() % 5000;
        if (random() % 2)
            request.query = "?a";
    }
    return made;
}

void expectSame(const Built& a, const Built& b)
{
    ASSERT_EQ(a.sets.size(), b.sets.size());
    for (size_t i = 0; i < a.sets.size(); ++i)
        EXPECT_EQ(a.sets[i].bytes(), b.sets[i].bytes());
}

TEST(SetBuilders, DoNotDependOnTheOrderOfWhatTheyHold)
{
    Made made = madeAtRandom(1, 5000, 3600);
    std::vector<Request> requests(made.requests().begin(), made.requests().end());
    std::sort(requests.begin(), requests.end(), [](const Request& a, const Request& b) { return a.time < b.time; });
    const Built inOrder = build(requests);
    expectSame(build(made.requests()), inOrder);
    EXPECT_EQ(inOrder.summary.late, 0U);
    EXPECT_GT(inOrder.sets.size(), 500U);
    EXPECT_TRUE(std::is_sorted(inOrder.sets.begin(), inOrder.sets.end(), [](const RequestSet& a, const RequestSet& b) {
        const auto key = [](const RequestSet& set) {
            return std::tie(set.head().bucketStart, set.head().target, set.head().client);
        };
        return key(a) < key(b);
    }));
}

// A buffer that is far too small for the disorder still puts every request into one set, one for a pair and bucket.
TEST(SetBuilders, LoseNothingWhenTheirBufferIsFull)
{
    Made made = madeAtRandom(2, 20'000, 7200);
    SetOptions options;
    options.maxReordered = 500;
    const Built built = build(made.requests(), options);
    std::vector<uint64_t> places;
    std::set<std::tuple<int64_t, std::string, IpAddress>> keys;
    for (const RequestSet& set : built.sets) {
        EXPECT_TRUE(keys.emplace(set.head().bucketStart, set.head().target, set.head().client).second);
        for (const Request& request : set.requests())
            places.push_back(request.place);
    }
    std::sort(places.begin(), places.end());
    ASSERT_EQ(places.size(), 20'000U);
    EXPECT_EQ(std::unique(places.begin(), places.end()), places.end());
    EXPECT_GT(built.summary.late, 0U);
    EXPECT_EQ(built.summary.requests, 20'000U);
}

TEST(SetBuilders, BoundWhatTheyRememberOfClients)
{
    Made made;
    for (unsigned i = 0; i < 5000; ++i)
        made.add(i * 10.0, i % 1000, "/", "h" + std::to_string(i % 700) + ".example.org");
    SetOptions options;
    options.maxPairs = 100;
    options.maxReordered = 50;
    const Built built = build(made.requests(), options);
    EXPECT_TRUE(built.summary.isForgetful);
    EXPECT_EQ(built.summary.requests, 5000U);
    size_t requests = 0;
    for (const RequestSet& set : built.sets) {
        requests += set.requests().size();
        for (const Request& request : set.requests())
            EXPECT_EQ(request.host, set.head().host);
    }
    EXPECT_EQ(requests, 5000U);
}

// More requests than are held before the first bucket is finished.
TEST(SetBuilders, FinishBucketsEarlyWhenRequestsComeInOrder)
{
    size_t setsSoFar = 0;
    SetBuilder builder({}, [&](const FinishedSet&) { return ++setsSoFar > 0; });
    Request request;
    request.client = *IpAddress::parse("10.0.0.1");
    request.host = "example.org";
    for (int i = 0; i < 400'000; ++i) {
        request.time = begin + i * second / 10 - (i % 7) * second;
        ASSERT_TRUE(builder.add(request));
        if (i == 249'998) {
            EXPECT_EQ(setsSoFar, 0U);
        }
    }
    EXPECT_GT(setsSoFar, 250U);
    const SetSummary summary = builder.finish();
    EXPECT_EQ(summary.late, 0U);
    EXPECT_EQ(summary.sets, setsSoFar);
    EXPECT_EQ(setsSoFar, 334U);
}

} // namespace
} // namespace assay::traffic
