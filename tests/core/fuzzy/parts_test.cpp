// SPDX-License-Identifier: GPL-3.0-or-later
// Which parts of a message take part in hashing, and as what. The expectations were observed of the peer.
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/mime/packedfile.h"

#include <gtest/gtest.h>

namespace assay::fuzzy {
namespace {

using namespace std::string_literals;

std::vector<PartHash> hashesOf(const std::string& message)
{
    HashOptions options;
    options.mimeTypes = {"*"};
    return FuzzyHasher(options).hash(message);
}

std::string binaryPart(const std::string& header)
{
    std::string data;
    for (int i = 0; i < 1500; ++i)
        data += static_cast<char>(i * 7 % 31 + 1);
    return "Content-Type: x/y\nContent-Transfer-Encoding: 8bit\n" + header + "\n\n" + data;
}

TEST(FuzzyParts, DispositionsAreReadByTheirGrammar)
{
    struct Case
    {
        const char* disposition;
        bool hasName;
        bool isAttachment;
    };
    const Case cases[] = {{"inline; filename=a.bin", true, false}, {"inline; filename=\"a b.bin\"", true, false},
        {"inline; filename=\xC3\xBC.bin", true, false}, {"inline; filename=\xFC.bin", false, false},
        {"inline; filename=a b.bin", false, false}, {"inline; filename=\"a.bin", false, false},
        {"inline; filename==a.bin", false, false}, {"inline ; filename=a.bin", false, false},
        {"inline; (c) filename=a.bin", true, false}, {"inline; filename=(c)a.bin", false, false},
        {"inline; filename=\"a.bin\" (c)", true, false}, {"inline; filename=\"a\"b.bin", false, false},
        {"inline; filename=a.bin; x=y z", true, false}, {"attachment; filename=\"a.bin", false, true},
        {"attachment;; filename=a.bin", false, true}, {"attachment (x); filename=a.bin", false, false},
        {"attachment x", false, false}, {"; filename=a.bin", false, false}, {"foo", false, false},
        {"foo; filename*=utf-8''a.bin", true, true}, {"inline; filename*0=\"a\";filename*1=\"b\"", true, false}};
    for (const Case& c : cases) {
        const auto read = readDisposition(c.disposition);
        EXPECT_EQ(read && !read->fileName.empty(), c.hasName) << c.disposition;
        EXPECT_EQ(read && read->isAttachment, c.isAttachment) << c.disposition;
        const bool isHashed = !hashesOf(binaryPart("Content-Disposition: "s + c.disposition)).empty();
        EXPECT_EQ(isHashed, c.hasName || c.isAttachment) << c.disposition;
    }
}

TEST(FuzzyParts, QuotesInContentTypes)
{
    EXPECT_EQ(readContentType("text/plain; charset=\"koi8-r")->charset, "");
    EXPECT_EQ(readContentType("multipart/mixed; boundary=u\"v\"w")->boundary, "v");
    EXPECT_EQ(readContentType("multipart/mixed; boundary=u\"")->boundary, "");
    EXPECT_EQ(readContentType("multipart/mixed; boundary=\"u\"v")->boundary, "u");
}

TEST(FuzzyParts, MessagesInsideAreAttachmentsToo)
{
    const std::string inner = "Subject: y\n\n" + std::string(1200, 'a') + "\n";
    const std::string head = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n";
    EXPECT_EQ(hashesOf(head + "\n" + inner + "--b--\n").size(), 1u); // the text in it
    const auto hashes = hashesOf(head + "Content-Disposition: attachment\n\n" + inner + "--b--\n");
    ASSERT_EQ(hashes.size(), 2u);
    EXPECT_EQ(hashes[0].kind, HashKind::Attachment);
    EXPECT_EQ(hashes[1].kind, HashKind::Text);
}

// What a zip of one empty file "a" consists of.
std::string zip()
{
    const std::string local = "PK\3\4"s + std::string(22, '\0') + "\1\0\0\0"s + "a";
    const std::string directory = "PK\1\2"s + std::string(24, '\0') + "\1\0"s + std::string(16, '\0') + "a";
    const auto size = static_cast<char>(directory.size());
    const auto offset = static_cast<char>(local.size());
    return local + directory + "PK\5\6"s + "\0\0\0\0\1\0\1\0"s + size + "\0\0\0"s + offset + "\0\0\0\0\0"s;
}

TEST(FuzzyParts, ArchivesAreKnownByTheirStructure)
{
    EXPECT_EQ(packedFileKind(zip(), false), "zip");
    EXPECT_EQ(packedFileKind(zip().substr(0, 60), true), "");
    const std::string gzip = "\x1F\x8B\x08"s + std::string(20, '\0');
    EXPECT_EQ(packedFileKind(gzip, true), "gz");
    EXPECT_EQ(packedFileKind(gzip, false), "");
    const std::string oldRar = "Rar!\x1A\x07\x00"s;
    const std::string mainBlock = "\0\0\x73\0\0\x0D\0\0\0\0\0\0\0"s;
    const std::string endBlock = "\0\0\x7B\0\0\x07\0"s;
    EXPECT_EQ(packedFileKind(oldRar + mainBlock + endBlock, false), "rar");
    EXPECT_EQ(packedFileKind(oldRar + std::string(100, 'x'), true), "");
    const std::string newRar = "Rar!\x1A\x07\x01\x00"s;
    EXPECT_EQ(packedFileKind(newRar + "\1\2\3\4\3\1\0\0"s + "\1\2\3\4\3\5\0\0"s, false), "rar");
    EXPECT_EQ(packedFileKind(newRar + std::string(100, 'x'), true), "");
}

TEST(FuzzyParts, TextThatEndsInAForeignLetterIsNoTextYet)
{
    const auto detected = [](const std::string& text) {
        const FuzzyMessage message = FuzzyMessage::read("Content-Type: text/plain\n\n" + text);
        return std::string(message.parts().at(0).detectedType);
    };
    EXPECT_EQ(detected(std::string(100, 'a') + "\xC3\xA9"), "");
    EXPECT_EQ(detected(std::string(100, 'a') + "\xC3\xA9\n"), "text/plain");
    EXPECT_EQ(detected(std::string(100, 'a') + "\xE9\n"), "");
    EXPECT_EQ(detected(std::string(100, 'a') + "\xE9\xE9\xE9\n"), "text/plain");
}

} // namespace
} // namespace assay::fuzzy
