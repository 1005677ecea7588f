// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/whitelist.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

bool contains(const std::vector<std::string>& patterns, std::string_view client, std::string_view host,
    std::string_view path = "/")
{
    return WhiteList(patterns).contains(IpAddress::parse(client).value_or(IpAddress()), host, path);
}

TEST(WhiteLists, KnowClients)
{
    const std::vector<std::string> patterns = {
        "192.0.2.1", "10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32", " 198.51.100.0/24@WWW.Example.org:80 "};
    EXPECT_TRUE(contains(patterns, "192.0.2.1", "a"));
    EXPECT_FALSE(contains(patterns, "192.0.2.2", "a"));
    EXPECT_TRUE(contains(patterns, "10.255.0.1", "a"));
    EXPECT_TRUE(contains(patterns, "10.0.0.0", "a"));
    EXPECT_FALSE(contains(patterns, "11.0.0.0", "a"));
    EXPECT_TRUE(contains(patterns, "2001:db8:ffff::1", "a"));
    EXPECT_TRUE(contains(patterns, "198.51.100.7", "example.org"));
    EXPECT_FALSE(contains(patterns, "198.51.100.7", "example.com"));
}

TEST(WhiteLists, KnowHostsAndPaths)
{
    EXPECT_TRUE(contains({"example.org"}, "::1", "example.org", "/any"));
    EXPECT_FALSE(contains({"example.org"}, "::1", "shop.example.org"));
    EXPECT_TRUE(contains({"*.example.org"}, "::1", "shop.example.org", "/any"));
    EXPECT_TRUE(contains({"example.org/health"}, "::1", "example.org", "/health"));
    EXPECT_FALSE(contains({"example.org/health"}, "::1", "example.org", "/healthy"));
    EXPECT_TRUE(contains({"example.org/api*"}, "::1", "example.org", "/api/v1"));
    EXPECT_TRUE(contains({"example.org/*.css"}, "::1", "example.org", "/a/b.css"));
    EXPECT_FALSE(contains({"example.org/*.css"}, "::1", "example.org", "/a/b.js"));
    EXPECT_FALSE(contains({"example.org/aa*aa"}, "::1", "example.org", "/aaa"));
    EXPECT_FALSE(contains({"example.org/x"}, "::1", "example.orgx", ""));
    EXPECT_TRUE(contains({"*/robots.txt"}, "::1", "any.org", "/robots.txt"));
    EXPECT_FALSE(contains({"", "  "}, "::1", ""));
    EXPECT_TRUE(WhiteList({""}).isEmpty());
}

} // namespace
} // namespace assay::traffic
