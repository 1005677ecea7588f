// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/hourly.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>

namespace assay::traffic {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t hour = 3600 * second;
constexpr int64_t begin = 472'222 * hour; // the first second of an hour

struct KeptRow
{
    std::string client, ja4, host;
    int64_t windowStart = 0;
    std::map<std::string_view, double> values;
};

struct Rows
{
    std::vector<KeptRow> rows;
    HourlySummary summary;
};

Rows build(const std::vector<Request>& requests, const HourlyOptions& options = {})
{
    Rows result;
    HourlyBuilder builder(options, [&](const HourlyRow& row) {
        KeptRow& kept = result.rows.emplace_back();
        kept = {row.client.toString(), std::string(row.ja4), std::string(row.host), row.windowStart, {}};
        for (size_t i = 0; i < row.values.size(); ++i)
            kept.values[hourlyColumns()[i].name] = row.values[i];
        return true;
    });
    for (const Request& request : requests)
        builder.add(request);
    result.summary = builder.finish();
    return result;
}

Request at(double seconds, std::string_view path = "/", std::string_view client = "192.0.2.1")
{
    Request request;
    request.time = begin + static_cast<int64_t>(seconds * static_cast<double>(second));
    request.client = IpAddress::parse(client).value_or(IpAddress());
    request.host = "www.Example.org";
    request.method = "GET";
    request.path = path;
    request.contentType = contentTypeOfPath(path);
    return request;
}

TEST(HourlyColumns, AreFiftyFourWithNamesOfTheirOwn)
{
    std::set<std::string_view> names, meanings;
    for (const HourlyColumn& column : hourlyColumns()) {
        EXPECT_TRUE(names.insert(column.name).second) << column.name;
        EXPECT_TRUE(meanings.insert(column.meaning).second) << column.name;
    }
    EXPECT_EQ(names.size(), hourlyColumnCount);
    EXPECT_EQ(hourlyColumns().front().name, "hits");
    EXPECT_EQ(hourlyColumns().back().name, "hosts_per_ip");
}

TEST(HourlyRows, DescribeAnHour)
{
    std::vector<Request> requests = {at(0, "/"), at(1, "/a.css"), at(5, "/a.css"), at(125, "/robots.txt")};
    requests[0].replyBytes = 100;
    requests[1].replyBytes = 300;
    requests[1].query = "?ab";
    requests[2].query = "?abcd";
    requests[0].status = uint16_t{200};
    requests[1].status = uint16_t{304};
    requests[2].status = uint16_t{429};
    requests[3].status = uint16_t{500};
    requests[1].referer = "https://example.org/";
    requests[2].referer = "https://other.org/";
    requests[0].userAgent = "curl/8.0";
    requests[3].method = "HEAD";
    requests[0].hasCookie = true;
    requests[1].hasCookie = false;
    const Rows built = build(requests);
    ASSERT_EQ(built.rows.size(), 1U);
    const KeptRow& row = built.rows[0];
    EXPECT_EQ(row.client, "192.0.2.1");
    EXPECT_EQ(row.ja4, "-");
    EXPECT_EQ(row.host, "example.org");
    EXPECT_EQ(row.windowStart, begin);
    const std::map<std::string_view, double> expected = {{"hits", 4}, {"bytes_total", 400}, {"bytes_mean", 200},
        {"duration_s", 125}, {"hits_per_min_mean", 4.0 / 3}, {"hits_per_min_max", 3}, {"active_minutes", 2},
        {"gap_mean", 125.0 / 3}, {"gap_min", 1}, {"gap_p50", 4}, {"gap_entropy", std::log2(3)},
        {"burst_ratio", 3 * 13 / 4.0}, {"paths_unique", 3}, {"paths_unique_ratio", 0.75}, {"path_entropy", 1.5},
        {"path_depth_mean", 1}, {"query_unique_ratio", 0.5}, {"query_len_mean", 3}, {"top_path_share", 0.5},
        {"html_share", 0.25}, {"asset_share", 0.5}, {"api_share", 0}, {"asset_per_html", 2}, {"robots_txt", 1},
        {"favicon", 0}, {"get_share", 0.75}, {"post_share", 0}, {"head_share", 0.25}, {"s2xx", 0.25}, {"s3xx", 0.25},
        {"s4xx", 0.25}, {"s5xx", 0.25}, {"s304_share", 0.25}, {"s429_share", 0.25}, {"ua_unique", 1}, {"ua_len", 8},
        {"ua_is_library", 1}, {"ua_declared_bot", 0}, {"referer_present_share", 0.5}, {"referer_same_host_share", 0.25},
        {"cookie_present_share", 0.5}, {"hosts_per_ip", 1}};
    for (const auto& [name, value] : expected)
        EXPECT_NEAR(row.values.at(name), value, 1e-12) << name;
    const double mean = 125.0 / 3;
    const double deviation =
        std::sqrt(((1 - mean) * (1 - mean) + (4 - mean) * (4 - mean) + (120 - mean) * (120 - mean)) / 2);
    EXPECT_NEAR(row.values.at("gap_std"), deviation, 1e-9);
    EXPECT_NEAR(row.values.at("gap_cv"), deviation / mean, 1e-12);
    for (const char* name : {"accept_language_present", "alpn_h2", "tls13", "ja4_ciphers", "ja4_exts", "sni_present",
             "ua_ja4_mismatch", "ips_per_ja4", "ja4_per_ip", "ja4_rarity"})
        EXPECT_TRUE(std::isnan(row.values.at(name))) << name;
}

TEST(HourlyRows, ReadTheFingerprint)
{
    std::vector<Request> requests;
    for (int i = 0; i < 4; ++i)
        requests.push_back(at(i, "/", i == 3 ? "192.0.2.9" : "192.0.2.1"));
    for (int i = 0; i < 3; ++i)
        requests[static_cast<size_t>(i)].ja4 = "t13d1516h2_8daaf6152771_e5627efa2ab1";
    requests[3].ja4 = "q12i0203h3_8daaf6152771_e5627efa2ab1";
    for (size_t i = 0; i < 3; ++i)
        requests[i].userAgent = i == 2 ? "Mozilla/5.0 (X11; rv:1) Gecko/20100101 Firefox/1"
                                       : "Mozilla/5.0 AppleWebKit/537.36 Chrome/120.0 Safari/537.36";
    const Rows built = build(requests);
    ASSERT_EQ(built.rows.size(), 2U);
    const KeptRow &rare = built.rows[0], &common = built.rows[1];
    EXPECT_EQ(rare.values.at("alpn_h2"), 0);
    EXPECT_EQ(rare.values.at("tls13"), 0);
    EXPECT_EQ(rare.values.at("ja4_ciphers"), 2);
    EXPECT_EQ(rare.values.at("sni_present"), 0);
    EXPECT_EQ(rare.values.at("ja4_rarity"), 2);
    EXPECT_EQ(common.values.at("alpn_h2"), 1);
    EXPECT_EQ(common.values.at("tls13"), 1);
    EXPECT_EQ(common.values.at("ja4_ciphers"), 15);
    EXPECT_EQ(common.values.at("ja4_exts"), 16);
    EXPECT_EQ(common.values.at("sni_present"), 1);
    EXPECT_EQ(common.values.at("ua_ja4_mismatch"), 1);
    EXPECT_EQ(common.values.at("ips_per_ja4"), 1);
    EXPECT_EQ(common.values.at("ja4_per_ip"), 1);
}

TEST(HourlyRows, FollowTheClock)
{
    const Rows built = build({at(3599.9), at(3600), at(7200), at(-1)});
    ASSERT_EQ(built.rows.size(), 4U);
    EXPECT_EQ(built.rows[0].windowStart, begin - hour);
    EXPECT_EQ(built.rows[1].windowStart, begin);
    EXPECT_EQ(built.rows[2].windowStart, begin + hour);
    EXPECT_TRUE(std::isnan(built.rows[0].values.at("gap_mean")));
}

TEST(HourlyRows, DoNotDependOnTheOrderOfWhatIsHeld)
{
    std::mt19937 random(4);
    std::vector<Request> requests;
    std::deque<std::string> clients;
    for (int i = 0; i < 3000; ++i)
        requests.push_back(at(static_cast<double>(random() % 20'000), random() % 2 ? "/" : "/x",
            clients.emplace_back("192.0.2." + std::to_string(random() % 9))));
    const Rows shuffled = build(requests);
    std::sort(requests.begin(), requests.end(), [](const Request& a, const Request& b) { return a.time < b.time; });
    const Rows inOrder = build(requests);
    ASSERT_EQ(shuffled.rows.size(), inOrder.rows.size());
    double hits = 0;
    for (size_t i = 0; i < inOrder.rows.size(); ++i) {
        EXPECT_EQ(shuffled.rows[i].client, inOrder.rows[i].client);
        EXPECT_EQ(shuffled.rows[i].values.at("gap_p50"), inOrder.rows[i].values.at("gap_p50"));
        hits += inOrder.rows[i].values.at("hits");
    }
    EXPECT_EQ(hits, 3000);
}

TEST(HourlyRows, KeepTheirMemoryBounded)
{
    std::vector<Request> requests;
    for (int i = 0; i < 1000; ++i)
        requests.push_back(at(i));
    HourlyOptions options;
    options.maxHeld = 300;
    const Rows built = build(requests, options);
    EXPECT_TRUE(built.summary.isForgetful);
    EXPECT_EQ(built.rows.size(), 4U);
    requests = {Request(), at(0), at(0)};
    requests[1].time = 0;
    EXPECT_EQ(build(requests).summary.withoutKey, 1U);
    EXPECT_EQ(build(requests).summary.absurdTimes, 1U);
}

} // namespace
} // namespace assay::traffic
