// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relays.h"

#include <gtest/gtest.h>

using namespace assay::rules;

namespace {

std::string hop(const std::string& address, const std::string& protocol = "ESMTP")
{
    return "from h.example.org (h.example.org [" + address + "]) by mx.example.net (Postfix) with " + protocol
        + " id ABCDEF";
}

assay::IpNetwork network(const char* text)
{
    return *assay::IpNetwork::parse(text);
}

} // namespace

TEST(Relays, PrivateAndLoggedInHopsAreTrusted)
{
    const Relays relays =
        parseRelays({hop("10.1.2.3"), hop("192.0.2.1", "ESMTPSA"), hop("192.0.2.2"), hop("10.1.2.3")});
    EXPECT_EQ(relays.all.size(), 4u);
    EXPECT_EQ(relays.trustedCount, 2u);
    EXPECT_EQ(relays.internalCount, 2u);
    EXPECT_EQ(relays.lastTrustedField, 1);
    EXPECT_TRUE(relays.all[1].internal);
    EXPECT_FALSE(relays.all[3].internal);
    EXPECT_TRUE(relays.all[3].ipPrivate);
    EXPECT_EQ(relays.trusted() + " " + relays.untrusted(), relays.internalRelays() + " " + relays.external());
}

TEST(Relays, ConfiguredNetworks)
{
    RelayNetworks networks;
    networks.trusted = {network("192.0.2.0/24"), network("198.51.100.0/24")};
    networks.internalNetworks = {network("192.0.2.0/24")};
    const Relays relays = parseRelays({hop("192.0.2.9"), hop("198.51.100.9"), hop("203.0.113.9")}, networks);
    EXPECT_EQ(relays.trustedCount, 2u);
    EXPECT_EQ(relays.internalCount, 1u);
}

TEST(Relays, SubmissionServerExtendsTrust)
{
    RelayNetworks networks;
    networks.trusted = {network("192.0.2.0/24")};
    networks.msa = {network("192.0.2.25/32")};
    const Relays relays = parseRelays({hop("192.0.2.25"), hop("203.0.113.9")}, networks);
    EXPECT_EQ(relays.trustedCount, 2u);
    EXPECT_TRUE(relays.all[0].msa);
}

TEST(Relays, FetchingBeginsAnew)
{
    const Relays relays =
        parseRelays({hop("127.0.0.1"), "from pop.example.org (10.0.0.3) by localhost with POP3", hop("192.0.2.2")});
    EXPECT_EQ(relays.all.size(), 1u);
    EXPECT_EQ(relays.trustedCount, 0u);
    EXPECT_EQ(relays.lastTrustedField, 1);
}

TEST(Relays, UnparseableFieldsAreCounted)
{
    const Relays relays = parseRelays({"from nowhere at all", hop("192.0.2.2")});
    EXPECT_EQ(relays.unparseable, 1u);
    EXPECT_EQ(relays.all.size(), 1u);
    EXPECT_FALSE(parseRelays({}).receivedSeen);
}

TEST(Relays, OriginatingAddressIsTheLastHop)
{
    const auto line = originatingRelay(" [203.0.113.77]");
    ASSERT_TRUE(line);
    const Relays relays = parseRelays({hop("192.0.2.2"), *line});
    EXPECT_EQ(
        relays.all.back().toString(), "[ ip=203.0.113.77 rdns= helo= by= ident= envfrom= intl=0 id= auth= msa=0 ]");
    EXPECT_FALSE(originatingRelay("none"));
}
