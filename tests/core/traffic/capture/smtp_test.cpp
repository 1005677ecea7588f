// SPDX-License-Identifier: GPL-3.0-or-later
// Mail sessions.
#include "tests/core/traffic/capture/readingof.h"
#include "tests/support/madepackets.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

using namespace assay::test;
using Strings = std::vector<std::string>;

Reading talk(const Strings& turns, unsigned port = 25)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, port);
    connection.handshake();
    for (const std::string& turn : turns) {
        if (turn[0] == '>')
            connection.client(turn.substr(1));
        else if (turn[0] == '<')
            connection.server(turn.substr(1));
        else
            connection.skipClient(static_cast<uint32_t>(turn.size() - 1));
    }
    return readingOf(capture.pcap());
}

const Strings opening = {"<220 mx ready\r\n", ">EHLO client.example\r\n", "<250-mx\r\n250 PIPELINING\r\n",
    ">MAIL FROM:<a@example.org> SIZE=10\r\n", "<250 ok\r\n", ">RCPT TO:<b@example.net>\r\n", "<250 ok\r\n",
    ">rcpt to: <c@example.net>\r\n", "<250 ok\r\n"};

Strings opened(const Strings& rest)
{
    Strings all = opening;
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

TEST(Smtp, GivesMessagesWithTheirEnvelopes)
{
    const Reading reading =
        talk(opened({">DATA\r\n", "<354 go\r\n", ">Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n", "<250 done\r\n"}));
    ASSERT_EQ(reading.mail.size(), 1U);
    const MailTransaction& mail = reading.mail[0];
    EXPECT_EQ(mail.helo, "client.example");
    EXPECT_EQ(mail.mailFrom, "a@example.org");
    EXPECT_EQ(mail.recipients, (Strings{"b@example.net", "c@example.net"}));
    EXPECT_EQ(mail.message, "Subject: x\r\n\r\n.dot\r\nend\r\n");
    EXPECT_TRUE(mail.isComplete);
    EXPECT_EQ(mail.client.address.toString(), "10.0.0.1");
    EXPECT_EQ(mail.frame, 15U);
    EXPECT_EQ(reading.flows.at(0).application, "smtp");
}

TEST(Smtp, DoesNotDependOnWhereSegmentsEnd)
{
    const std::string text = "Subject: x\r\n\r\n..dot\r\n.\r\nMAIL FROM:<z@example.org>\r\n";
    for (size_t step = 1; step < 9; ++step) {
        Strings rest = {">DATA\r\n", "<354 go\r\n"};
        for (size_t at = 0; at < text.size(); at += step)
            rest.push_back(">" + text.substr(at, step));
        const Reading reading = talk(opened(rest));
        ASSERT_EQ(reading.mail.size(), 1U) << step;
        EXPECT_EQ(reading.mail[0].message, "Subject: x\r\n\r\n.dot\r\n") << step;
    }
}

TEST(Smtp, ReadsChunksAndPipelines)
{
    const Reading reading = talk({"<220 mx\r\n", ">EHLO c\r\n", "<250 CHUNKING\r\n",
        ">MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 5\r\n.\r\nx\nBDAT 4 LAST\r\nrest"
        "MAIL FROM:<>\r\nRCPT TO:<e@f.example>\r\nBDAT 2\r\nabBDAT 0 LAST\r\nQUIT\r\n"});
    ASSERT_EQ(reading.mail.size(), 2U);
    EXPECT_EQ(reading.mail[0].message, ".\r\nx\nrest");
    EXPECT_EQ(reading.mail[1].message, "ab");
    EXPECT_EQ(reading.mail[1].mailFrom, "");
    EXPECT_EQ(reading.mail[1].recipients, Strings{"e@f.example"});
}

TEST(Smtp, GivesNothingThatTheServerRefused)
{
    const Reading reading = talk(opened({">DATA\r\n", "<554 no\r\n", ">RSET\r\n", "<250 ok\r\n", ">QUIT\r\n"}));
    EXPECT_TRUE(reading.mail.empty());
}

TEST(Smtp, StopsAtChunksOfNoSize)
{
    for (const char* size : {"-1", "99999999999999999999", "x", ""}) {
        const Reading reading = talk(opened({">BDAT " + std::string(size) + "\r\nabc\r\nBDAT 1 LAST\r\na"}));
        EXPECT_TRUE(reading.mail.empty()) << size;
    }
}

TEST(Smtp, ReadsTheClientAlone)
{
    const Reading reading = talk({">HELO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n",
        ">one\n.\n", ">MAIL FROM:<x@b.example>\r\nDATA\r\ntwo\r\n"});
    ASSERT_EQ(reading.mail.size(), 2U);
    EXPECT_EQ(reading.mail[0].message, "one\n");
    EXPECT_EQ(reading.mail[1].message, "two\r\n");
    EXPECT_FALSE(reading.mail[1].isComplete);
    EXPECT_TRUE(talk({">HELO c\r\nDATA\r\n", ">one\r\n.\r\n"}, 8000).mail.empty()); // no greeting, no mail port
}

TEST(Smtp, TellsWhatIsMissing)
{
    const Reading reading =
        talk(opened({">DATA\r\n", "<354 go\r\n", ">begin\r\n", "!xxxxxxxx", ">end\r\n.\r\n", "<250 ok\r\n"}));
    ASSERT_EQ(reading.mail.size(), 1U);
    EXPECT_FALSE(reading.mail[0].isComplete);
}

TEST(Smtp, HandsOverToTlsWhenTheServerSaysYes)
{
    using namespace std::string_literals;
    const std::string body = "\3\3"s + std::string(32, 'r') + '\0' + "\0\2\x13\1"s + "\1\0"s + "\0\0"s;
    const std::string message = "\1\0\0"s + static_cast<char>(body.size()) + body;
    const std::string hello = ">\x16\3\1\0"s + static_cast<char>(message.size()) + message;
    const Strings start = {"<220 mx\r\n", ">EHLO c\r\n", "<250 STARTTLS\r\n", ">STARTTLS\r\n"};
    Strings yes = start, no = start;
    yes.insert(yes.end(), {"<220 go\r\n", hello});
    no.insert(no.end(),
        {"<454 not now\r\n", ">MAIL FROM:<a@b.example>\r\n", "<250 ok\r\n", ">DATA\r\n", "<354 go\r\n",
            ">plain\r\n.\r\n"});
    EXPECT_EQ(talk(yes, 2626).hellos.size(), 1U);
    EXPECT_EQ(talk(yes, 2626).flows.at(0).application, "tls");
    EXPECT_EQ(talk(no, 2626).mail.size(), 1U);
}

TEST(Smtp, BoundsMessages)
{
    MadeCapture capture;
    MadeConnection connection(capture, 40000, 25);
    connection.handshake();
    connection.client("HELO c\r\nMAIL FROM:<a@b.example>\r\nDATA\r\n");
    for (int i = 0; i < 100; ++i)
        connection.client(std::string(998, 'a') + "\r\n");
    connection.client(".\r\n");
    CaptureOptions options;
    options.maxMessage = 50'000;
    const Reading reading = readingOf(capture.pcap(), options);
    ASSERT_EQ(reading.mail.size(), 1U);
    EXPECT_EQ(reading.mail[0].message.size(), 50'000U);
    EXPECT_FALSE(reading.mail[0].isComplete);
    EXPECT_TRUE(reading.summary.defects.has(Defect::TrafficLimit));
}

} // namespace
} // namespace assay::traffic
