// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relayparser.h"

#include "core/rules/view/relaypattern.h"

#include <gtest/gtest.h>

#include <chrono>

using namespace assay::rules;

namespace {

struct Case
{
    const char* received;
    const char* relay; // as toString(); nullptr: ignored; "": in no known form
};

std::string stringOf(const RelayReading& reading)
{
    if (!reading.outcome)
        return {};
    return reading.outcome == RelayOutcome::Relay ? reading.relay.toString() : "ignored";
}

} // namespace

TEST(RelayParser, KnownFormats)
{
    const Case cases[] = {
        {"from mail.example.org (host1.example.org [192.0.2.66] (may be forged)) by mx.example.net (8.14.4/8.14.4) "
         "with ESMTP id h2F0c2x31856",
            "[ ip=192.0.2.66 rdns=host1.example.org helo=mail.example.org by=mx.example.net ident= envfrom= intl=0 "
            "id=h2F0c2x31856 auth= msa=0 ]"},
        {"from localhost (unknown [127.0.0.1])\n\tby mx.example.net (Postfix) with ESMTP id A96E18BD97\n\tfor "
         "<j@example.net>; Thu, 13 Mar 2003 15:23:15 -0500 (EST)",
            "[ ip=127.0.0.1 rdns= helo=localhost by=mx.example.net ident= envfrom= intl=0 id=A96E18BD97 auth= msa=0 ]"},
        {"from [198.51.100.9] (helo=greeting ident=me) by mx.example.net with smtp (Exim 4.92) id 1a-b-c",
            "[ ip=198.51.100.9 rdns= helo=greeting by=mx.example.net ident=me envfrom= intl=0 id=1a-b-c auth= msa=0 ]"},
        {"from unknown (HELO pc) (me@192.0.2.5) by q.example.net with SMTP; 1 Nov 2003 07:05:19 -0000",
            "[ ip=192.0.2.5 rdns= helo=pc by=q.example.net ident=me envfrom= intl=0 id= auth= msa=0 ]"},
        {"from EX1.example.com (2001:db8::15) by EX2.example.com (2001:db8::16) with Microsoft SMTP Server "
         "(version=TLS1_2, cipher=X) id 15.20.1.2; Tue, 2 Jan 2024 10:00:00 +0000",
            "[ ip=2001:db8::15 rdns=EX1.example.com helo=EX1.example.com by=EX2.example.com ident= envfrom= intl=0 "
            "id=15.20.1.2 auth= msa=0 ]"},
        {"from client ([192.0.2.44]) by smtp.example.com with ESMTPSA id abc12; Tue, 2 Jan 2024 10:00:00 +0000",
            "[ ip=192.0.2.44 rdns= helo=client by=smtp.example.com ident= envfrom= intl=0 id=abc12 auth=ESMTPSA msa=0 "
            "]"},
        {"FROM h.example.org (s.example.org [192.0.2.8]) BY m.example.org ID 434B508E.174A6 ; 11 Oct 2005 01:41:34 "
         "-0400",
            "[ ip=192.0.2.8 rdns=s.example.org helo=h.example.org by=m.example.org ident= envfrom= intl=0 "
            "id=434B508E.174A6 auth= msa=0 ]"},
    };
    for (const Case& test : cases)
        EXPECT_EQ(stringOf(readReceived(test.received)), test.relay) << test.received;
}

TEST(RelayParser, IgnoredFields)
{
    for (const char* text :
        {"by host.example.org (Postfix, from userid 500) id 93A1F43F99; Thu, 29 Aug 2002 06:24:44 -0400",
            "(qmail 84907 invoked from network); 13 Feb 2003 20:59:28 -0000",
            "from me by host.example.org with local (Exim 4.12) id 18xeL6-000Dn1-00",
            "from a.example.org by b.example.org ; Thu, 20 Feb 2003 23:32:58 +0100", ""})
        EXPECT_EQ(stringOf(readReceived(text)), "ignored") << text;
}

TEST(RelayParser, UnknownForm)
{
    EXPECT_FALSE(readReceived("from somewhere over the rainbow").outcome);
}

TEST(RelayParser, MailFetchers)
{
    EXPECT_EQ(readReceived("from pop.example.org [192.0.2.3] by localhost with IMAP (fetchmail-5.9.0) for me").outcome,
        RelayOutcome::Fetched);
    EXPECT_EQ(readReceived("from pop.example.org (192.0.2.3) by localhost with POP3 (fetchmail)").outcome,
        RelayOutcome::Fetched);
}

TEST(RelayParser, EnvelopeSender)
{
    const auto reading = readReceived(
        "from h (h.example.org [192.0.2.3]) by m.example.org (8.1/8.1) (envelope-from <me@example.org>) id x12345");
    EXPECT_EQ(reading.relay.envfrom, "me@example.org");
}

TEST(RelayParser, HostileFieldsEndSoon)
{
    const auto begin = std::chrono::steady_clock::now();
    for (const std::string& text : {"from " + std::string(8000, 'a') + " (authenticated" + std::string(4000, '('),
             "from x ([" + std::string(8000, '1') + "authenticated ]) " + std::string(3000, ')'),
             "from " + std::string(4000, '(') + " by " + std::string(4000, ')')})
        readReceived(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(RelayPattern, OptionalPartsAndAddresses)
{
    RelayCaptures captures;
    EXPECT_TRUE(matchRelayPattern("%h (%(%d@%)%o%i%c) by %b ", "host (me@[192.0.2.1]) by mx ", captures));
    EXPECT_EQ(captures.helo, "host");
    EXPECT_EQ(captures.ident, "me");
    EXPECT_EQ(captures.ip, "192.0.2.1");
    EXPECT_EQ(captures.by, "mx");
    EXPECT_TRUE(matchRelayPattern("%h (%(%d@%)%o%i%c) by %b ", "host (192.0.2.1) by mx ", captures));
    EXPECT_EQ(captures.ident.data(), nullptr);
    EXPECT_FALSE(matchRelayPattern("%h (%i)%$", "host (192.0.2.1) ", captures));
}
