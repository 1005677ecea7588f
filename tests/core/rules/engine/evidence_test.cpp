// SPDX-License-Identifier: GPL-3.0-or-later
// Evidence of the stock rules on the golden messages: what is shown as matched is what stands in the bytes.
#include "core/base/ascii.h"
#include "core/base/file.h"
#include "core/rules/rulesengine.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>

namespace assay::rules {
namespace {

// White space is folded on the way from bytes to the texts that rules see.
std::string folded(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (!isAsciiSpace(c))
            result += c;
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
    }
    return result;
}

struct Tally
{
    size_t exact = 0, wrong = 0, reasons = 0;
    std::string firstWrong;
};

void checkPlace(const Evidence& place, const std::string& bytes, const std::string& what, Tally& tally)
{
    if (place.raw.why != Unmapped::None) {
        ++tally.reasons;
        return;
    }
    const bool isInside = place.raw.offset <= bytes.size() && place.raw.length <= bytes.size() - place.raw.offset;
    const std::string raw = isInside ? bytes.substr(place.raw.offset, place.raw.length) : "outside the message";
    const bool isCut = place.length > place.text.size();
    if (isCut ? folded(raw).compare(0, folded(place.text).size(), folded(place.text)) == 0
              : folded(raw) == folded(place.text)) {
        ++tally.exact;
        return;
    }
    if (tally.wrong++ == 0)
        tally.firstWrong = what + ": '" + place.text + "' against '" + raw + "'";
}

TEST(GoldenEvidence, RangesHoldTheMatchedText)
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
    std::map<std::string, Tally> tallies;
    size_t patternHits = 0, withoutPlace = 0, seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared / "golden/messages")) {
        if (entry.path().extension() != ".eml" || ++seen > 60)
            continue;
        const auto bytes = readFile(entry.path());
        ASSERT_TRUE(bytes.ok());
        for (const RuleHit& hit : run.scan(*bytes).hits) {
            const Rule& rule = (*set)->rule(hit.rule);
            if (rule.type == RuleType::Meta || rule.type == RuleType::Eval)
                continue;
            const std::vector<Evidence> places = run.evidence(hit.rule, 50);
            ++patternHits;
            withoutPlace += places.empty();
            for (const Evidence& place : places)
                checkPlace(place, *bytes, rule.name + " in " + entry.path().filename().string(),
                    tallies[std::string(ruleTypeName(rule.type))]);
        }
    }
    for (const auto& [type, tally] : tallies) {
        std::cout << type << ": " << tally.exact << " exact, " << tally.reasons << " with a reason, " << tally.wrong
                  << " wrong\n";
        EXPECT_LE(tally.wrong, (tally.exact + tally.wrong) / 100) << tally.firstWrong;
    }
    EXPECT_GT(patternHits, 0U);
    EXPECT_LE(withoutPlace, patternHits / 10); // negated tests and absent headers have none
}

} // namespace
} // namespace assay::rules
