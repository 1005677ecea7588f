// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/rule/fuzzyrule.h"

#include <gtest/gtest.h>

namespace assay::fuzzy {
namespace {

FuzzyRule unusualRule()
{
    FuzzyRule rule;
    rule.name = "trap \"north\"";
    rule.file = "/var/lib/b\xC3\xA4r/fuzzy\xFF.db"; // no UTF-8
    rule.server = "[::1]:11336";
    rule.serverKey = "abc";
    rule.hashes.algorithm = Algorithm::Fasthash;
    rule.hashes.fuzzyKey = std::string("k\0ey", 4);
    rule.hashes.shinglesKey = "other\nkey";
    rule.hashes.minBytes = 4'000'000'000U;
    rule.hashes.textMultiplier = 0.1;
    rule.hashes.mimeTypes = {"application/*", "image/?", "#;,{}"};
    rule.hashes.scanArchives = false;
    rule.hashes.noSubject = true;
    rule.hashes.wordBreakLocale = WordBreakLocale::Root;
    rule.symbol = "UNKNOWN";
    rule.threshold = -1.5;
    rule.score = 1e-7;
    rule.skipUnknown = true;
    rule.flags = {{1, "DENIED", "what \\ it means", FlagMeaning::Deny, 20, 12, false},
        {255, "WHITE", "", FlagMeaning::Allow, 2, -2.1, true}};
    rule.curve = Curve::Linear;
    rule.weightThreshold = 0.25;
    rule.skipHashes = {std::string(128, 'a')};
    rule.readOnly = true;
    rule.enabled = false;
    rule.expiry = {90 * 86400, {{1, 5}, {7, INT64_MAX}}, UINT64_MAX, 12};
    rule.conditions = {
        {"from:example.com", LearnCondition::Act::Flag, 12, "ours"}, {"", LearnCondition::Act::Allow, 0, ""}};
    rule.learnByDefault = false;
    rule.script = "return function(task)\n  return true, 5 -- \"x\"\nend";
    rule.timeout = std::chrono::milliseconds(250);
    rule.retransmits = 0;
    return rule;
}

TEST(FuzzyRule, JsonGoesBothWays)
{
    const FuzzyRule rule = unusualRule();
    const auto read = fuzzyRuleFromJson(toJson(rule));
    ASSERT_TRUE(read) << read.error().toString();
    EXPECT_TRUE(*read == rule) << toJson(*read) << "\n" << toJson(rule);
    FuzzyRule plain;
    plain.name = "local";
    const auto plainRead = fuzzyRuleFromJson(toJson(plain));
    ASSERT_TRUE(plainRead);
    EXPECT_TRUE(*plainRead == plain);
}

TEST(FuzzyRule, MissingMembersKeepTheirDefaultsAndUnknownOnesAreIgnored)
{
    const auto read = fuzzyRuleFromJson(R"({"name":"a","later":{"x":[1,2]},"flags":[{"flag":12},{"flag":3}]})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->threshold, 20);
    EXPECT_EQ(read->symbol, "FUZZY_UNKNOWN");
    ASSERT_EQ(read->flags.size(), 2u);
    EXPECT_EQ(read->flags[0].flag, 3); // by flag
    EXPECT_EQ(toJson(*read).find("later"), std::string::npos);
}

TEST(FuzzyRule, FaultsNameTheMember)
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {R"({})", "name"},
        {R"({"name":5})", "name"},
        {R"({"name":"a","threshold":"much"})", "threshold"},
        {R"({"name":"a","flags":[{"flag":1},{"flag":256}]})", "flags[1].flag"},
        {R"({"name":"a","flags":[7]})", "flags"},
        {R"({"name":"a","hashes":{"algorithm":"md5"}})", "hashes.algorithm"},
        {R"({"name":"a","hashes":{"min_bytes":-1}})", "hashes.min_bytes"},
        {R"({"name":"a","hashes":{"min_bytes":1.5}})", "hashes.min_bytes"},
        {R"({"name":"a","skip_hashes":[1]})", "skip_hashes"},
        {R"({"name":"a","file_hex":"zz"})", "file_hex"},
        {R"({"name":"a","timeout_ms":-1})", "timeout_ms"},
    };
    for (const auto& [text, member] : cases) {
        const auto read = fuzzyRuleFromJson(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, ErrorCode::BadData);
        EXPECT_EQ(read.error().detail.substr(0, member.size() + 1), member + ":") << text;
    }
    for (const char* text : {"", "[", "{\"name\":", "null", "{\"name\":\"a\""}) {
        const auto read = fuzzyRuleFromJson(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, ErrorCode::BadData);
    }
}

TEST(FuzzyRule, FlagsAreFoundByNumber)
{
    const FuzzyRule rule = unusualRule();
    ASSERT_NE(rule.findFlag(255), nullptr);
    EXPECT_EQ(rule.findFlag(255)->symbol, "WHITE");
    EXPECT_EQ(rule.findFlag(2), nullptr);
    EXPECT_EQ(rule.findFlag(257), nullptr); // a server may say any number
}

} // namespace
} // namespace assay::fuzzy
