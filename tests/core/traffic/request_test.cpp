// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/request.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

TEST(Hosts, AreOneSiteInEverySpelling)
{
    EXPECT_EQ(normalizedHost("www.testhost.net:8080"), "testhost.net");
    EXPECT_EQ(normalizedHost("WWW.TestHost.NET"), "testhost.net");
    EXPECT_EQ(normalizedHost("[2001:db8::1]:443"), "2001:db8::1");
    EXPECT_EQ(normalizedHost("2001:db8::1"), "2001:db8::1");
    EXPECT_EQ(normalizedHost(""), "");
}

TEST(Hosts, HaveTheirLongestLabelAsTarget)
{
    EXPECT_EQ(targetOf("testhost.net"), "testhost");
    EXPECT_EQ(targetOf("shop.example.org"), "example");
    EXPECT_EQ(targetOf("abc.def.net"), "abc.def.net");
    EXPECT_EQ(targetOf("abc.abc.de"), "abc");
    EXPECT_EQ(targetOf("192.0.2.17"), "192.0.2.17");
    EXPECT_EQ(targetOf("2001:db8::1"), "2001:db8::1");
    EXPECT_EQ(targetOf(""), "");
}

TEST(ContentTypes, FollowTheSuffixOfTheLastSegment)
{
    EXPECT_EQ(contentTypeOfPath("/a.b/c"), "text/html");
    EXPECT_EQ(contentTypeOfPath("/style.CSS"), "text/css");
    EXPECT_EQ(contentTypeOfPath("/x/app.mjs"), "application/javascript");
    EXPECT_EQ(contentTypeOfPath("/x/core.bin"), "application/octet-stream");
}

} // namespace
} // namespace assay::traffic
