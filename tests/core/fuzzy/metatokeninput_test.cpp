// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/metatokeninput.h"

#include "core/fuzzy/mime/receivedfield.h"
#include "core/fuzzy/mime/strictdate.h"

#include <gtest/gtest.h>

namespace assay::fuzzy {
namespace {

features::MetatokenInput inputOf(const std::string& text)
{
    return metatokenInput(text);
}

TEST(StrictDate, IsReadWhereThePeerReadsIt)
{
    EXPECT_EQ(readStrictDate("Thu, 1 Jan 1970 00:01:00 +0000"), 60);
    EXPECT_EQ(readStrictDate(" Tue, 27 Aug 2002 20:21:30 +0100"), 1030476090);
    EXPECT_EQ(readStrictDate("27 Aug 2002 15:21:30 EDT (a (nested) comment)"), 1030476090);
    EXPECT_EQ(readStrictDate("27 Aug 02 19:21 GMT"), 1030476060);
    EXPECT_EQ(readStrictDate("27 Aug 0102 19:21 UT"), 1030476060) << "the year 102 counts from 1900";
    for (const char* text :
        {"", "Tue, 27 Aug 2002 20:21:30", "Tue, 27 Aug 2002 20:21:30 CEST", "Tue, 27 Aug 2002 20:21:30 -08:00",
            "tue, 27 Aug 2002 20:21:30 +0100", "27 August 2002 20:21:30 +0100", "27 Aug 2002 24:21:30 +0100",
            "32 Aug 2002 20:21:30 +0100", "27 Aug 2002 20:21:30 +0100 x", "27 Aug 2002 20:21:30 +0100 (open"})
        EXPECT_EQ(readStrictDate(text), std::nullopt) << text;
}

TEST(ReceivedField, IsReadAsThePeerDoes)
{
    const auto plain =
        readReceivedField("from a.example (b.example [192.0.2.1]) by mx.example (Postfix) with ESMTPS id 7"
                          " for <x@y.example>; Tue, 27 Aug 2002 20:21:30 +0100");
    ASSERT_TRUE(plain);
    EXPECT_TRUE(plain->hasByHost);
    EXPECT_TRUE(plain->isSecure);
    EXPECT_EQ(plain->time, 1030476090);
    const auto local = readReceivedField("by localhost with IMAP (fetchmail-5.9.0); sometime");
    ASSERT_TRUE(local);
    EXPECT_TRUE(local->hasByHost);
    EXPECT_FALSE(local->isSecure);
    EXPECT_EQ(local->time, -1);
    const auto nameless = readReceivedField("from a.example by someone@b.example with SMTP id 3");
    ASSERT_TRUE(nameless);
    EXPECT_FALSE(nameless->hasByHost);
    EXPECT_EQ(nameless->time, 0);
    EXPECT_TRUE(readReceivedField("(comment) from a.example by b.example ; Tue, 27 Aug 2002 20:21:30 +0100"));
    for (const char* text : {"", "   ", "(qmail 123 invoked by uid 501); 27 Aug 2002 20:21:30 +0100", "from", "by (x"})
        EXPECT_FALSE(readReceivedField(text)) << text;
}

TEST(MetatokenInput, CountsWhatStandsInTheHeaders)
{
    const auto input = inputOf("From mailbox line\n"
                               "Received: from a.example by b.example with ESMTP; Tue, 27 Aug 2002 20:21:30 +0100\n"
                               "Received: from c.example by d.example with SMTP; Tue, 27 Aug 2002 20:21:20 +0100\n"
                               "Received: by e.example with HTTPS; Tue, 27 Aug 2002 20:22:00 +0100\n"
                               "To: a@a.example, B <b@b.example>\n"
                               "Cc: undisclosed-recipients:;\n"
                               "Subject: nothing\n"
                               "\n"
                               "text\n");
    EXPECT_EQ(input.received, 3u);
    EXPECT_EQ(input.receivedWithoutBy, 0u);
    EXPECT_EQ(input.receivedSecure, 1u);
    EXPECT_EQ(input.receivedSeconds, 10 + 40);
    EXPECT_EQ(input.mimeRecipients, 3u);
    EXPECT_EQ(input.smtpRecipients, 0u);
    EXPECT_EQ(input.parts, 1u);
}

TEST(MetatokenInput, CountsTheBytesOfTexts)
{
    const auto input = inputOf("Subject: x\nContent-Type: text/plain; charset=us-ascii\n\nAb  1 2\n\n  cd\n");
    ASSERT_EQ(input.textParts.size(), 1u);
    const features::TextPartCounts& part = input.textParts[0];
    EXPECT_TRUE(part.isUtf8);
    EXPECT_EQ(part.length, 14u);
    EXPECT_EQ(part.spaces, 5u);
    EXPECT_EQ(part.doubleSpaces, 1u) << "blanks that begin a line are not double";
    EXPECT_EQ(part.nonSpaces, 6u);
    EXPECT_EQ(part.asciiCharacters, 6u);
    EXPECT_EQ(part.capitalLetters, 1u);
    EXPECT_EQ(part.digits, 2u);
    EXPECT_EQ(part.words, 4u);
    EXPECT_EQ(part.shortWords, 4u);
    EXPECT_EQ(part.stemLengths, 6u);
    // The last line, where nothing ends it, is counted twice, but for capitals and digits.
    const auto open = inputOf("Subject: x\nContent-Type: text/plain; charset=us-ascii\n\nab\nC 1").textParts;
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(open[0].nonSpaces, 6u);
    EXPECT_EQ(open[0].spaces, 2u);
    EXPECT_EQ(open[0].capitalLetters, 1u);
    EXPECT_EQ(open[0].digits, 1u);
}

TEST(MetatokenInput, CountsDifferentLinksOnce)
{
    const auto links = [](const std::string& body, const std::string& subject = "x") {
        return inputOf("Subject: " + subject + "\nContent-Type: text/html; charset=us-ascii\n\n<html><body>" + body
            + "</body></html>\n")
            .urls;
    };
    EXPECT_EQ(links("nothing"), 0u);
    EXPECT_EQ(links("<a href=\"http://a.example.com/\">one</a> <a href=\"HTTP://A.example.com/\">again</a>"), 1u);
    EXPECT_EQ(links("<a href=\"http://a.example.com/\">http://b.example.com/</a>"), 2u);
    EXPECT_EQ(links("<img src=\"http://a.example.com/i.png\"> and mail x@example.com"), 2u);
    EXPECT_EQ(links("<a href=\"http://a.example.com/?to=http://b.example.com/\">one</a>"), 2u);
    EXPECT_EQ(links("<a href=\"mailto:X@example.com\">x@example.com</a>"), 1u);
    EXPECT_EQ(links("<a href=\"#top\">top</a><a href=\"/relative\">r</a>"), 0u);
    EXPECT_EQ(links("text", "see www.example.com"), 1u);
}

TEST(MetatokenInput, CountsPartsImagesAndAttachments)
{
    std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x80\x08\2\0\0\0", 29);
    const auto input = inputOf("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                               "Content-Type: text/plain\n\nhello\n--b\nContent-Type: image/png\n"
                               "Content-Transfer-Encoding: 8bit\n\n"
        + png
        + "\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=a.bin\n\n"
          "\x01\x02\x03\n--b--\n");
    EXPECT_EQ(input.parts, 4u);
    EXPECT_EQ(input.textParts.size(), 1u);
    EXPECT_EQ(input.images, 1u);
    EXPECT_EQ(input.pngImages, 1u);
    EXPECT_EQ(input.largeImages, 1u);
    EXPECT_EQ(input.smallImages, 0u);
    EXPECT_EQ(input.attachments, 1u);
}

} // namespace
} // namespace assay::fuzzy
