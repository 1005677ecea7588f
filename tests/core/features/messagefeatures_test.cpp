// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/messagefeatures.h"

#include "core/mail/message.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

namespace assay::features {
namespace {

class Values
{
public:
    explicit Values(std::string bytes)
        : m_values(computeMessageFeatures(Message::parse(std::move(bytes)), {}))
    {
    }
    double operator[](std::string_view name) const
    {
        const int index = findMessageFeature(name);
        EXPECT_GE(index, 0) << name;
        return index < 0 ? -1e9 : m_values[static_cast<size_t>(index)];
    }
    const std::vector<double>& all() const { return m_values; }

private:
    std::vector<double> m_values;
};

constexpr const char* head = "Return-Path: <bounce@mailer.test>\r\n"
                             "Received: from a.example.org (a.example.org [198.51.100.7]) by mx.home.test with ESMTPS;"
                             " Fri, 6 Mar 2026 10:00:30 +0000\r\n"
                             "Received: from [10.0.0.5] ([10.0.0.5]) by a.example.org with ESMTP;"
                             " Fri, 6 Mar 2026 10:00:10 +0000\r\n";

std::string simple(const std::string& headers, const std::string& body)
{
    return std::string(head) + headers + "\r\n" + body;
}

TEST(MessageFeatures, HaveNamesMeaningsAndOneValueEach)
{
    std::set<std::string_view> names;
    for (const FeatureInfo& info : messageFeatures()) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_FALSE(info.meaning.empty()) << info.name;
        EXPECT_FALSE(info.name.starts_with(symbolPrefix)) << info.name;
    }
    EXPECT_EQ(findMessageFeature("no.such"), -1);
    EXPECT_EQ(Values("").all().size(), messageFeatures().size());
}

TEST(MessageFeatures, StayFiniteOrMissingForAnyBytes)
{
    for (const std::string& bytes : {std::string(), std::string("\r\n\r\n"), std::string(3000, '\xff'),
             std::string("From:\r\nTo: @@@,,,\r\nDate: x\r\nReceived: ;\r\nReply-To: @\r\n\r\n@")}) {
        const Values values(bytes);
        for (size_t i = 0; i < values.all().size(); ++i)
            EXPECT_FALSE(std::isinf(values.all()[i])) << messageFeatures()[i].name;
    }
}

TEST(MessageFeatures, ReadHeadersAndRelays)
{
    const Values values(
        simple("From: Anna <anna77@example.org>\r\nFrom: other@example.org\r\nSubject: Re: It is 5$!\r\n"
               "To: anna77@example.org, b@example.org\r\nCc: c@x.test\r\n"
               "Date: Fri, 6 Mar 2026 12:00:00 +0200\r\nReply-To: Q <q@gmail.com>\r\n"
               "Sender: s@lists.example.org\r\nMessage-ID: <1@strange.test>\r\nX-Mailer: M\r\n"
               "List-Id: <l>\r\nPrecedence: bulk\r\nReferences: <a@b> <c@d>\r\nMIME-Version: 1.0\r\n"
               "DKIM-Signature: v=1\r\n"
               "Authentication-Results: mx.home.test; spf=pass; dkim=fail; dmarc=none\r\n",
            "Hello\r\n"));
    EXPECT_EQ(values["header.count"], 19);
    EXPECT_EQ(values["header.missing"], 0);
    EXPECT_EQ(values["header.repeated"], 1);
    EXPECT_GT(values["header.disorder"], 0);
    EXPECT_LT(values["header.disorder"], 1);
    EXPECT_EQ(values["header.custom"], 1);
    EXPECT_EQ(values["header.lists"], 1);
    EXPECT_EQ(values["header.bulk"], 1);
    EXPECT_EQ(values["header.references"], 2);
    EXPECT_EQ(values["header.mime_version"], 1);
    EXPECT_EQ(values["header.mailer"], 1);
    EXPECT_EQ(values["header.dkim_signatures"], 1);
    EXPECT_GT(values["header.bytes"], values["header.longest"]);
    EXPECT_EQ(values["date.behind"], -30);
    EXPECT_EQ(values["date.zone"], 120);
    EXPECT_EQ(values["relay.hops"], 2);
    EXPECT_EQ(values["relay.secure"], 0.5);
    EXPECT_EQ(values["relay.internal"], 0.5);
    EXPECT_EQ(values["relay.without_by"], 0);
    EXPECT_EQ(values["relay.backwards"], 0);
    EXPECT_EQ(values["relay.slowest"], 20);
    EXPECT_EQ(values["relay.total"], 20);
    EXPECT_EQ(values["from.named"], 1);
    EXPECT_EQ(values["from.digits"], 2);
    EXPECT_EQ(values["from.labels"], 2);
    EXPECT_EQ(values["from.free"], 0);
    EXPECT_EQ(values["from.reply_differs"], 1);
    EXPECT_EQ(values["from.reply_free"], 1);
    EXPECT_EQ(values["from.return_differs"], 1);
    EXPECT_EQ(values["from.sender_differs"], 0);
    EXPECT_EQ(values["from.id_differs"], 1);
    EXPECT_EQ(values["id.length"], 16);
    EXPECT_EQ(values["rcpt.to"], 2);
    EXPECT_EQ(values["rcpt.cc"], 1);
    EXPECT_EQ(values["rcpt.is_sender"], 1);
    EXPECT_EQ(values["auth.spf"], 1);
    EXPECT_EQ(values["auth.dkim"], -1);
    EXPECT_EQ(values["auth.dmarc"], 0);
    EXPECT_EQ(values["subject.reply"], 1);
    EXPECT_EQ(values["subject.currency"], 1);
    EXPECT_EQ(values["subject.exclamations"], 1);
}

TEST(MessageFeatures, SayNothingWhereAMessageSaysNothing)
{
    const Values values("X: y\r\n\r\n");
    EXPECT_EQ(values["header.missing"], 5);
    for (const std::string_view name : {"date.behind", "date.zone", "relay.slowest", "relay.total", "from.named",
             "from.free", "from.reply_differs", "id.length", "auth.spf", "text.upper", "text.hidden", "link.insecure"})
        EXPECT_TRUE(std::isnan(values[name])) << name;
}

TEST(MessageFeatures, SeeTimesThatRunBackwards)
{
    const Values values("Received: by b; Fri, 6 Mar 2026 10:00:00 +0000\r\n"
                        "Received: from x (y.example [192.0.2.1]) by a; Fri, 6 Mar 2026 11:00:00 +0000\r\n"
                        "Received: from 192.0.2.9; Fri, 6 Mar 2026 09:00:00 +0000\r\n\r\n");
    EXPECT_EQ(values["relay.backwards"], 1);
    EXPECT_EQ(values["relay.slowest"], 7200);
    EXPECT_EQ(values["relay.total"], 3600);
    EXPECT_EQ(values["relay.strange_helo"], 1);
    EXPECT_EQ(values["relay.numeric_helo"], 1);
    EXPECT_EQ(values["relay.without_by"], 1);
}

TEST(MessageFeatures, SeeSpoofedSenders)
{
    const Values values("From: \"boss@bank.example\" <x@xn--e1afmkfd.test>\r\n\r\n");
    EXPECT_EQ(values["from.name_shows_address"], 1);
    EXPECT_EQ(values["from.foreign_domain"], 1);
    const Values mixed("From: \"P\xD0\xB0ypal\" <x@y.test>, b@y.test\r\n\r\n");
    EXPECT_EQ(mixed["from.mixed_scripts"], 1);
    EXPECT_EQ(mixed["from.count"], 2);
    EXPECT_EQ(mixed["from.name_shows_address"], 0);
    EXPECT_EQ(mixed["from.foreign_domain"], 0);
}

TEST(MessageFeatures, CountTheText)
{
    const Values values(simple("Content-Type: text/plain; charset=utf-8\r\n",
        "BUY now! 50$ or 7\xE2\x82\xAC?\r\n\r\nP\xD0\xB0yp\xE2\x80\x8B"
        "al\r\n"));
    EXPECT_EQ(values["text.words"], 4);
    EXPECT_EQ(values["text.lines"], 3);
    EXPECT_NEAR(values["text.empty_lines"], 1.0 / 3, 1e-6);
    EXPECT_EQ(values["text.longest_line"], 19);
    EXPECT_NEAR(values["text.word_length"], (3 + 3 + 2 + 6) / 4.0, 1e-6);
    EXPECT_NEAR(values["text.upper"], 4.0 / 14, 1e-6);
    EXPECT_NEAR(values["text.upper_words"], 0.25, 1e-6);
    EXPECT_EQ(values["text.exclamations"], 1);
    EXPECT_EQ(values["text.questions"], 1);
    EXPECT_EQ(values["text.currency"], 2);
    EXPECT_EQ(values["text.invisible"], 1);
    EXPECT_EQ(values["text.mixed_words"], 1);
    EXPECT_NEAR(values["text.cyrillic"], 1.0 / 14, 1e-6);
    EXPECT_NEAR(values["text.latin"], 13.0 / 14, 1e-6);
    const double characters = values["text.characters"];
    EXPECT_NEAR(values["text.digits"] * characters, 3, 1e-5);
    EXPECT_NEAR(values["text.punctuation"] * characters, 3, 1e-5); // $ is punctuation and currency
    EXPECT_NEAR(values["text.non_ascii"] * characters, 3, 1e-5);
    EXPECT_NEAR(values["text.blanks"] * characters, 4, 1e-5);
}

TEST(MessageFeatures, TellScriptsAndLanguagesApart)
{
    const auto of = [](const std::string& text) {
        return Values("Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n");
    };
    EXPECT_EQ(of("\xCE\xB1\xCE\xB2")["text.greek"], 1);
    EXPECT_EQ(of("\xD7\xA9\xD8\xA7")["text.semitic"], 1);
    EXPECT_EQ(of("\xE4\xB8\xAD\xE6\x96\x87")["text.east_asian"], 1);
    const Values english = of("This is the text that we wrote for you and it is about the things that they have, with "
                              "all of the words that people use when they write to each other in the morning.");
    EXPECT_EQ(english["text.language_known"], 1);
    EXPECT_EQ(english["text.english"], 1);
    EXPECT_EQ(of("")["text.language_known"], 0);
    EXPECT_GT(english["text.entropy"], 3);
    EXPECT_EQ(of(std::string(100, 'a'))["text.upper"], 0);
}

TEST(MessageFeatures, FollowLinks)
{
    const Values values(simple("From: a@shop.example\r\nContent-Type: text/html; charset=utf-8\r\n",
        "<p>Hi<a href=\"http://192.0.2.4:8080/x%20y\">bank.example</a>"
        "<a href=\"https://www.shop.example/\">us</a><a href=\"https://bit.ly/abc\">short</a>"
        "<a href=\"https://user@xn--e1afmkfd.test/\">there</a><a href=\"mailto:q@w.test\">mail</a>"
        "<span style=\"display:none\">unseen words</span></p>"));
    EXPECT_EQ(values["link.count"], 4);
    EXPECT_EQ(values["link.hosts"], 4);
    EXPECT_EQ(values["link.mail_addresses"], 1);
    EXPECT_EQ(values["link.insecure"], 0.25);
    EXPECT_EQ(values["link.ip_hosts"], 1);
    EXPECT_EQ(values["link.foreign_hosts"], 1);
    EXPECT_EQ(values["link.shortened"], 1);
    EXPECT_EQ(values["link.deceptive"], 1);
    EXPECT_EQ(values["link.with_user"], 1);
    EXPECT_EQ(values["link.with_port"], 1);
    EXPECT_EQ(values["link.escapes"], 0.25);
    EXPECT_EQ(values["link.longest"], 31);
    EXPECT_EQ(values["link.of_sender"], 0.25);
    EXPECT_EQ(values["link.density"], 4);
    EXPECT_GE(values["link.deepest_host"], 3);
    EXPECT_GT(values["text.hidden"], 0.2);
    EXPECT_EQ(values["shape.html_only"], 1);
    EXPECT_EQ(values["shape.html_share"], 1);
    EXPECT_GT(values["shape.html_overhead"], 5);
}

TEST(MessageFeatures, LookAtTheParts)
{
    const Values values(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nText\r\n"
        "--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n"
        "--c\r\nContent-Type: text/html; charset=koi8-r\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n<b>Text</b>\r\n"
        "--c\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <x>\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\niVBORw0KGgo=\r\n--c--\r\n"
        "--b\r\nContent-Type: application/pdf; name=\"bill.pdf\"\r\n"
        "Content-Disposition: attachment\r\n\r\n%PDF-1.4\r\n"
        "--b\r\nContent-Type: application/zip; name=x.zip\r\nContent-Disposition: attachment\r\n\r\nq\r\n"
        "--b\r\nContent-Type: application/octet-stream; name=\"a.js\"\r\n"
        "Content-Disposition: attachment\r\n\r\nq\r\n"
        "--b\r\nContent-Type: text/html; name=\"p.html\"\r\n"
        "Content-Disposition: attachment\r\n\r\n<html>\r\n"
        "--b\r\nContent-Type: image/gif; name=\"i.gif\"\r\n"
        "Content-Disposition: attachment\r\n\r\n%PDF-1.4\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n--b--\r\n");
    EXPECT_EQ(values["shape.depth"], 3);
    EXPECT_EQ(values["shape.plain_parts"] + values["shape.html_parts"], 3);
    EXPECT_EQ(values["shape.charsets"], 2);
    EXPECT_EQ(values["shape.base64"], 1);
    EXPECT_EQ(values["shape.quoted_printable"], 1);
    EXPECT_EQ(values["shape.messages"], 1);
    EXPECT_EQ(values["shape.html_only"], 0);
    EXPECT_EQ(values["file.images"], 2);
    EXPECT_EQ(values["file.embedded"], 1);
    EXPECT_EQ(values["file.documents"], 1);
    EXPECT_EQ(values["file.archives"], 1);
    EXPECT_EQ(values["file.programs"], 1);
    EXPECT_EQ(values["file.pages"], 1);
    EXPECT_EQ(values["file.mismatched"], 1);
    EXPECT_GE(values["file.count"], 5);
    EXPECT_GT(values["file.bytes"], 20);
    EXPECT_GT(values["file.share"], 0.3);
    EXPECT_GE(values["shape.parts"], 11);
}

TEST(MessageFeatures, NamesThatHideWhatAFileIsAreSeen)
{
    const Values values("Content-Type: application/octet-stream; name=\"bill.pdf.exe\"\r\n"
                        "Content-Disposition: attachment; filename=\"bill.pdf.exe\"\r\n\r\nMZ\r\n");
    EXPECT_EQ(values["file.deceptive"], 1);
    EXPECT_EQ(values["file.programs"], 1);
}

TEST(MessageFeatures, PutMetatokensFirst)
{
    MetatokenInput counts;
    counts.messageSize = 300;
    counts.urls = 4;
    counts.textParts.resize(1);
    counts.textParts[0].words = 10;
    counts.textParts[0].shortWords = 5;
    counts.textParts[0].stemLengths = 40;
    const Message message = Message::parse("A: b\r\n\r\n");
    const std::vector<double> values = computeMessageFeatures(message, counts);
    const auto at = [&](std::string_view name) { return values[static_cast<size_t>(findMessageFeature(name))]; };
    EXPECT_EQ(at("meta.size"), 3.0 / 16);
    EXPECT_EQ(at("meta.nurls"), 0.25);
    EXPECT_EQ(at("metafix.nshort_words"), 0.5);
    EXPECT_NE(at("meta.nshort_words"), 0.5);
}

TEST(SymbolFeature, IsASizeBetweenATenthAndOne)
{
    EXPECT_EQ(symbolFeature(0), roundFeature(0.1));
    EXPECT_EQ(symbolFeature(0.01), roundFeature(0.1));
    EXPECT_EQ(symbolFeature(-2), symbolFeature(2));
    EXPECT_NEAR(symbolFeature(0.5), std::tanh(0.5), 1e-6);
    EXPECT_LE(symbolFeature(1000), 1);
}

} // namespace
} // namespace assay::features
