// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/requestsetfeatures.h"

#include "core/features/messagefeatures.h"
#include "core/features/requestfacts.h"
#include "core/traffic/sets/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace assay::features {
namespace {

using traffic::Request;
using traffic::RequestSet;
using traffic::RequestSetHead;

constexpr int64_t second = 1'000'000'000;
constexpr int64_t bucketStart = 1'772'442'000 * second;

Request requestAt(double seconds, std::string_view path)
{
    Request request;
    request.time = bucketStart + static_cast<int64_t>(seconds * 1e9);
    request.host = "www.shop.test";
    request.method = "GET";
    request.path = path;
    request.version = "1.1";
    request.status = 200;
    request.replyBytes = 1000;
    request.contentType = traffic::contentTypeOfPath(path);
    request.userAgent = "Mozilla/5.0 (X11; Linux x86_64)";
    return request;
}

RequestSetHead headOf(const std::vector<Request>& requests)
{
    RequestSetHead head;
    head.target = "shop";
    head.host = "shop.test";
    head.client = *IpAddress::parse("203.0.113.7");
    head.bucketStart = bucketStart;
    head.start = requests.empty() ? bucketStart : requests.front().time;
    head.stop = requests.empty() ? bucketStart : requests.back().time;
    for (const traffic::TrafficFeature& feature : traffic::trafficCatalogue())
        head.features.emplace_back(std::string(feature.name), feature.fallback);
    return head;
}

RequestSet setOf(const RequestSetHead& head, const std::vector<Request>& requests)
{
    std::string document;
    traffic::appendHead(document, head);
    for (const Request& request : requests)
        traffic::appendRequestLine(document, request);
    Result<RequestSet> set = RequestSet::parse(std::move(document));
    EXPECT_TRUE(set);
    return *std::move(set);
}

RequestSet setOf(const std::vector<Request>& requests)
{
    return setOf(headOf(requests), requests);
}

class Values
{
public:
    explicit Values(const RequestSet& set)
        : m_values(computeRequestSetFeatures(set))
    {
    }
    explicit Values(const std::vector<Request>& requests)
        : Values(setOf(requests))
    {
    }
    double operator[](std::string_view name) const
    {
        const int index = findRequestSetFeature(name);
        EXPECT_GE(index, 0) << name;
        return index < 0 ? -1e9 : m_values[static_cast<size_t>(index)];
    }
    const std::vector<double>& all() const { return m_values; }

private:
    std::vector<double> m_values;
};

Values ofQueries(const std::vector<std::string>& queries)
{
    std::vector<Request> requests;
    for (size_t i = 0; i < queries.size(); ++i) {
        requests.push_back(requestAt(static_cast<double>(i), "/search"));
        requests.back().query = queries[i];
    }
    return Values(requests);
}

TEST(RequestSetFeatures, HaveNamesOfTheirOwnMeaningsAndOneValueEach)
{
    std::set<std::string_view> names;
    for (const FeatureInfo& info : requestSetFeatures()) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_FALSE(info.meaning.empty()) << info.name;
        EXPECT_TRUE(std::isfinite(info.fallback)) << info.name;
        EXPECT_EQ(findMessageFeature(info.name), -1) << info.name;
    }
    EXPECT_EQ(findRequestSetFeature("no.such"), -1);
    EXPECT_EQ(Values({requestAt(0, "/")}).all().size(), requestSetFeatures().size());
}

TEST(RequestSetFeatures, BeginWithTheCatalogueAsItStandsInTheHead)
{
    const auto catalogue = traffic::trafficCatalogue();
    ASSERT_EQ(catalogue.size(), 34U);
    std::vector<Request> requests = {requestAt(0, "/")};
    RequestSetHead head = headOf(requests);
    for (size_t i = 0; i < head.features.size(); ++i)
        head.features[i].second = static_cast<double>(i) + 0.1;
    const Values values(setOf(head, requests));
    for (size_t i = 0; i < catalogue.size(); ++i) {
        EXPECT_EQ(requestSetFeatures()[i].name, catalogue[i].name);
        EXPECT_EQ(requestSetFeatures()[i].fallback, catalogue[i].fallback);
        EXPECT_EQ(values.all()[i], roundFeature(static_cast<double>(i) + 0.1));
    }
}

