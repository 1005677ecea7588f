// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/received.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string ipOf(const ReceivedHop& hop)
{
    return hop.ip ? hop.ip->toString() : std::string();
}

TEST(Received, ReadsPostfix)
{
    const ReceivedHop hop =
        parseReceived("from gal.example (gal.example [IPv6:2001:db8::1]) (using TLSv1.3 with cipher "
                      "TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519)\n by mx.example (Postfix) with "
                      "ESMTPS id C95E9C151087\n for <a@b.example>; Sun, 27 Aug 2023 03:00:06 -0700 (PDT)");
    EXPECT_EQ(hop.from, "gal.example");
    EXPECT_EQ(hop.reverseName, "gal.example");
    EXPECT_EQ(ipOf(hop), "2001:db8::1");
    EXPECT_EQ(hop.by, "mx.example");
    EXPECT_EQ(hop.with, "ESMTPS");
    EXPECT_EQ(hop.id, "C95E9C151087");
    EXPECT_EQ(hop.forAddress, "a@b.example");
    EXPECT_EQ(hop.tls, "TLSv1.3 TLS_AES_256_GCM_SHA384");
    ASSERT_TRUE(hop.date);
    EXPECT_EQ(toIsoString(*hop.date), "2023-08-27T03:00:06-07:00");
}

TEST(Received, ReadsOtherForms)
{
    const ReceivedHop exim =
        parseReceived("from [61.174.163.26] (helo=host ident=x) by l.example with smtp (Exim 3.31 #1 (Debian)) id 1-0");
    EXPECT_EQ(exim.from, "61.174.163.26");
    EXPECT_EQ(ipOf(exim), "61.174.163.26");
    EXPECT_EQ(exim.helo, "host");
    EXPECT_EQ(exim.with, "SMTP");
    const ReceivedHop qmail = parseReceived(
        "from unknown (HELO far.example) (joe@[216.254.40.70]) by m.example with SMTP; 12 Feb 2003 18:23:19 -0000");
    EXPECT_EQ(qmail.helo, "far.example");
    EXPECT_EQ(ipOf(qmail), "216.254.40.70");
    const ReceivedHop heloIp = parseReceived("from mail.example (HELO 9.9.9.9) (198.51.100.7) by m.example with SMTP");
    EXPECT_EQ(ipOf(heloIp), "198.51.100.7");
    const ReceivedHop exchange =
        parseReceived("from A.example ([fe80::1%6]) by B.example ([fe80::2]) with Microsoft SMTP Server "
                      "(version=TLS1_2, cipher=TLS_X) id 15.1; Mon, 29 Oct 2018 11:17:19 +0100");
    EXPECT_EQ(ipOf(exchange), "fe80::1");
    EXPECT_EQ(exchange.with, "SMTP");
    EXPECT_EQ(exchange.tls, "TLS1_2 TLS_X");
    const ReceivedHop port =
        parseReceived("from l.example (63.146.189.86:23198) by m.example with [XMail 1.20 ESMTP Server] id <S72E>");
    EXPECT_EQ(ipOf(port), "63.146.189.86");
    EXPECT_EQ(port.with, "ESMTP");
    EXPECT_EQ(port.id, "S72E");
    const ReceivedHop web =
        parseReceived("from 142.169.110.122 (SquirrelMail authenticated user x) by m.example with HTTP");
    EXPECT_EQ(ipOf(web), "142.169.110.122");
    const ReceivedHop local = parseReceived("(qmail 84907 invoked from network); 13 Feb 2003 20:59:28 -0000");
    EXPECT_EQ(local.from, "network");
    EXPECT_TRUE(local.date);
    EXPECT_EQ(parseReceived("(from u@juno.example)  by m.example (jq) id L; x").from, "u@juno.example");
}

TEST(Received, NeverTakesHeloForTheAddress)
{
    EXPECT_EQ(ipOf(parseReceived("from 1.2.3.4 by m.example with SMTP")), "");
    EXPECT_EQ(ipOf(parseReceived("from x (helo=1.2.3.4) by m.example with SMTP")), "");
    EXPECT_EQ(ipOf(parseReceived("from x (HELO 1.2.3.4) by m.example with SMTP")), "");
    EXPECT_EQ(ipOf(parseReceived("from x by m.example ([1.2.3.4]) with SMTP")), "");
}

TEST(Received, SurvivesNonsense)
{
    for (const char* raw : {"", ";", "(((", ")))", "from", "from by with id for", "[[[[", "from [ (", "by ;;;;"})
        parseReceived(raw);
    parseReceived(std::string(100000, '('));
    parseReceived(std::string(100000, '['));
    parseReceived(std::string(100000, ';'));
}

std::string sourceOf(const std::vector<std::string>& values, const MailOptions& options, std::string* trusted = nullptr)
{
    RelayTrust trust(options);
    for (const std::string& value : values) {
        ReceivedHop hop = parseReceived(value);
        trust.add(hop);
        if (trusted)
            *trusted += hop.trusted ? 't' : '-';
    }
    return trust.sourceIp() ? trust.sourceIp()->toString() : std::string();
}

TEST(RelayTrust, FindsTheSource)
{
    const std::vector<std::string> chain = {"from mx (mx [10.0.0.2]) by store.own.example with LMTP",
        "from out.isp.example (out [198.51.100.7]) by mx.own.example with ESMTP",
        "from pc (pc [203.0.113.5]) by out.isp.example with ESMTP"};
    std::string trusted;
    EXPECT_EQ(sourceOf(chain, MailOptions{}, &trusted), "198.51.100.7");
    EXPECT_EQ(trusted, "t--");
    MailOptions own;
    own.ownHosts = {"store.own.example", "MX.own.example"};
    trusted.clear();
    EXPECT_EQ(sourceOf(chain, own, &trusted), "198.51.100.7");
    EXPECT_EQ(trusted, "tt-");
    own.ownHosts = {".own.example", "out.isp.example"};
    EXPECT_EQ(sourceOf(chain, own), "203.0.113.5");
    MailOptions network;
    network.ownNetworks = {*IpNetwork::parse("198.51.100.0/24")};
    EXPECT_EQ(sourceOf(chain, network), "203.0.113.5");
    EXPECT_EQ(sourceOf({"from a (a [10.0.0.1]) by b", "by c with SMTP"}, MailOptions{}), "");
}

} // namespace
} // namespace assay
