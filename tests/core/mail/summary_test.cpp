// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/summary.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Summary, ReadsTheHeaderBlock)
{
    const MessageSummary summary =
        summarizeMessage("Received: from x (x [198.51.100.7]) by y with SMTP; Mon, 01 Jan 2024 10:00:05 +0000\n"
                         "From: =?utf-8?q?J=C3=B6rg?= <j@x.example>\nTo: b@c.example\nSubject: =?utf-8?B?aGk=?=\n"
                         "Date: Mon, 01 Jan 2024 10:00:00 +0100\nMessage-ID: <1@x.example>\n\nbody");
    EXPECT_EQ(summary.subject, "hi");
    EXPECT_EQ(summary.from, "J\u00f6rg <j@x.example>");
    EXPECT_EQ(summary.fromAddress, "j@x.example");
    EXPECT_EQ(summary.to, "b@c.example");
    EXPECT_EQ(summary.messageId, "<1@x.example>");
    ASSERT_TRUE(summary.date);
    EXPECT_EQ(toIsoString(*summary.date), "2024-01-01T10:00:00+01:00");
    ASSERT_TRUE(summary.sourceIp);
    EXPECT_EQ(summary.sourceIp->toString(), "198.51.100.7");
    EXPECT_TRUE(summary.defects.isEmpty());
}

TEST(Summary, FallsBackToReceivedForTheDate)
{
    const MessageSummary summary =
        summarizeMessage("Received: by y; Mon, 01 Jan 2024 10:00:05 +0000\nDate: yesterday\nFrom: a@b\n\n");
    EXPECT_TRUE(summary.defects.has(Defect::BadDate));
    EXPECT_TRUE(summary.dateFromReceived);
    ASSERT_TRUE(summary.date);
    EXPECT_EQ(summary.date->seconds, 1704103205);
}

TEST(Summary, ShowsTheFirstOfEach)
{
    const MessageSummary summary = summarizeMessage("Subject: one\nSubject: two\nFrom: a@b\n\n");
    EXPECT_EQ(summary.subject, "one");
    EXPECT_TRUE(summary.defects.has(Defect::ConflictingHeader));
}

TEST(Summary, ReadsUtf16AndBodyCharset)
{
    std::string wide = "\xFF\xFE";
    for (const char c : std::string("From: a@b\nSubject: wide\n\n"))
        (wide += c) += '\0';
    const MessageSummary summary = summarizeMessage(wide);
    EXPECT_EQ(summary.subject, "wide");
    EXPECT_TRUE(summary.defects.has(Defect::Utf16));
    EXPECT_EQ(summarizeMessage("From: a@b\nSubject: \xF0\xD2\nContent-Type: text/plain; charset=koi8-r\n\n").subject,
        "\u041f\u0440");
}

TEST(Summary, MessageIds)
{
    EXPECT_EQ(summarizeMessage("Message-ID: <1@a> <2@b>\n\n").messageId, "<1@a>");
    EXPECT_EQ(summarizeMessage("Message-ID:  bare@id \n\n").messageId, "bare@id");
}

} // namespace
} // namespace assay