TEST(RequestSetFeatures, AreMissingWhereTheHeadLacksThem)
{
    std::vector<Request> requests = {requestAt(0, "/")};
    RequestSetHead head = headOf(requests);
    std::reverse(head.features.begin(), head.features.end());
    head.features.erase(std::remove_if(head.features.begin(), head.features.end(),
                            [](const auto& feature) { return feature.first == "request_rate"; }),
        head.features.end());
    const Values values(setOf(head, requests));
    EXPECT_TRUE(std::isnan(values["request_rate"]));
    EXPECT_EQ(values["top_page_total"], 1); // its fallback, wherever it stands
    EXPECT_EQ(values["geo_time_average"], 12);
}

TEST(RequestSetFeatures, CountGapsInWholeSeconds)
{
    const Values values({requestAt(0.9, "/"), requestAt(1.1, "/"), requestAt(1.8, "/"), requestAt(5.2, "/")});
    EXPECT_DOUBLE_EQ(values["timing.gap_mean"], roundFeature(5.0 / 3)); // 1, 0, 4
    EXPECT_EQ(values["timing.gap_shortest"], 0);
    EXPECT_EQ(values["timing.gap_median"], 1);
    EXPECT_EQ(values["timing.gap_longest"], 4);
    EXPECT_DOUBLE_EQ(values["timing.gap_entropy"], roundFeature(std::log2(3.0)));
    EXPECT_EQ(values["timing.seconds"], 5);
    EXPECT_EQ(values["timing.active_seconds"], 0.5);
}

TEST(RequestSetFeatures, ShowThePeriodOfAProgram)
{
    std::vector<Request> steady;
    for (int i = 0; i < 20; ++i)
        steady.push_back(requestAt(i * 3.0, "/"));
    const Values values(steady);
    EXPECT_EQ(values["timing.gap_variation"], 0);
    EXPECT_EQ(values["timing.gap_entropy"], 0);
    EXPECT_EQ(values["timing.gap_commonest"], 1);
    EXPECT_EQ(values["timing.requests"], 20);
    EXPECT_GT(values["timing.burst"], 1);
    EXPECT_LT(values["timing.burst"], 1.3);
}

TEST(RequestSetFeatures, AreZeroForWhatASetDoesNotHave)
{
    const Values values({requestAt(3, "/")});
    EXPECT_EQ(values["timing.gap_mean"], 0);
    EXPECT_EQ(values["timing.seconds"], 0);
    EXPECT_EQ(values["path.unique"], 1);
    EXPECT_EQ(values["query.length"], 0);
    EXPECT_EQ(values["client.referer_same_host"], 0);
    EXPECT_EQ(values["query.present"], 0);
}

// Or models could not rely on any row of a log.
TEST(RequestSetFeatures, OfALogAreMissingOnlyWhereLogsSayNothing)
{
    std::vector<std::string_view> lacking;
    const Values values({requestAt(3, "/")});
    for (size_t i = 0; i < values.all().size(); ++i) {
        const std::string_view name = requestSetFeatures()[i].name;
        const bool isOfCaptures = name.starts_with("tls.") || name.starts_with("population.") || name == "client.cookie"
            || name == "client.accept_language" || name == "status.seconds";
        if (std::isnan(values.all()[i]) && !isOfCaptures)
            lacking.push_back(name);
    }
    EXPECT_TRUE(lacking.empty()) << lacking.front();
}

