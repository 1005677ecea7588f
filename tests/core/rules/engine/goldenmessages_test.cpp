// SPDX-License-Identifier: GPL-3.0-or-later
// The stock rules on the golden messages: hits by class against the peer's.
#include "core/base/file.h"
#include "core/rules/rulesengine.h"
#include "tests/support/testpaths.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

namespace assay::rules {
namespace {

using nlohmann::json;

struct Tally
{
    size_t agreed = 0, wrong = 0, missed = 0;
    std::map<std::string, std::vector<std::string>> worst; // rule -> "+message" or "-message"

    double f1() const { return agreed + wrong + missed ? 2.0 * agreed / (2.0 * agreed + wrong + missed) : 1; }
    void add(const std::string& rule, bool wanted, bool found, const std::string& message)
    {
        agreed += wanted && found;
        wrong += found && !wanted;
        missed += wanted && !found;
        if (wanted != found)
            worst[rule].push_back((found ? "+" : "-") + message);
    }
    std::string report() const
    {
        std::vector<std::pair<size_t, std::string>> order;
        for (const auto& [rule, messages] : worst)
            order.emplace_back(messages.size(), rule);
        std::sort(order.rbegin(), order.rend());
        std::string text;
        for (size_t i = 0; i < std::min<size_t>(order.size(), 25); ++i)
            text += "\n  " + order[i].second + " " + std::to_string(order[i].first) + " "
                + worst.at(order[i].second).front();
        return text;
    }
};

json readJson(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return json::parse(file);
}

TEST(GoldenMessages, StockRulesHitAsThePeersDo)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto set = RuleSet::loadStock();
    if (!set)
        GTEST_SKIP() << set.error().toString();
    EngineOptions options;
    options.matcher.useHyperscan = false;
    const auto engine = RulesEngine::create(*set, options);
    ASSERT_TRUE(engine.ok());
    RulesRun run(*engine);
    const json considered = readJson(shared / "golden/spamassassin/rules_considered.json");
    std::map<std::string, Tally> tallies;
    size_t messages = 0, equalCounts = 0, equalScores = 0;
    double seconds = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared / "golden/spamassassin/expected")) {
        const json expected = readJson(entry.path());
        const std::string id = expected["id"];
        const auto bytes = readFile(shared / "golden/messages" / (id + ".eml"));
        ASSERT_TRUE(bytes.ok()) << id;
        const auto start = std::chrono::steady_clock::now();
        const RulesResult result = run.scan(*bytes);
        seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::map<std::string, RuleHit> hits;
        for (const RuleHit& hit : result.hits)
            hits[(*set)->rule(hit.rule).name] = hit;
        bool sameCounts = true;
        double pureScore = 0;
        for (const auto& [rule, fields] : considered.items()) {
            const std::string kind = fields["cls"];
            const json& wantedHits = expected["hits_" + kind];
            const auto wanted = wantedHits.find(rule);
            const auto found = hits.find(rule);
            if (!fields["active"].get<bool>() || (wanted == wantedHits.end() && found == hits.end()))
                continue;
            tallies[kind].add(rule, wanted != wantedHits.end(), found != hits.end(), id);
            if (kind != "pure")
                continue;
            tallies["pure " + fields["type"].get<std::string>()].add(
                rule, wanted != wantedHits.end(), found != hits.end(), id);
            if (found != hits.end())
                pureScore += found->second.score;
            const bool isMultiple = fields.value("tflags", "").find("multiple") != std::string::npos;
            const uint32_t want = wanted == wantedHits.end() ? 0 : wanted->get<uint32_t>();
            if (isMultiple && want != (found == hits.end() ? 0 : found->second.count))
                std::cout << "count of " << rule << " in " << id << ": " << want << " expected\n";
            sameCounts = sameCounts && (!isMultiple || want == (found == hits.end() ? 0 : found->second.count));
        }
        ++messages;
        equalCounts += sameCounts;
        equalScores += std::abs(pureScore - expected["score_pure"].get<double>()) <= 0.0011;
    }
    ASSERT_GT(messages, 0U);
    for (const auto& [kind, tally] : tallies)
        std::cout << kind << ": F1 " << tally.f1() << " (" << tally.agreed << " agreed, " << tally.wrong << " wrong, "
                  << tally.missed << " missed)" << (std::getenv("ASSAY_SHOW_WORST") ? tally.report() : std::string())
                  << "\n";
    std::cout << "equal counts " << equalCounts << ", equal scores " << equalScores << " of " << messages << ", "
              << seconds / static_cast<double>(messages) * 1000 << " ms a message\n";
    EXPECT_GE(tallies["pure"].f1(), 0.999) << tallies["pure"].report();
    EXPECT_GE(tallies["relays"].f1(), 0.99) << tallies["relays"].report();
    EXPECT_GE(equalCounts, 0.99 * messages);
    EXPECT_GE(equalScores, 0.995 * messages);
}

} // namespace
} // namespace assay::rules
