// SPDX-License-Identifier: GPL-3.0-or-later
// Small rules on small messages, each with the hits that the peer reports.
#include "core/rules/rulesengine.h"
#include "tests/support/testpaths.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace assay::rules {
namespace {

using nlohmann::json;

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

TEST(MicroRules, HitAsOftenAsThePeers)
{
    ASSAY_REQUIRE_SHARED(shared);
    const std::vector<std::filesystem::path> paths = {shared / "golden/spamassassin/micro_rules.cf"};
    const auto set = RuleSet::load(paths);
    ASSERT_TRUE(set.ok()) << set.error().toString();
    for (const RuleProblem& problem : (*set)->problems())
        ADD_FAILURE() << problem.line << ":" << problem.column << ": " << problem.reason;
    EngineOptions options;
    options.matcher.useHyperscan = false;
    const auto engine = RulesEngine::create(*set, options);
    ASSERT_TRUE(engine.ok());
    RulesRun run(*engine);
    std::ifstream file(shared / "golden/spamassassin/micro_expected.json");
    const json expected = json::parse(file);
    for (const auto& [name, message] : expected.items()) {
        const std::string bytes = bytesOf(message["message"]);
        const RulesResult result = run.scan(bytes);
        std::map<std::string, uint32_t> hits;
        for (const RuleHit& hit : result.hits)
            hits[(*set)->rule(hit.rule).name] = hit.count;
        EXPECT_EQ(hits, message["hits"].get<decltype(hits)>()) << name;
        EXPECT_NEAR(result.score, message["score"].get<double>(), 0.0011) << name;
    }
}

} // namespace
} // namespace assay::rules
