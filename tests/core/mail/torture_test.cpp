// SPDX-License-Identifier: GPL-3.0-or-later
// Every hostile message of the shared data and of its generator goes through the whole reading; the sanitizer builds of
// the tests are what makes this one strict.
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/mail/message.h"
#include "tests/support/testpaths.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace assay {
namespace {

void expectSound(const std::filesystem::path& path)
{
    const auto bytes = readFile(path);
    ASSERT_TRUE(bytes.ok()) << path;
    const Message message = Message::parse(*bytes);
    EXPECT_EQ(message.bytes(), *bytes);
    EXPECT_TRUE(isValidUtf8(message.text())) << path;
    EXPECT_TRUE(isValidUtf8(message.hiddenText())) << path;
    EXPECT_TRUE(isValidUtf8(message.summary().subject)) << path;
    EXPECT_EQ(message.summary().subject.find('\n'), std::string::npos) << path;
    for (const MailHeader& header : message.headers()) {
        EXPECT_TRUE(isValidUtf8(header.decoded)) << path;
        EXPECT_EQ(header.decoded.find_first_of("\r\n"), std::string::npos) << path;
        EXPECT_LE(header.offset + header.length, bytes->size()) << path;
    }
    for (size_t i = 0; i < message.parts().size() && i < 200; ++i) {
        const MailPart& part = message.parts()[i];
        EXPECT_LT(part.parent, static_cast<int>(i)) << path;
        EXPECT_LE(part.savedName.size(), 120u) << path;
        EXPECT_EQ(part.savedName.find_first_of("/\\\n"), std::string::npos) << path;
        if (!part.insideEncodedMessage) {
            EXPECT_LE(part.bodyOffset + part.bodyBytes, bytes->size()) << path;
        }
        if (!part.isContainer) {
            EXPECT_EQ(message.decodedPart(i).size(), part.decodedBytes) << path << " part " << part.path;
        }
        EXPECT_TRUE(isValidUtf8(message.partText(i))) << path;
    }
    EXPECT_TRUE(isValidUtf8(message.safeHtml())) << path;
}

TEST(Torture, ReadsEveryFile)
{
    ASSAY_REQUIRE_SHARED(shared);
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared / "data/mail/mime-torture")) {
        if (entry.is_regular_file()) {
            expectSound(entry.path());
            ++count;
        }
    }
    EXPECT_GE(count, 300u);
}

TEST(Torture, ReadsEveryGeneratedCase)
{
    ASSAY_REQUIRE_SHARED(shared);
    const test::TemporaryDir folder;
    const std::string command = "python3 '" + (shared / "data/mail/tools/gen_torture.py").string() + "' '"
        + folder.path().string() + "' >/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    size_t count = 0;
    for (const char* group : {"header", "body", "attach", "nest", "html", "."}) {
        for (const auto& entry : std::filesystem::directory_iterator(folder.path() / group)) {
            if (entry.is_regular_file() && entry.path().extension() == ".eml") {
                expectSound(entry.path());
                ++count;
            }
        }
    }
    EXPECT_GE(count, 75u);
}

} // namespace
} // namespace assay
