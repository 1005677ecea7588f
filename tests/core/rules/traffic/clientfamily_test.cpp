// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/clientfamily.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

constexpr std::string_view chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
constexpr std::string_view chromeOnPhone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) CriOS/124.0.6367.88 Mobile/15E148 Safari/604.1";

TEST(ClientFamily, UserAgentsSayWhoTheyAre)
{
    EXPECT_EQ(userAgentFamily(chrome), "chrome");
    EXPECT_EQ(userAgentFamily(chromeOnPhone), "safari");
    EXPECT_EQ(userAgentFamily("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"), "firefox");
    EXPECT_EQ(userAgentFamily("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"), "bot");
    EXPECT_EQ(userAgentFamily("python-requests/2.31.0"), "library");
    EXPECT_EQ(userAgentFamily("sqlmap/1.7.2#stable"), "tool");
    EXPECT_EQ(userAgentFamily("AppX/5.0 (Android 14)"), "other");
    EXPECT_EQ(userAgentFamily(""), "");
}

TEST(ClientFamily, CipherListsAndOldHellosTell)
{
    EXPECT_EQ(ja4Family("t13d1516h2_8daaf6152771_e5627efa2ab1"), "chrome");
    EXPECT_EQ(ja4Family("t13d1715h2_5b57614c22b0_3d5424432f57"), "firefox");
    EXPECT_EQ(ja4Family("t12i800500_15c493246000_3eafcbe19126"), "library");
    EXPECT_EQ(ja4Family("t12d4605h2_85626a9a5f7f_aaf95bb78ec9"), ""); // HTTP/2 with TLS 1.2: an old browser may
    EXPECT_EQ(ja4Family("q13d0310h3_55b375c5d22e_cd85d2d88918"), "");
    EXPECT_EQ(ja4Family(""), "");
    EXPECT_EQ(ja4Family("t13d1516h2"), "");
}

TEST(ClientFamily, OnlyBrowsersCanDisagree)
{
    EXPECT_FALSE(familiesDisagree(chrome, "t13d1516h2_8daaf6152771_e5627efa2ab1"));
    EXPECT_TRUE(familiesDisagree(chrome, "t13d1715h2_5b57614c22b0_3d5424432f57"));
    EXPECT_TRUE(familiesDisagree(chrome, "t13d3112h2_e8f1e7e78f70_6bebaf5329ac"));
    EXPECT_FALSE(familiesDisagree(chrome, ""));
    EXPECT_FALSE(familiesDisagree("curl/8.5.0", "t13d1516h2_8daaf6152771_e5627efa2ab1"));
}

} // namespace
} // namespace assay::rules
