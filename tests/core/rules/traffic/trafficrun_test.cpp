// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/rules/rulesengine.h"
#include "tests/core/rules/traffic/madeset.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace assay::rules {
namespace {

using test::MadeSet;

// Rules of a file, run as a scan runs them.
class Rules
{
public:
    explicit Rules(std::string_view text, bool useHyperscan = true)
    {
        const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
        m_path = std::filesystem::path(::testing::TempDir())
            / ("trules" + std::to_string(::getpid()) + test->name() + ".trules");
        std::ofstream(m_path) << text;
        const std::filesystem::path paths[] = {m_path};
        set = *RuleSet::load(paths);
        EngineOptions options;
        options.matcher.useHyperscan = useHyperscan;
        const auto engine = RulesEngine::create(set, options);
        EXPECT_TRUE((*engine)->matcher()->waitUntilCompiled());
        run.emplace(*engine);
    }
    ~Rules() { std::filesystem::remove(m_path); }
    Rules(const Rules&) = delete;
    Rules& operator=(const Rules&) = delete;

    // "NAME*count" of all hits, in order.
    std::string hits(const traffic::RequestSet& requests)
    {
        std::string names;
        result = run->scan(requests);
        for (const RuleHit& hit : result.hits)
            names += (names.empty() ? "" : " ") + set->rule(hit.rule).name + "*" + std::to_string(hit.count);
        return names;
    }
    std::vector<Evidence> evidence(std::string_view rule, size_t limit = 1000)
    {
        return run->evidence(set->find(rule), limit);
    }

