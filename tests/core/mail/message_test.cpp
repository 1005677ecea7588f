// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/message.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

const std::string head = "From: Ann <ann@example.org>\nTo: bob@example.net\nSubject: s\nMIME-Version: 1.0\n";

Message body(const std::string& type, const std::string& data, const std::string& encoding = {})
{
    return Message::parse(head + "Content-Type: " + type + "\n"
        + (encoding.empty() ? "" : "Content-Transfer-Encoding: " + encoding + "\n") + "\n" + data);
}

TEST(Message, ShowsTextOfAnyCharset)
{
    EXPECT_EQ(body("text/plain; charset=iso-8859-1", "\x93q\x94 \x80").text(), "\u201cq\u201d \u20ac");
    EXPECT_EQ(body("text/plain; charset=x-sjis", "\x93\xfa\x96\x7b").text(), "\u65e5\u672c");
    EXPECT_EQ(body("text/html", "<meta charset=koi8-r><p>\xf0\xd2\xc9\n").text(), "\u041f\u0440\u0438");
    EXPECT_EQ(body("text/plain; charset=us-ascii", "gr\xc3\xbc").text(), "gr\u00fc");
    EXPECT_EQ(body("text/plain; format=flowed; delsp=yes", "ab \ncd\n> q \n> r\n").text(), "abcd\n> qr\n");
    EXPECT_EQ(body("text/plain", "a=3D=C3=BC=\nb\n", "quoted-printable").text(), "a=\u00fcb\n");
}

TEST(Message, MarksDefectsOfBodies)
{
    EXPECT_TRUE(body("text/plain; charset=unknown-8bit", "gr\xfc").defects().has(Defect::UnknownCharset));
    const Message undeclared = body("text/plain", "gr\xfc\xdf\n");
    EXPECT_TRUE(undeclared.defects().has(Defect::Undeclared8Bit));
    EXPECT_EQ(undeclared.text(), "gr\u00fc\u00df\n");
    const Message lie = body("text/plain; charset=utf-8", "gr\xfc ok\n");
    EXPECT_TRUE(lie.defects().has(Defect::BadBytes));
    EXPECT_EQ(lie.text(), "gr\ufffd ok\n");
    const Message nul = body("text/plain; charset=utf-8", std::string("ab\0cd\n", 6));
    EXPECT_TRUE(nul.defects().has(Defect::NulInBody));
    EXPECT_EQ(nul.text(), "ab\u2400cd\n");
    EXPECT_TRUE(body("text/plain", "aG!k=\n", "base64").defects().has(Defect::BadBase64));
    const Message unknown = body("text/plain", "aGk=\n", "base65");
    EXPECT_TRUE(unknown.defects().has(Defect::UnknownEncoding));
    EXPECT_EQ(unknown.text(), "aGk=\n");
    EXPECT_TRUE(body("text/plain", "a=ZZ\n", "quoted-printable").defects().has(Defect::BadQuotedPrintable));
}

TEST(Message, ReadsTheTree)
{
    const std::string bytes = head
        + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: application/pdf; "
          "name=\"a.pdf\"\n"
          "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQ=\n--b--\n";
    const Message message = Message::parse(bytes);
    ASSERT_EQ(message.parts().size(), 3u);
    const MailPart& pdf = message.parts()[2];
    EXPECT_EQ(pdf.path, "1.2");
    EXPECT_EQ(pdf.parent, 0);
    EXPECT_EQ(pdf.fileName, "a.pdf");
    EXPECT_TRUE(pdf.isAttachment);
    EXPECT_EQ(pdf.contentType, "application/pdf");
    EXPECT_EQ(pdf.decodedBytes, 8u);
    EXPECT_EQ(pdf.sha256, sha256("%PDF-1.4"));
    EXPECT_EQ(bytes.substr(pdf.bodyOffset, pdf.bodyBytes), "JVBERi0xLjQ=");
    EXPECT_EQ(message.decodedPart(2), "%PDF-1.4");
    EXPECT_EQ(message.decodedPart(0), "");
    EXPECT_EQ(message.decodedPart(99), "");
    EXPECT_EQ(message.bestTextPart(), 1);
    EXPECT_EQ(message.htmlPart(), -1);
    EXPECT_EQ(message.text(), "hello");
}

TEST(Message, ShowsTheRichestAlternative)
{
    const Message message =
        body("multipart/alternative; boundary=b", "--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--\n");
    EXPECT_EQ(message.text(), "rich");
    EXPECT_EQ(message.bestTextPart(), 1);
    EXPECT_EQ(message.htmlPart(), 2);
    const Message empty =
        body("multipart/alternative; boundary=b", "--b\n\nplain\n--b\nContent-Type: text/html\n\n<p> </p>\n--b--\n");
    EXPECT_EQ(empty.text(), "plain");
}

