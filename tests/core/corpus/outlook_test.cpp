// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/bytes.h"
#include "core/corpus/outlook/compoundfile.h"
#include "core/corpus/outlook/msgheaders.h"
#include "core/corpus/outlook/msgmessage.h"
#include "core/corpus/outlook/rtf.h"
#include "tests/core/corpus/collectingsink.h"
#include "tests/core/corpus/compoundbuilder.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <random>

namespace assay {
namespace {

using test::Node;

std::string made(const std::vector<Node>& nodes)
{
    const auto message = messageFromMsg(test::buildCompound(nodes));
    EXPECT_TRUE(message.has_value());
    return message ? message->bytes : std::string();
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

TEST(CompoundFile, GivesShortAndLongStreams)
{
    const std::string longText(10'000, 'x');
    const auto file = CompoundFile::open(test::buildCompound({{"small", false, "abc", {}},
        {"large", false, longText, {}}, {"folder", true, "", {{"inner", false, "i", {}}}}}));
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(file->stream(*file->child(CompoundFile::root, "small")), "abc");
    EXPECT_EQ(file->stream(*file->child(CompoundFile::root, "LARGE")), longText);
    const auto folder = file->child(CompoundFile::root, "folder");
    ASSERT_TRUE(folder && file->isStorage(*folder));
    EXPECT_EQ(file->stream(*file->child(*folder, "inner")), "i");
    EXPECT_FALSE(file->child(CompoundFile::root, "inner").has_value());
    EXPECT_FALSE(file->isDamaged());
}

TEST(CompoundFile, RefusesOtherSectorShifts)
{
    std::string bytes = test::buildCompound({{"small", false, "abc", {}}});
    for (const char shift : {8, 10, 16, 31}) {
        bytes[0x1e] = shift;
        EXPECT_FALSE(CompoundFile::open(bytes).has_value());
    }
    EXPECT_FALSE(CompoundFile::open("").has_value());
    EXPECT_FALSE(CompoundFile::open(bytes.substr(0, 100)).has_value());
}

TEST(CompoundFile, SurvivesLoopsAndAnyDamage)
{
    const std::string good = test::buildCompound({test::properties(32, {}), test::unicodeText(0x0037, "subject"),
        {"__attach_version1.0_#00000000", true, "", {test::binaryValue(0x3701, std::string(9000, 'a'))}}});
    // A table whose every entry leads to sector 0.
    std::string looped = good;
    std::fill(looped.end() - 512, looped.end(), '\0');
    const auto file = CompoundFile::open(looped);
    if (file) {
        for (const uint32_t entry : file->children(CompoundFile::root))
            EXPECT_LE(file->stream(entry).size(), looped.size());
    }
    std::mt19937 random(3);
    for (int round = 0; round < 3000; ++round) {
        std::string bytes = good;
        for (int i = 0; i < 8; ++i)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % 4 == 0 ? random() % bytes.size() : bytes.size());
        if (const auto message = messageFromMsg(bytes)) {
            EXPECT_LE(message->bytes.size(), 10 * bytes.size() + 10'000);
        }
    }
}

TEST(MsgMessage, KeepsTransportHeadersAndRebuildsTheBody)
{
    const std::string message = made({test::properties(32, {}),
        test::unicodeText(0x007d,
            "Received: by x\r\n with y\r\nFrom: a@example.org\r\nContent-Type: multipart/mixed; boundary=q\r\n"
            "MIME-Version: 1.0\r\nno field\r\nSubject: kept\r\n\r\nrest: of body\r\n"),
        test::unicodeText(0x0037, "other"), test::unicodeText(0x1000, "the text")});
    EXPECT_EQ(message,
        "Received: by x\r\n with y\r\nFrom: a@example.org\r\nSubject: kept\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64Lines("the text"));
}

TEST(MsgMessage, MakesHeadersOfProperties)
{
    constexpr uint64_t newYear2024 = (uint64_t{1704067200} + 11644473600) * 10'000'000;
    const std::string message = made({test::properties(32, {{0x00390040, newYear2024}, {0x3ffd0003, 1251}}),
        test::unicodeText(0x0c1a, "Ann, Example"), test::unicodeText(0x5d01, "ann@example.org"),
        test::narrowText(0x0037, "\xcf\xf0\xe8\xe2\xe5\xf2\r\nBcc: evil"), test::unicodeText(0x1035, "<1@x>"),
        {"__recip_version1.0_#00000000", true, "",
            {test::properties(8, {{0x0c150003, 1}}), test::unicodeText(0x3001, "Bob"),
                test::unicodeText(0x39fe, "bob@example.net")}},
        {"__recip_version1.0_#00000001", true, "",
            {test::properties(8, {{0x0c150003, 2}}), test::unicodeText(0x3003, "/o=Org/cn=x"),
                test::unicodeText(0x3001, "Carl")}}});
    EXPECT_TRUE(contains(message, "From: \"Ann, Example\" <ann@example.org>\r\n")) << message;
    EXPECT_TRUE(contains(message, "To: \"Bob\" <bob@example.net>\r\n"));
    EXPECT_TRUE(contains(message, "Cc: \"Carl\"\r\n"));
    EXPECT_TRUE(contains(message, "Date: Mon, 01 Jan 2024 00:00:00 +0000\r\n"));
    EXPECT_TRUE(
        contains(message, "Subject: =?windows-1251?B?" + base64("\xcf\xf0\xe8\xe2\xe5\xf2  Bcc: evil") + "?=\r\n"));
    EXPECT_TRUE(contains(message, "Message-ID: <1@x>\r\n"));
    EXPECT_FALSE(contains(message, "\nBcc"));
}

TEST(MsgMessage, CarriesAttachmentsAndEmbeddedMessages)
{
    const std::string message =
        made({test::properties(32, {}), test::unicodeText(0x1000, "text"), test::binaryValue(0x1013, "<p>html"),
            {"__attach_version1.0_#00000000", true, "",
                {test::properties(8, {}), test::binaryValue(0x3701, "data"), test::unicodeText(0x3707, "a \"b\".txt"),
                    test::unicodeText(0x370e, "text/x-note"), test::unicodeText(0x3712, "cid1")}},
            {"__attach_version1.0_#00000001", true, "",
                {test::properties(8, {}),
                    {"__substg1.0_3701000D", true, "",
                        {test::properties(24, {}), test::unicodeText(0x0037, "inner subject")}}}}});
    EXPECT_TRUE(contains(message, "Content-Type: multipart/mixed;"));
    EXPECT_TRUE(contains(message, "Content-Type: multipart/alternative;"));
    EXPECT_TRUE(contains(message, "filename=\"a \\\"b\\\".txt\"")) << message;
    EXPECT_TRUE(contains(message, "Content-Type: text/x-note\r\nContent-ID: <cid1>\r\n"));
    EXPECT_TRUE(contains(message, base64Lines("data")));
    EXPECT_TRUE(contains(message, "Content-Type: message/rfc822\r\n"));
    EXPECT_TRUE(contains(message, "\r\n\r\nSubject: inner subject\r\n"));
}

TEST(MsgMessage, BoundsEmbedding)
{
    Node inner{"__substg1.0_3701000D", true, "", {test::properties(24, {})}};
    for (int depth = 0; depth < 40; ++depth)
        inner = {"__substg1.0_3701000D", true, "",
            {test::properties(24, {}), {"__attach_version1.0_#00000000", true, "", {test::properties(8, {}), inner}}}};
    const std::string message =
        made({test::properties(32, {}), {"__attach_version1.0_#00000000", true, "", {test::properties(8, {}), inner}}});
    size_t levels = 0;
    for (size_t at = message.find("message/rfc822"); at != std::string::npos;
         at = message.find("message/rfc822", at + 1))
        ++levels;
    EXPECT_EQ(levels, 16u);
}

TEST(Rtf, DecompressesTheSampleOfItsSpecification)
{
    const std::string compressed(
        "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3\x20hel\x09\0\x20\x62w"
        "\x05\xb0ld}\x0a\x80\x0f\xa0",
        49);
    EXPECT_EQ(decompressRtf(compressed), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    for (size_t length = 0; length < compressed.size(); ++length)
        decompressRtf(compressed.substr(0, length));
}

TEST(Rtf, GivesBackTheHtmlInside)
{
    const std::string rtf =
        "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}"
        "{\\*\\htmltag64 <p>}\\htmlrtf rtf only\\htmlrtf0 a\\'cf \\{ \\u8364?{\\*\\htmltag72 </p>}\\par }";
    const RtfHtml found = htmlFromRtf(rtf);
    EXPECT_EQ(found.html, "<p>a\xcf { &#8364;</p>\r\n");
    EXPECT_EQ(found.charset, "windows-1251");
    EXPECT_EQ(htmlFromRtf("{\\rtf1 a<b & c\\par d{\\pict 00ff}}").html, "a&lt;b &amp; c<br>\r\nd");
}

TEST(MsgReader, MarksItsMessagesConverted)
{
    test::TemporaryDir dir;
    const auto path =
        dir.write("report.msg", test::buildCompound({test::properties(32, {}), test::unicodeText(0x0037, "s")}));
    const auto read = test::readAll(path);
    ASSERT_EQ(read.sink.found.size(), 1u);
    EXPECT_EQ(read.sink.containers[0].format, "msg");
    EXPECT_TRUE(read.sink.found[0].defects.has(Defect::Converted));
    EXPECT_EQ(test::loadAll(path, read.sink)[0].substr(0, 12), "Subject: s\r\n");
    EXPECT_EQ(test::loadAll(dir.path(), test::readAll(dir.path()).sink).size(), 1u);
    const auto other = test::readAll(dir.write("word.msg", test::buildCompound({{"WordDocument", false, "x", {}}})));
    EXPECT_TRUE(other.sink.found.empty());
    EXPECT_TRUE(other.sink.allDefects().has(Defect::NotAMessage));
}

TEST(UnsupportedReaders, SayWhatToDo)
{
    test::TemporaryDir dir;
    const auto read = test::readAll(dir.write("box.pst", std::string("!BDN") + std::string(600, '\0')));
    ASSERT_FALSE(read.result.ok());
    EXPECT_EQ(read.result.error().code, ErrorCode::Unsupported);
    EXPECT_TRUE(contains(read.result.error().detail, "readpst"));
    dir.write("1.eml", "From: a@b\n\nx\n");
    const auto folder = test::readAll(dir.path());
    EXPECT_TRUE(folder.result.ok());
    EXPECT_EQ(folder.sink.found.size(), 1u);
    EXPECT_TRUE(folder.sink.allDefects().has(Defect::ArchiveUnsupported));
}

} // namespace
} // namespace assay
