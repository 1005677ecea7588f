// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relayaddress.h"

#include <gtest/gtest.h>

using namespace assay::rules;

TEST(RelayAddress, DottedAddresses)
{
    EXPECT_EQ(addressLength("192.0.2.1]", 0), 9u);
    EXPECT_EQ(addressLength("192.0.2.1.25", 0), 9u);
    EXPECT_EQ(addressLength("256.0.2.1", 0), 0u);
    EXPECT_EQ(addressLength("1.2.3.456", 0), 0u);
    EXPECT_EQ(addressLength("01.2.3.4", 0), 0u);
    EXPECT_EQ(addressLength("x1.2.3.4", 1), 0u);
    EXPECT_EQ(addressLength(":1.2.3.4", 1), 0u);
}

TEST(RelayAddress, ColonAddresses)
{
    EXPECT_TRUE(isAddress("2001:db8::1"));
    EXPECT_TRUE(isAddress("IPv6:2001:db8::1"));
    EXPECT_TRUE(isAddress("::"));
    EXPECT_TRUE(isAddress("1:2:3:4:5:6:7:8"));
    EXPECT_TRUE(isAddress("::ffff:192.0.2.1"));
    EXPECT_FALSE(isAddress("1:2:3:4:5:6:7:8:9"));
    EXPECT_FALSE(isAddress("1::2::3"));
    EXPECT_FALSE(isAddress("12345::1"));
    EXPECT_FALSE(isAddress("beef"));
    EXPECT_FALSE(isAddress("1:2:3"));
}

TEST(RelayAddress, ReservedAddresses)
{
    for (const char* text :
        {"10.0.0.1", "127.0.0.1", "169.254.1.1", "172.31.0.1", "192.168.1.1", "100.64.0.1", "::1", "fe80::1"})
        EXPECT_TRUE(isReservedAddress(text)) << text;
    for (const char* text : {"172.32.0.1", "192.0.2.1", "100.128.0.1", "2001:db8::1", "fd00::1", ""})
        EXPECT_FALSE(isReservedAddress(text)) << text;
}

TEST(RelayAddress, LocalHost)
{
    EXPECT_EQ(localHostLength("localhost.localdomain ", 0), 21u);
    EXPECT_EQ(localHostLength("localhost)", 0), 9u);
    EXPECT_EQ(localHostLength("127.0.0.1]", 0), 9u);
    EXPECT_EQ(localHostLength("::1]", 0), 3u);
    EXPECT_EQ(localHostLength("127.0.0.2]", 0), 0u);
    EXPECT_EQ(localHostLength("", 0), 0u);
}

TEST(RelayAddress, FindsTheFirst)
{
    EXPECT_EQ(findAddress("by host [192.0.2.7]"), 9u);
    EXPECT_EQ(findAddress("abc.def face"), std::string_view::npos);
}
