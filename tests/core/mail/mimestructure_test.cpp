// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mimestructure.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

const Deadline later(60);

// "path type [body];" of each node.
std::string outline(std::string_view message, DefectSet* defects = nullptr)
{
    const MailOptions options;
    const MimeStructure structure = parseMimeStructure(message, options, later);
    std::string text;
    for (const MimeNode& node : structure.nodes)
        text += node.path + " " + node.type + (node.isContainer ? "" : " [" + std::string(structure.body(node)) + "]")
            + ";";
    if (defects)
        *defects = structure.defects;
    return text;
}

TEST(MimeStructure, ReadsParts)
{
    DefectSet defects;
    EXPECT_EQ(
        outline(
            "Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\r\nContent-Type: text/html\r\n\r\n"
            "two\r\n--b--\nepilogue\n",
            &defects),
        "1 multipart/mixed;1.1 text/plain [one];1.2 text/html [two];");
    EXPECT_TRUE(defects.isEmpty());
    EXPECT_EQ(outline("Subject: x\n\nbody\n"), "1 text/plain [body\n];");
    EXPECT_EQ(outline("Content-Type: text\n\nx"), "1 text/plain [x];");
}

TEST(MimeStructure, MatchesTheInnermostBoundary)
{
    EXPECT_EQ(outline("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; "
                      "boundary=b\n\n--b\n\ninner\n"
                      "--b--\n--b\n\nouter\n--b--\n"),
        "1 multipart/mixed;1.1 multipart/mixed;1.1.1 text/plain [inner];1.2 text/plain [outer];");
    // One boundary begins with the other.
    EXPECT_EQ(outline("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; "
                      "boundary=bb\n\n--bb\n\nin\n"
                      "--bb--\n--b\n\nout\n--b--\n"),
        "1 multipart/mixed;1.1 multipart/mixed;1.1.1 text/plain [in];1.2 text/plain [out];");
}

TEST(MimeStructure, ReadsMessagesInside)
{
    EXPECT_EQ(outline("Content-Type: message/rfc822\n\nSubject: in\nContent-Type: text/html\n\nx"),
        "1 message/rfc822;1.1 text/html [x];");
    const std::string encoded =
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogYQoKYm9keQo=\n";
    const MailOptions options;
    const MimeStructure structure = parseMimeStructure(encoded, options, later);
    ASSERT_EQ(structure.nodes.size(), 2u);
    EXPECT_EQ(structure.nodes[1].buffer, 1u);
    EXPECT_EQ(structure.body(structure.nodes[1]), "body\n");
    EXPECT_EQ(outline("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: a\n\nx\n--b--\n"),
        "1 multipart/digest;1.1 message/rfc822;1.1.1 text/plain [x];");
}

TEST(MimeStructure, RepairsMultiparts)
{
    DefectSet defects;
    EXPECT_EQ(outline("Content-Type: multipart/mixed\n\n--x\n\nhi\n--x--\n", &defects),
        "1 multipart/mixed;1.1 text/plain [--x\n\nhi\n--x--\n];");
    EXPECT_TRUE(defects.has(Defect::BadMultipart));
    EXPECT_EQ(outline("Content-Type: multipart/mixed; boundary=zz\n\n--x\n\nhi\n", &defects),
        "1 multipart/mixed;1.1 text/plain [--x\n\nhi\n];");
    EXPECT_TRUE(defects.has(Defect::BadMultipart));
    EXPECT_EQ(outline("Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\ntwo\n", &defects),
        "1 multipart/mixed;1.1 text/plain [one];1.2 text/plain [two\n];");
    EXPECT_TRUE(defects.has(Defect::Truncated));
    // The inner one is not closed, the outer one goes on.
    EXPECT_EQ(outline("Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; "
                      "boundary=i\n\n--i\n\na\n--o\n\nb\n"
                      "--o--\n",
                  &defects),
        "1 multipart/mixed;1.1 multipart/mixed;1.1.1 text/plain [a];1.2 text/plain [b];");
    EXPECT_TRUE(defects.has(Defect::Truncated));
    // A part whose headers meet the next delimiter.
    EXPECT_EQ(
        outline("Content-Type: multipart/mixed; boundary=\"b:\"\n\n--b:\nContent-Type: text/html\n--b:\n\nx\n--b:--\n"),
        "1 multipart/mixed;1.1 text/html [];1.2 text/plain [x];");
}

std::string nested(int levels)
{
    std::string text;
    for (int i = 0; i < levels; ++i) {
        const std::string boundary = "b" + std::to_string(i) + "x";
        text += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
    }
    return text + "\ndeepest\n";
}

TEST(MimeStructure, AppliesLimits)
{
    DefectSet defects;
    outline(nested(64), &defects);
    EXPECT_FALSE(defects.has(Defect::NestingTooDeep));
    const std::string deep = outline(nested(100000), &defects);
    EXPECT_TRUE(defects.has(Defect::NestingTooDeep));
    std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (int i = 0; i < 20000; ++i)
        many += "--b\n\nx\n";
    const MailOptions options;
    const MimeStructure structure = parseMimeStructure(many, options, later);
    EXPECT_EQ(structure.nodes.size(), 10000u);
    EXPECT_TRUE(structure.defects.has(Defect::TooManyParts));
    EXPECT_TRUE(parseMimeStructure(many, options, Deadline(0)).defects.has(Defect::Timeout));
}

TEST(TransferEncodingName, ReadsVariants)
{
    for (const char* name : {"", "7bit", "8-bit", "BINARY", " 7BIT (x)"})
        EXPECT_EQ(transferEncodingOf(name), TransferEncoding::Identity) << name;
    for (const char* name : {"quoted-printable", "Quoted-Printable;", "\"quoted-printable\""})
        EXPECT_EQ(transferEncodingOf(name), TransferEncoding::QuotedPrintable) << name;
    EXPECT_EQ(transferEncodingOf("Base64"), TransferEncoding::Base64);
    EXPECT_EQ(transferEncodingOf("x-uuencode"), TransferEncoding::Uuencode);
    EXPECT_EQ(transferEncodingOf("base65"), TransferEncoding::Unknown);
}

} // namespace
} // namespace assay