TEST(Message, OffersEncodedBlocks)
{
    const Message message = body("text/plain", "see\nbegin 644 a.txt\n#:&D*\n`\nend\nbye\n");
    ASSERT_EQ(message.parts().size(), 2u);
    EXPECT_TRUE(message.parts()[1].isAttachment);
    EXPECT_TRUE(message.parts()[1].isEncodedBlock);
    EXPECT_EQ(message.parts()[1].fileName, "a.txt");
    EXPECT_EQ(message.decodedPart(1), "hi\n");
    EXPECT_EQ(message.text(), "see\nbye\n");
    EXPECT_EQ(message.bytes().substr(message.parts()[1].bodyOffset, 5), "begin");
}

TEST(Message, JudgesNames)
{
    const Message message = Message::parse(
        head + "Content-Type: image/png; name=\"a.png\"\nContent-Disposition: attachment; filename=\"b.exe\"\n\nx");
    EXPECT_TRUE(message.defects().has(Defect::DeceptiveName));
    EXPECT_EQ(message.parts()[0].fileName, "b.exe");
    EXPECT_TRUE(message.parts()[0].deceptiveName);
    EXPECT_EQ(body("application/x; name*1=b; name*0=a; name*2*=%20c", "x").parts()[0].fileName, "ab c");
}

TEST(Message, CollectsUrls)
{
    const Message message = body("text/html",
        "<a href='http://paypal.example.evil.test/'>https://paypal.example/</a> <a "
        "href=https://ok.example/x>www.ok.example</a> http://plain.example/y. "
        "<img src='http://pixel.example/1.gif'><img src=cid:x>");
    ASSERT_EQ(message.urls().size(), 6u);
    EXPECT_EQ(message.urls()[0].host, "paypal.example.evil.test");
    EXPECT_TRUE(message.urls()[0].deceptive);
    EXPECT_EQ(message.urls()[0].source, "1");
    EXPECT_FALSE(message.urls()[1].deceptive);
    EXPECT_EQ(message.urls()[2].url, "http://pixel.example/1.gif");
}

TEST(Message, RepairsWholeMessages)
{
    std::string wide = "\xFF\xFE";
    for (const char c : head + "\nbody\n")
        (wide += c) += '\0';
    const Message utf16 = Message::parse(wide);
    EXPECT_TRUE(utf16.defects().has(Defect::Utf16));
    EXPECT_EQ(utf16.text(), "body\n");
    EXPECT_EQ(utf16.from().size(), 1u);
    EXPECT_TRUE(utf16.parts()[0].insideEncodedMessage);
    const Message oldMac = Message::parse("From: a@b\rSubject: s\r\rbody\r");
    EXPECT_TRUE(oldMac.defects().has(Defect::BareCr));
    EXPECT_EQ(oldMac.headers().size(), 2u);
    EXPECT_EQ(oldMac.text(), "body\n");
    EXPECT_TRUE(Message::parse("").defects().has(Defect::Empty));
    EXPECT_TRUE(Message::parse("").parts().empty());
    EXPECT_TRUE(Message::parse("just text\n").defects().has(Defect::NotAMessage));
}

TEST(Message, AppliesLimits)
{
    MailOptions small;
    small.maxMessage = 200;
    small.maxAttachment = 10;
    const Message cut = Message::parse(head + "\n" + std::string(1000, 'x'), small);
    EXPECT_TRUE(cut.defects().has(Defect::MessageTooLarge));
    EXPECT_TRUE(cut.defects().has(Defect::AttachmentTooLarge));
    EXPECT_EQ(cut.decodedPart(0), "");
    EXPECT_EQ(cut.bytes().size(), head.size() + 1001);
    MailOptions hurried;
    hurried.maxSeconds = 0;
    EXPECT_TRUE(Message::parse(head + "\nx", hurried).defects().has(Defect::Timeout));
    std::string many = "To: ";
    for (int i = 0; i < 30000; ++i)
        many += "u" + std::to_string(i) + "@example.org,\n ";
    const Message addresses = Message::parse(many + "\n\nb");
    EXPECT_EQ(addresses.to().size(), 20000u);
    EXPECT_TRUE(addresses.defects().has(Defect::TooManyAddresses));
    EXPECT_TRUE(addresses.defects().has(Defect::HeaderTooLong));
}

TEST(Message, MakesSafeHtml)
{
    const Message message = body("text/html", "<p onclick=x>hi<script>1</script><img src=http://t.example/a.png></p>");
    BlockedContent blocked;
    EXPECT_EQ(message.safeHtml(&blocked), "<p>hi</p>");
    EXPECT_EQ(blocked.scripts, 1u);
    EXPECT_EQ(blocked.eventHandlers, 1u);
    EXPECT_EQ(blocked.remoteImages, 1u);
    EXPECT_EQ(blocked.hosts, std::vector<std::string>{"t.example"});
    EXPECT_EQ(body("text/plain", "x").safeHtml(), "");
}

} // namespace
} // namespace assay