TEST(RequestSetFeatures, TellTypesAndSpecialFiles)
{
    const Values values({requestAt(0, "/"), requestAt(1, "/a.css"), requestAt(1, "/b.js"), requestAt(2, "/c.png"),
        requestAt(2, "/d.woff2"), requestAt(3, "/list.json"), requestAt(4, "/robots.txt"),
        requestAt(5, "/favicon.ico")});
    EXPECT_EQ(values["content.html"], 0.125);
    EXPECT_EQ(values["content.assets"], 0.625);
    EXPECT_EQ(values["content.assets_per_page"], 5);
    EXPECT_EQ(values["content.images"], 0.25);
    EXPECT_EQ(values["content.api"], 0.125);
    EXPECT_EQ(values["content.robots"], 1);
    EXPECT_EQ(values["content.favicon"], 1);
    EXPECT_EQ(Values({requestAt(0, "/")})["content.robots"], 0);
}

TEST(RequestSetFeatures, TellMethodsAndStatus)
{
    std::vector<Request> requests(4, requestAt(0, "/login"));
    requests[0].method = "POST";
    requests[0].status = 401;
    requests[1].method = "PROPFIND";
    requests[1].status = 404;
    requests[2].status = 304;
    requests[3].status.reset();
    const Values values(requests);
    EXPECT_EQ(values["method.post"], 0.25);
    EXPECT_EQ(values["method.odd"], 0.25);
    EXPECT_EQ(values["status.4xx"], roundFeature(2.0 / 3));
    EXPECT_EQ(values["status.401"], roundFeature(1.0 / 3));
    EXPECT_EQ(values["status.304"], roundFeature(1.0 / 3));
    EXPECT_EQ(values["status.2xx"], 0);
    EXPECT_TRUE(std::isnan(values["status.seconds"]));
}

TEST(RequestSetFeatures, KnowKindsOfUserAgents)
{
    EXPECT_EQ(agentKindOf(""), AgentKind::None);
    EXPECT_EQ(agentKindOf("python-requests/2.31"), AgentKind::Library);
    EXPECT_EQ(agentKindOf("Go-http-client/1.1"), AgentKind::Library);
    EXPECT_EQ(agentKindOf("Mozilla/5.0 (compatible; Examplebot/2.1; +http://example.org/bot)"), AgentKind::DeclaredBot);
    EXPECT_EQ(agentKindOf("Mozilla/5.0 (X11) HeadlessChrome/120.0"), AgentKind::Headless);
    EXPECT_EQ(agentKindOf("Mozilla/5.0 (Windows NT 10.0) Firefox/123.0"), AgentKind::Browser);
    EXPECT_EQ(agentKindOf("ShopApp/3.2 (iOS)"), AgentKind::Other);
}

TEST(RequestSetFeatures, FollowReferersThroughTheSite)
{
    std::vector<Request> requests = {
        requestAt(0, "/"), requestAt(4, "/item"), requestAt(5, "/a.css"), requestAt(9, "/other")};
    requests[1].referer = "https://www.shop.test:443/?from=mail";
    requests[2].referer = "https://shop.test/unseen";
    requests[3].referer = "https://elsewhere.test/";
    const Values values(requests);
    EXPECT_EQ(values["client.referer"], 0.75);
    EXPECT_EQ(values["client.referer_same_host"], roundFeature(2.0 / 3));
    EXPECT_EQ(values["client.referer_chained"], 0.25);
}

