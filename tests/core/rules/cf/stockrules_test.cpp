// SPDX-License-Identifier: GPL-3.0-or-later
// The parse of the installed stock rules against the peer's own, rule by rule.
#include "core/rules/cf/rulesetdata.h"
#include "core/rules/rulesengine.h"
#include "tests/support/testpaths.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace assay::rules {
namespace {

using nlohmann::json;

std::string typeAsPeer(const Rule& rule)
{
    if (rule.type == RuleType::Eval)
        return rule.target + "_evals";
    return std::string(ruleTypeName(rule.type));
}

std::set<std::string> words(const std::string& text)
{
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

// JSON code points stand for bytes.
std::string bytesOf(const std::string& utf8)
{
    std::string bytes;
    for (size_t i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<unsigned char>(utf8[i]);
        if (c >= 0xC0 && i + 1 < utf8.size())
            bytes += static_cast<char>(((c & 0x03) << 6) | (static_cast<unsigned char>(utf8[++i]) & 0x3F));
        else
            bytes += utf8[i];
    }
    return bytes;
}

std::string withoutEscapedTemplate(std::string text)
{
    for (size_t at = text.find("%\\{"); at != std::string::npos; at = text.find("%\\{", at)) {
        text.erase(at + 1, 1);
        if (const size_t close = text.find("\\}", at); close != std::string::npos)
            text.erase(close, 1);
    }
    return text;
}

TEST(StockRules, EveryFieldAgreesWithThePeer)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto set = RuleSet::loadStock();
    if (!set)
        GTEST_SKIP() << set.error().toString();
    std::ifstream file(shared / "golden/spamassassin/rules_considered.json");
    const json expected = json::parse(file);
    EXPECT_EQ((*set)->rules().size(), expected.size());
    for (const auto& [name, fields] : expected.items()) {
        const RuleId id = (*set)->find(name);
        if (id.isNone()) {
            ADD_FAILURE() << "no rule " << name;
            continue;
        }
        const Rule& rule = (*set)->rule(id);
        const RuleDetail& detail = (*set)->data().details[id.value];
        EXPECT_EQ(typeAsPeer(rule), fields["type"]) << name;
        EXPECT_EQ(rule.score, fields["score"].get<double>()) << name;
        EXPECT_EQ(rule.score != 0, fields["active"].get<bool>()) << name;
        EXPECT_EQ(rule.priority, fields["priority"]) << name;
        EXPECT_EQ(std::filesystem::path(rule.file).filename().string(), fields["file"]) << name;
        std::set<std::string> flags(rule.tflags.begin(), rule.tflags.end());
        std::set<std::string> expectedFlags = words(fields.value("tflags", ""));
        // How far the peer hands "net" on to metas depends on the order of its hash tables; ours goes all the way.
        if (rule.type == RuleType::Meta && flags.count("net") != 0)
            expectedFlags.insert("net");
        EXPECT_EQ(flags, expectedFlags) << name;
        if (fields.contains("expr")) {
            EXPECT_EQ(rule.expression, fields["expr"].get<std::string>()) << name;
        }
        if (fields.contains("call")) {
            EXPECT_EQ(rule.expression, fields["call"].get<std::string>()) << name;
        }
        if (fields.contains("pattern") && rule.type != RuleType::Empty) {
            EXPECT_EQ(detail.written, withoutEscapedTemplate(bytesOf(fields["pattern"]))) << name;
        }
        if (fields.contains("header")) {
            EXPECT_EQ(rule.target, fields["header"].get<std::string>()) << name;
        }
        EXPECT_EQ(detail.isExists, fields.contains("exists")) << name;
        if (rule.type == RuleType::Header) {
            EXPECT_EQ(detail.isNegated, fields.contains("neg")) << name;
            EXPECT_EQ(detail.ifUnset.value_or(""), fields.value("unset", "")) << name;
        }
        if (fields.contains("mimeheader")) {
            EXPECT_EQ(rule.target, fields["mimeheader"]["hdr"].get<std::string>()) << name;
        }
        if (fields.contains("capture_template")) {
            EXPECT_FALSE(detail.templates.empty()) << name;
        }
    }
    for (const Rule& rule : (*set)->rules()) {
        EXPECT_TRUE(expected.contains(rule.name)) << "the peer does not have " << rule.name;
    }
}

TEST(StockRules, MetasRestOnTheSameRulesAsThePeers)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto set = RuleSet::loadStock();
    if (!set)
        GTEST_SKIP() << set.error().toString();
    std::ifstream file(shared / "golden/spamassassin/rules_considered.json");
    const json expected = json::parse(file);
    const RuleSet::Data& data = (*set)->data();
    for (size_t i = 0; i < data.rules.size(); ++i) {
        if (data.rules[i].type != RuleType::Meta || !expected.contains(data.rules[i].name))
            continue;
        std::set<std::string> names;
        for (const uint32_t number : data.details[i].program.names())
            names.insert(
                number < data.rules.size() ? data.rules[number].name : data.undefinedNames[number - data.rules.size()]);
        EXPECT_EQ(names, expected[data.rules[i].name].value("deps", std::set<std::string>())) << data.rules[i].name;
    }
}

TEST(StockRules, NothingInThemIsAProblem)
{
    const auto set = RuleSet::loadStock();
    if (!set)
        GTEST_SKIP() << set.error().toString();
    for (const RuleProblem& problem : (*set)->problems())
        ADD_FAILURE() << problem.file << ":" << problem.line << ":" << problem.column << ": " << problem.rule << ": "
                      << problem.reason;
    EXPECT_EQ((*set)->digest().size(), 64U);
    EXPECT_EQ((*set)->requiredScore(), 5);
}

TEST(BuiltInRules, LoadWithoutProblems)
{
    const auto set = RuleSet::loadBuiltIn();
    ASSERT_TRUE(set.ok()) << set.error().toString();
    EXPECT_GT((*set)->rules().size(), 20U);
    for (const RuleProblem& problem : (*set)->problems())
        ADD_FAILURE() << problem.file << ":" << problem.line << ":" << problem.column << ": " << problem.rule << ": "
                      << problem.reason;
}

} // namespace
} // namespace assay::rules
