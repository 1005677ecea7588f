// SPDX-License-Identifier: GPL-3.0-or-later
// Which parts of a message are hashed, and the commands that the peer was seen to send.
#include "core/base/file.h"
#include "core/fuzzy/fuzzyhasher.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;

std::string words(size_t count)
{
    std::string text;
    for (size_t i = 0; i < count; ++i)
        text += "letter" + std::string(1 + i % 9, static_cast<char>('a' + i % 26)) + " ";
    return text;
}

std::string plainMessage(const std::string& text)
{
    return "Subject: Hello\r\nContent-Type: text/plain\r\n\r\n" + text;
}

std::string attachment(const std::string& type, const std::string& data)
{
    return "Content-Type: " + type + "\r\nContent-Disposition: attachment; filename=a.bin\r\n\r\n" + data;
}

TEST(FuzzyHasher, LongTextsHaveShinglesAndShortOnesADigest)
{
    const FuzzyHasher hasher{HashOptions()};
    const auto longText = hasher.hash(plainMessage(words(70)));
    ASSERT_EQ(longText.size(), 1u);
    EXPECT_TRUE(longText[0].shingles);
    EXPECT_EQ(longText[0].path, "1");
    const auto shortText = hasher.hash(plainMessage(words(40)));
    ASSERT_EQ(shortText.size(), 1u);
    EXPECT_FALSE(shortText[0].shingles);
    EXPECT_TRUE(hasher.hash(plainMessage("too short")).empty());
    HashOptions options;
    options.shortTextDirectHash = false;
    EXPECT_TRUE(FuzzyHasher(options).hash(plainMessage(words(40))).empty());
}

TEST(FuzzyHasher, AttachmentsAreTakenByTypeAndSize)
{
    const FuzzyHasher hasher{HashOptions()};
    const auto data = hasher.hash(attachment("application/x-thing", std::string(2000, '\1')));
    ASSERT_EQ(data.size(), 1u);
    EXPECT_EQ(data[0].kind, HashKind::Attachment);
    EXPECT_TRUE(hasher.hash(attachment("audio/x-thing", std::string(2000, '\1'))).empty());
    EXPECT_TRUE(hasher.hash(attachment("application/x-thing", std::string(500, '\1'))).empty());
    HashOptions options;
    options.mimeTypes = {"audio/*"};
    options.minBytes = 0;
    EXPECT_EQ(FuzzyHasher(options).hash(attachment("Audio/X-thing", std::string(5, '\1'))).size(), 1u);
}

TEST(FuzzyHasher, EqualPartsAreSentOnce)
{
    const std::string text = words(80);
    const std::string message =
        "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + text
        + "\r\n--b\r\nContent-Type: text/html\r\n\r\n<html><body>" + text + "</body></html>\r\n--b--\r\n";
    const auto hashes = FuzzyHasher{HashOptions()}.hash(message);
    ASSERT_EQ(hashes.size(), 1u);
    EXPECT_EQ(hashes[0].path, "1.1");
}

TEST(FuzzyHasher, DamagedMessagesAreRead)
{
    const FuzzyHasher hasher{HashOptions()};
    EXPECT_TRUE(hasher.hash("").empty());
    EXPECT_TRUE(hasher.hash("\n\n\n").empty());
    EXPECT_TRUE(hasher.hash("Content-Type: multipart/mixed; boundary=\"x\"\n\n--x").empty());
    std::string nested;
    for (int i = 0; i < 300; ++i)
        nested += "Content-Type: message/rfc822\n\n";
    EXPECT_TRUE(hasher.hash(nested).empty());
}

std::string hex64(uint64_t value)
{
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

HashOptions optionsOf(const Json& rule)
{
    HashOptions options;
    options.algorithm = algorithmFromName(rule.at("algorithm").get<std::string>()).value_or(Algorithm::Siphash);
    const auto key = [&rule](const char* name, std::string& target) {
        const auto text = rule.value(name, std::string());
        if (!text.empty() && text.find("default") == std::string::npos)
            target = text;
    };
    key("fuzzy_key", options.fuzzyKey);
    key("fuzzy_shingles_key", options.shinglesKey);
    options.mimeTypes = rule.value("mime_types", std::vector<std::string>{"*"});
    options.minBytes = rule.value("min_bytes", options.minBytes);
    options.minLength = rule.value("min_length", options.minLength);
    options.shortTextDirectHash = rule.value("short_text_direct_hash", true);
    return options;
}

// "digest shingle shingle ..." of each command.
std::vector<std::string> golden(const Json& commands)
{
    std::vector<std::string> lines;
    for (const Json& command : commands) {
        std::string line = command.at("digest");
        if (command.contains("shingles") && command.at("shingles").is_array()) {
            for (const Json& shingle : command.at("shingles"))
                line += " " + shingle.get<std::string>();
        }
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> own(const std::vector<PartHash>& hashes)
{
    std::vector<std::string> lines;
    for (const PartHash& hash : hashes) {
        std::string line = toHex(hash.digest);
        if (hash.shingles) {
            for (const uint64_t shingle : *hash.shingles)
                line += " " + hex64(shingle);
        }
        lines.push_back(line);
    }
    return lines;
}

TEST(FuzzyHasher, GoldenCommands)
{
    ASSAY_REQUIRE_SHARED(shared);
    const std::filesystem::path folder = shared / "golden" / "fuzzy";
    const auto text = readFile(folder / "messages-dev-synthetic.json");
    ASSERT_TRUE(text);
    const Json all = Json::parse(*text);
    size_t compared = 0;
    for (const auto& [name, rule] : all.at("rules").items()) {
        const FuzzyHasher hasher(optionsOf(rule));
        for (const Json& message : all.at("messages")) {
            const auto bytes = readFile(folder / message.at("message").get<std::string>());
            ASSERT_TRUE(bytes);
            EXPECT_EQ(own(hasher.hash(*bytes)), golden(message.at("commands").at(name)))
                << name << " " << message.at("message");
            ++compared;
        }
    }
    EXPECT_GT(compared, 500u);
}

} // namespace
} // namespace assay::fuzzy