    std::shared_ptr<const RuleSet> set;
    std::optional<RulesRun> run;
    RulesResult result;

private:
    std::filesystem::path m_path;
};

TEST(TrafficRun, CountsRequestsThatARuleHoldsFor)
{
    MadeSet made;
    made.add("GET /index.html").add("GET /.env", 404).add("GET /.git/config", 404).add("GET /x?a=.env", 200);
    Rules rules("request PROBE path =~ m{^/\\.(?:env|git/)}\n"
                "request MISSING status == 404\n"
                "request BOTH path =~ m{/\\.env} && status == 404\n"
                "request NOWHERE path =~ /wp-login/\n"
                "request ALL ua =~ /Firefox/\n"
                "request NO_QUERY !has(query)\n"
                "score PROBE 2.5\nscore MISSING 0\n");
    const traffic::RequestSet set = made.set();
    EXPECT_EQ(rules.hits(set), "PROBE*2 MISSING*2 BOTH*1 ALL*4 NO_QUERY*3");
    EXPECT_DOUBLE_EQ(rules.result.score, 2.5 + 0 + 1 + 1 + 1);
}

TEST(TrafficRun, MetasSeeCountsSharesFeaturesFactsAndContext)
{
    MadeSet made;
    made.head().features = {{"request_rate", 45}, {"request_total", 9}};
    made.head().context = {{"challenge_failed", 4}};
    for (int i = 0; i < 6; ++i)
        made.add("POST /login", 401);
    made.add("GET /").add("GET /?a=1").add("GET /?a=2");
    Rules rules("request __LOGIN method =~ /^POST$/ && path =~ /login/\n"
                "meta AT_LEAST __LOGIN >= 6\n"
                "meta SHARE share(__LOGIN) > 0.66\n"
                "meta SHARE_NOT share(__LOGIN) > 0.67\n"
                "meta RATE request_rate > 44 && request_rate < 46\n"
                "meta FALLBACK unique_path_total == 1\n"
                "meta FACTS requests == 9 && span == 8\n"
                "meta CONTEXT context(challenge_failed) == 4 && context(banned) == 0\n"
                "meta DISTINCT distinct(query) == 2 && distinct(path) == 2 && top(path) == 6\n"
                "meta NONE distinct(referer) > 0 || __LOGIN > 6\n"
                "meta NESTED AT_LEAST && !NONE && SHARE\n");
    EXPECT_EQ(
        rules.hits(made.set()), "__LOGIN*6 AT_LEAST*1 SHARE*1 RATE*1 FALLBACK*1 FACTS*1 CONTEXT*1 DISTINCT*1 NESTED*1");
    EXPECT_DOUBLE_EQ(rules.result.score, 8); // without the helper
}

TEST(TrafficRun, EvidenceNamesRequestFieldOffsetAndText)
{
    MadeSet made;
    made.add("GET /").add("GET /a/../../etc/passwd?x=1").add("GET /b/../c");
    Rules rules("request TRAVERSAL path =~ m{\\.\\./}\n");
    const traffic::RequestSet set = made.set();
    EXPECT_EQ(rules.hits(set), "TRAVERSAL*2");
    const std::vector<Evidence> places = rules.evidence("TRAVERSAL");
    ASSERT_EQ(places.size(), 3U);
    EXPECT_EQ(places[0].where, Where::Request);
    EXPECT_EQ(places[0].part, "2");
    EXPECT_EQ(places[0].header, "path");
    EXPECT_EQ(places[0].offset, 3U);
    EXPECT_EQ(places[0].text, "../");
    EXPECT_EQ(places[1].offset, 6U);
    EXPECT_EQ(places[2].part, "3");
    for (const Evidence& place : places) {
        ASSERT_EQ(place.raw.why, Unmapped::None);
        EXPECT_EQ(set.bytes().substr(place.raw.offset, place.raw.length), place.text);
    }
    EXPECT_EQ(rules.evidence("TRAVERSAL", 1).size(), 1U);
}

TEST(TrafficRun, EvidenceOfDecodedTextHasNoPlaceInTheBytes)
{
    MadeSet made;
    made.add("GET /?q=%3Cscript%3E");
    Rules rules("request XSS query:decoded =~ /<script/i\n");
    const traffic::RequestSet set = made.set();
    EXPECT_EQ(rules.hits(set), "XSS*1");
    const std::vector<Evidence> places = rules.evidence("XSS");
    ASSERT_EQ(places.size(), 1U);
    EXPECT_EQ(places[0].text, "<script");
    EXPECT_EQ(places[0].offset, 3U);
    EXPECT_EQ(places[0].raw.why, Unmapped::TransferDecoded);
}

TEST(TrafficRun, EvidenceOfMetasIsWhatTheyRestOn)
{
    MadeSet made;
    made.head().features = {{"request_rate", 45.5}};
    made.add("POST /login", 401).add("POST /login", 200);
    Rules rules("request __DENIED path =~ /login/ && (status == 401 || status == 403)\n"
                "meta STUFFING request_rate > 10 && share(__DENIED) >= 0.5\n"
                "request NO_REFERER !has(referer)\n");
    const traffic::RequestSet set = made.set();
    EXPECT_EQ(rules.hits(set), "__DENIED*1 STUFFING*1 NO_REFERER*2");
    const std::vector<Evidence> places = rules.evidence("STUFFING");
    ASSERT_EQ(places.size(), 4U);
    EXPECT_EQ(places[0].where, Where::Feature);
    EXPECT_EQ(places[0].header, "request_rate");
    EXPECT_EQ(places[0].text, "45.5");
    EXPECT_EQ(places[1].header, "share(__DENIED)");
    EXPECT_EQ(places[1].text, "0.5");
    EXPECT_EQ(places[2].where, Where::Request);
    EXPECT_EQ(places[2].text, "login");
    EXPECT_EQ(places[3].header, "status");
    EXPECT_EQ(places[3].text, "401");
    // What is missing has no place of its own; the request has.
    const std::vector<Evidence> missing = rules.evidence("NO_REFERER");
    ASSERT_EQ(missing.size(), 2U);
    EXPECT_EQ(missing[1].text, "/login");
    EXPECT_EQ(missing[1].part, "2");
}

TEST(TrafficRun, AMessageAndARequestSetShareNothing)
{
    MadeSet made;
    made.add("GET /x");
    Rules rules("request ANY path =~ /x/\n");
    EXPECT_EQ(rules.hits(made.set()), "ANY*1");
    const std::string mail = "Subject: /x\n\n/x\n";
    EXPECT_TRUE(rules.run->scan(mail).hits.empty());
    EXPECT_TRUE(rules.evidence("ANY").empty());
}

// The same pattern means the same in rules for mail and for traffic, and with either engine: what a rule of mail finds
// in a header is what one of traffic finds in a user agent of the same text.
TEST(TrafficRun, PatternsMeanWhatTheyMeanForMail)
{
    const std::vector<std::string> patterns = {"/ab+c/i", "/^x.*z$/", "/(?<=a)b(?!c)/", "/\\bword\\b/", "/a{3,5}/",
        "/[\\x80-\\xff]/", "/(a|b)\\1/", "/caf\\xc3\\xa9/", "/^$/", "/\\d{2}-\\d{2}/", "m{a/b}", "/A.C/s"};
    const std::vector<std::string> texts = {"xABBBCz", "abx abc", "a word here", "swords", "aaaa", "caf\xc3\xa9",
        "aa bb", "12-34", "see a/b", "Axc", "plain"};
    std::string mailRules, trafficRules;
    for (size_t i = 0; i < patterns.size(); ++i) {
        const std::string name = "R" + std::to_string(i);
        mailRules += "header " + name + " X-Text =~ " + patterns[i] + "\n";
        trafficRules += "request " + name + " ua =~ " + patterns[i] + "\n";
    }
    const auto path = std::filesystem::path(::testing::TempDir()) / ("same" + std::to_string(::getpid()) + ".cf");
    std::ofstream(path) << mailRules;
    const std::filesystem::path paths[] = {path};
    const auto mailSet = *RuleSet::load(paths);
    std::filesystem::remove(path);
    RulesRun mail(*RulesEngine::create(mailSet, {}));
    Rules hybrid(trafficRules);
    Rules plain(trafficRules, false);
    for (const std::string& text : texts) {
        const std::string message = "X-Text: " + text + "\n\nbody\n";
        std::string expected;
        for (const RuleHit& hit : mail.scan(message).hits)
            expected += (expected.empty() ? "" : " ") + mailSet->rule(hit.rule).name + "*1";
        MadeSet made;
        made.add("GET /", 200, [&](traffic::Request& request) { request.userAgent = text; });
        const traffic::RequestSet set = made.set();
        EXPECT_EQ(hybrid.hits(set), expected) << text;
        EXPECT_EQ(plain.hits(set), expected) << text;
        for (const RuleHit& hit : hybrid.result.hits) {
            const std::vector<Evidence> ofMail = mail.evidence(hit.rule), ofTraffic = hybrid.run->evidence(hit.rule);
            ASSERT_EQ(ofMail.size(), ofTraffic.size());
            for (size_t i = 0; i < ofMail.size(); ++i)
                EXPECT_EQ(ofTraffic[i].text, ofMail[i].text);
        }
    }
}

TEST(TrafficRun, OneTextIsMatchedOnceHoweverManyRequestsHaveIt)
{
    MadeSet made;
    for (int i = 0; i < 1000; ++i)
        made.add("GET /same");
    Rules rules("request SAME path =~ /same/\n");
    EXPECT_EQ(rules.hits(made.set()), "SAME*1000");
    EXPECT_LT(rules.run->matchStats().totalBytes, 100U);
}

} // namespace
} // namespace assay::rules