TEST(RequestSetFeatures, ReadFingerprintsAndWhatOnlyCapturesKnow)
{
    std::vector<Request> requests = {requestAt(0, "/"), requestAt(1, "/a")};
    EXPECT_TRUE(std::isnan(Values(requests)["tls.ciphers"]));
    EXPECT_TRUE(std::isnan(Values(requests)["client.cookie"]));
    requests[0].ja4 = "t13d1516h2_8daaf6152771_e5627efa2ab1";
    requests[1].ja4 = "t12i040600_8daaf6152771_e5627efa2ab1";
    requests[0].hasCookie = true;
    requests[1].hasCookie = false;
    const Values values(requests);
    EXPECT_EQ(values["tls.fingerprints"], 2);
    EXPECT_EQ(values["tls.newest"], 0.5);
    EXPECT_EQ(values["tls.ciphers"], 9.5);
    EXPECT_EQ(values["tls.extensions"], 11);
    EXPECT_EQ(values["tls.http2"], 0.5);
    EXPECT_EQ(values["tls.server_name"], 0.5);
    EXPECT_EQ(values["client.cookie"], 0.5);
    RequestSetHead head = headOf(requests);
    head.context = {{"ips_per_ja4", 40}, {"something_else", 1}};
    const Values inCrowd(setOf(head, requests));
    EXPECT_EQ(inCrowd["population.ips_per_ja4"], 40);
    EXPECT_TRUE(std::isnan(inCrowd["population.ja4_rarity"]));
}

TEST(RequestSetFeatures, SeePayloadsInQueriesWithoutKnowingTheirWords)
{
    const Values plain = ofQueries({"?page=2&sort=price", "?q=blue+shirt&page=12", "?id=4711"});
    const Values injected = ofQueries({"?id=1%27%20OR%20%271%27%3D%271", "?id=1;SELECT(2)",
        "?q=%3Cscript%3Ealert(1)%3C/script%3E", "?f=../../../../etc/passwd", "?f=%252e%252e%252f"});
    for (const char* name : {"query.with_quotes", "query.with_markup", "query.with_code", "query.climbing",
             "query.symbols", "query.broken_escapes"}) {
        EXPECT_EQ(plain[name], 0) << name;
        EXPECT_GT(injected[name], 0) << name;
    }
    EXPECT_DOUBLE_EQ(injected["query.with_quotes"], roundFeature(0.2));
    EXPECT_DOUBLE_EQ(injected["query.with_code"], roundFeature(0.4));
    EXPECT_EQ(plain["query.parameters"], roundFeature(5.0 / 3));
    EXPECT_EQ(plain["query.longest"], 20);
    EXPECT_EQ(plain["query.longest_value"], 10);
}

TEST(RequestSetFeatures, CountEscapesAsSent)
{
    const Values values = ofQueries({"?a=%41%42%20x", "?a=%zz%"});
    EXPECT_DOUBLE_EQ(values["query.needless_escapes"], roundFeature(2.0 / 3));
    EXPECT_EQ(values["query.broken_escapes"], 1); // two in two queries
    EXPECT_DOUBLE_EQ(values["query.blanks"], roundFeature(1.0 / 12)); // "a=AB x" and "a=%zz%"
}

TEST(RequestSetFeatures, StayFiniteOrMissingForAnyBytes)
{
    Request odd;
    odd.time = bucketStart - 5 * second;
    odd.path = std::string_view("\0\xff%", 3);
    odd.query = "?%%%&&&=\xf0\x9f";
    odd.referer = "://";
    odd.ja4 = "t1";
    odd.status = 999;
    for (const std::vector<Request>& requests : {std::vector<Request>{}, {odd}, {odd, odd, requestAt(0, "")}}) {
        const Values values(requests);
        for (const double value : values.all())
            EXPECT_FALSE(std::isinf(value));
    }
}

TEST(RequestSetFeatures, DoNotDependOnTheOrderWithinASecond)
{
    std::vector<Request> requests = {
        requestAt(0.1, "/"), requestAt(0.5, "/a"), requestAt(0.7, "/b"), requestAt(3, "/")};
    requests[1].replyBytes = 77;
    const std::vector<double> before = Values(requests).all();
    std::swap(requests[0].time, requests[2].time);
    std::swap(requests[0], requests[2]);
    const std::vector<double> after = Values(requests).all();
    for (size_t i = 0; i < before.size(); ++i) {
        const bool same = before[i] == after[i] || (std::isnan(before[i]) && std::isnan(after[i]));
        EXPECT_TRUE(same) << requestSetFeatures()[i].name;
    }
}

} // namespace
} // namespace assay::features
