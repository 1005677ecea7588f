// SPDX-License-Identifier: GPL-3.0-or-later
// Which parts of a message take part in hashing, and as what. The expectations were observed of the peer.
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/mime/packedfile.h"
#include "core/fuzzy/mime/partcharset.h"

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

TEST(FuzzyParts, CharsetsAreGuessedFromTheirLetters)
{
    const auto decoded = [](std::string_view bytes) { return decodePartText(bytes, {}).text; };
    const std::string russian =
        "\xF0\xD2\xC9\xD7\xC5\xD4, \xCB\xC1\xCB \xD5 \xD4\xC5\xC2\xD1 \xC4\xC5\xCC\xC1 \xD3\xC5\xC7\xCF\xC4\xCE\xD1? "
        "\xED\xD9 \xC4\xC1\xD7\xCE\xCF \xCE\xC5 \xD7\xC9\xC4\xC5\xCC\xC9\xD3\xD8 \xC9 \xC8\xCF\xD4\xC5\xCC\xC9 "
        "\xC2\xD9 \xD5\xDA\xCE\xC1\xD4\xD8, \xDE\xD4\xCF \xCE\xCF\xD7\xCF\xC7\xCF.";
    EXPECT_EQ(decoded(russian),
        "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82, \xD0\xBA\xD0\xB0\xD0\xBA \xD1\x83 "
        "\xD1\x82\xD0\xB5\xD0\xB1\xD1\x8F \xD0\xB4\xD0\xB5\xD0\xBB\xD0\xB0 "
        "\xD1\x81\xD0\xB5\xD0\xB3\xD0\xBE\xD0\xB4\xD0\xBD\xD1\x8F? \xD0\x9C\xD1\x8B "
        "\xD0\xB4\xD0\xB0\xD0\xB2\xD0\xBD\xD0\xBE \xD0\xBD\xD0\xB5 "
        "\xD0\xB2\xD0\xB8\xD0\xB4\xD0\xB5\xD0\xBB\xD0\xB8\xD1\x81\xD1\x8C \xD0\xB8 "
        "\xD1\x85\xD0\xBE\xD1\x82\xD0\xB5\xD0\xBB\xD0\xB8 \xD0\xB1\xD1\x8B "
        "\xD1\x83\xD0\xB7\xD0\xBD\xD0\xB0\xD1\x82\xD1\x8C, \xD1\x87\xD1\x82\xD0\xBE "
        "\xD0\xBD\xD0\xBE\xD0\xB2\xD0\xBE\xD0\xB3\xD0\xBE.");
    const std::string latvian = "\xD0"
                                "eit ir v\xE2rdi latvie\xF0u valod\xE2, kas j\xE2"
                                "atpaz\xEEst bez apz\xEEm\xE7juma, un v\xE7l da\xFEi citi v\xE2rdi p\xE7"
                                "c tam.";
    EXPECT_EQ(decoded(latvian),
        "\xC5\xA0"
        "eit ir v\xC4\x81rdi latvie\xC5\xA1u valod\xC4\x81, kas j\xC4\x81"
        "atpaz\xC4\xABst bez apz\xC4\xABm\xC4\x93juma, un v\xC4\x93l da\xC5\xBEi citi v\xC4\x81rdi p\xC4\x93"
        "c tam.");
    // A few quotes in English text say nothing else.
    EXPECT_EQ(decoded("He said \x93yes\x94 and then \x93no\x94 to all that had been asked of him by then"),
        "He said \xE2\x80\x9Cyes\xE2\x80\x9D and then \xE2\x80\x9Cno\xE2\x80\x9D to all that had been asked of him "
        "by then");
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
