// SPDX-License-Identifier: GPL-3.0-or-later
// The patterns of the stock SpamAssassin rules on real messages: the multi-pattern path counts as PCRE2 alone.
#include "core/rules/match/benchmatcher.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>

namespace assay::rules {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json readJson(const fs::path& path)
{
    std::ifstream file(path);
    return json::parse(file);
}

// One code point is one byte; beyond, the UTF-8 bytes.
std::string bytesOf(const std::string& utf8)
{
    std::string bytes;
    for (size_t i = 0; i < utf8.size(); ++i) {
        const auto lead = static_cast<uint8_t>(utf8[i]);
        if ((lead == 0xC2 || lead == 0xC3) && i + 1 < utf8.size())
            bytes += static_cast<char>(lead << 6 | (static_cast<uint8_t>(utf8[++i]) & 0x3F));
        else
            bytes += utf8[i];
    }
    return bytes;
}

// "/text/flags" or "m{text}flags"; none for what is no plain literal.
std::optional<Pattern> patternOf(const std::string& name, const std::string& literal)
{
    const size_t begin = literal.find_first_not_of('m');
    const char open = begin == std::string::npos ? '\0' : literal[begin];
    const char close = open == '{' ? '}' : open == '(' ? ')' : open;
    const size_t end = literal.rfind(close);
    if (begin > 1 || end == std::string::npos || end <= begin)
        return {};
    Pattern pattern{name, literal.substr(begin + 1, end - begin - 1), {}, 1};
    for (const char flag : literal.substr(end + 1)) {
        pattern.flags.caseless = pattern.flags.caseless || flag == 'i';
        pattern.flags.dotAll = pattern.flags.dotAll || flag == 's';
        pattern.flags.multiline = pattern.flags.multiline || flag == 'm';
        pattern.flags.extended = pattern.flags.extended || flag == 'x';
    }
    return pattern;
}

std::shared_ptr<const Matcher> stockMatcher(const fs::path& shared)
{
    const json rules = readJson(shared / "golden/spamassassin/rules_considered.json");
    Matcher::Builder builder;
    for (const auto& [name, rule] : rules.items()) {
        auto pattern = rule.contains("pattern") ? patternOf(name, bytesOf(rule["pattern"])) : std::nullopt;
        if (!pattern)
            continue;
        if (rule.value("tflags", "").find("multiple") != std::string::npos)
            pattern->maxHits = 0;
        const std::string type = rule["type"];
        builder.add(builder.addClass(type == "header" ? "header:" + rule.value("header", "") : type), *pattern);
    }
    MatcherOptions options;
    options.compileHelper = test::programsDir() / "assay-compile";
    options.cacheDir = test::programsDir() / "match-test-cache"; // of this build: later runs start at once
    auto matcher = std::move(builder).build(options);
    EXPECT_TRUE(matcher);
    EXPECT_TRUE((*matcher)->waitUntilCompiled());
    return *matcher;
}

// What one message gives to each class.
std::map<std::string, std::vector<std::string>> inputsOf(const json& render)
{
    std::map<std::string, std::vector<std::string>> inputs;
    for (const auto& [className, member] : {std::pair{"body", "body"}, {"rawbody", "rawbody"}, {"uri", "uri_list"}}) {
        for (const json& piece : render[member])
            inputs[className].push_back(bytesOf(piece));
        inputs["full"].push_back("");
        for (const std::string& piece : inputs[className])
            inputs["full"][0] += piece;
    }
    for (const auto& [header, values] : render["headers"].items()) {
        std::string& joined = inputs["header:" + header].emplace_back();
        for (const json& value : values)
            joined += bytesOf(value);
    }
    return inputs;
}

TEST(StockPatterns, HybridCountsAsPcreAlone)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto matcher = stockMatcher(shared);
    EXPECT_GT(matcher->patternCount(), 900U); // those written as plain literals
    size_t messages = 0;
    uint64_t matches = 0;
    for (const auto& entry : fs::directory_iterator(shared / "golden/spamassassin/render")) {
        const auto inputs = inputsOf(readJson(entry.path()));
        std::vector<BenchInput> message;
        for (uint32_t i = 0; i < matcher->classCount(); ++i) {
            const auto found = inputs.find(matcher->className({i}));
            message.push_back({{i}, {}});
            if (found != inputs.end())
                message.back().inputs.assign(found->second.begin(), found->second.end());
            else if (matcher->className({i}).starts_with("header"))
                message.back().inputs = {""};
        }
        const BenchResult result = benchMatcher(matcher, message, 1);
        EXPECT_TRUE(result.sameCounts) << entry.path().filename();
        EXPECT_LE(result.hybrid.stats.pcreScans, result.pcreOnly.stats.pcreScans);
        matches += result.hybrid.stats.matches;
        ++messages;
    }
    EXPECT_EQ(messages, 300U);
    EXPECT_GT(matches, 50'000U);
}

TEST(StockPatterns, EnginesAreThoseOfTheReference)
{
    ASSAY_REQUIRE_SHARED(shared);
    const CompileStats stats = stockMatcher(shared)->compileStats();
    EXPECT_GT(stats.hyperscan, 600U);
    EXPECT_GT(stats.prefilter, 150U);
    EXPECT_LT(stats.pcreOnly, 40U);
    // Templates and tags that are still to be filled in may not compile.
    EXPECT_GE(stats.hyperscan + stats.prefilter + stats.pcreOnly + 20, stats.patterns);
}

} // namespace
} // namespace assay::rules
