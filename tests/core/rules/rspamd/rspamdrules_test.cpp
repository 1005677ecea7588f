// SPDX-License-Identifier: GPL-3.0-or-later
// rspamd rule files from text to hits.
#include "core/base/file.h"
#include "core/rules/rulesengine.h"

#include <gtest/gtest.h>

#include <unistd.h>

namespace assay::rules {
namespace {

struct Loaded
{
    std::shared_ptr<const RuleSet> set;
    std::shared_ptr<const RulesEngine> engine;
};

Loaded load(std::string_view text)
{
    static int number = 0;
    const std::filesystem::path path = std::filesystem::temp_directory_path()
        / ("assay-rspamd-" + std::to_string(::getpid()) + "-" + std::to_string(++number) + ".conf");
    EXPECT_TRUE(writeFileAtomically(path, text).ok());
    const std::vector<std::filesystem::path> paths = {path};
    const auto set = RuleSet::load(paths);
    std::filesystem::remove(path);
    EXPECT_TRUE(set.ok());
    EngineOptions options;
    options.matcher.useHyperscan = false;
    const auto engine = RulesEngine::create(*set, options);
    EXPECT_TRUE(engine.ok());
    return {*set, *engine};
}

// "NAME:score" of every hit.
std::string hitsOf(const Loaded& rules, std::string_view message)
{
    RulesRun run(rules.engine);
    std::string text;
    for (const RuleHit& hit : run.scan(message).hits) {
        std::string score = std::to_string(hit.score);
        score.resize(score.find('.') + 2);
        text += (text.empty() ? "" : " ") + rules.set->rule(hit.rule).name + ":" + score;
    }
    return text;
}

constexpr std::string_view message =
    "From: a@example.com\nSubject: Cheap apples\nX-Mailer: The Bat! 3\nContent-Type: text/html\n\n"
    "<p>buy apples<br>and apples</p> <img src=\"http://x.example.com/i.png\">\n";

TEST(RspamdRules, HitWithTheirWeights)
{
    const Loaded rules =
        load("SUBJECT_CHEAP { re = \"Subject=/cheap/i\"; score = 2.0; description = \"d\"; group = \"g\"; }\n"
             "APPLES { re = \"/apples/A{sa_body} > 2\"; score = 1.5; }\n"
             "COUNTED { re = \"/apples/A{mime}\"; score = 0.5; }\n"
             "BAT = \"X-Mailer=/^The Bat/H & !header_exists(X-None)\";\n"
             "HTML_ONLY { re = \"has_only_html_part() & /<img/{sa_raw_body}\"; score = 1; }\n"
             "NOT { re = \"Subject=/^apples/\"; score = 9; }\n");
    EXPECT_TRUE(rules.set->problems().empty());
    EXPECT_EQ(rules.set->rule(rules.set->find("SUBJECT_CHEAP")).group, "g");
    EXPECT_EQ(hitsOf(rules, message), "SUBJECT_CHEAP:2.0 APPLES:1.5 COUNTED:1.0 BAT:0.0 HTML_ONLY:1.0");
}

TEST(RspamdRules, CompositesFollowThem)
{
    const Loaded rules =
        load("regexp {\n A { re = \"Subject=/cheap/i\"; score = 2; }\n B { re = \"/apples/M\"; score = 1; }\n}\n"
             "composites {\n C { expression = \"A & -B\"; score = 7; }\n OFF { expression = \"B\"; enabled = false; "
             "score = 3; }\n}\n"
             "group \"names\" { symbols { \"B\" { weight = 4; } } }\n");
    EXPECT_TRUE(rules.set->problems().empty());
    EXPECT_EQ(hitsOf(rules, message), "B:4.0 C:7.0");
    RulesRun run(rules.engine);
    (void)run.scan(message);
    const std::vector<Evidence> places = run.evidence(rules.set->find("C"));
    ASSERT_EQ(places.size(), 4U);
    EXPECT_EQ(places[0].header, "Subject");
    EXPECT_EQ(message.substr(places[0].raw.offset, places[0].raw.length), "Cheap");
    EXPECT_EQ(message.substr(places[1].raw.offset, places[1].raw.length), "apples");
}

TEST(RspamdRules, ProblemsNameTheirPlace)
{
    const Loaded rules = load("GOOD { re = \"Subject=/x/\"; }\nBAD { re = \"Subject=/x/ &\"; }\nLUA { re = \"lua:check "
                              "& Subject=/x/\"; }\nODD { score = 1; }\n");
    ASSERT_EQ(rules.set->problems().size(), 3U);
    EXPECT_EQ(rules.set->problems()[0].line, 2U);
    EXPECT_EQ(rules.set->problems()[0].rule, "BAD");
    EXPECT_FALSE(rules.set->problems()[1].isError);
    EXPECT_EQ(rules.set->problems()[2].line, 4U);
    const Loaded broken = load("A { re = \"/x/M\";\n");
    ASSERT_EQ(broken.set->problems().size(), 1U);
    EXPECT_EQ(broken.set->problems()[0].line, 2U);
}

} // namespace
} // namespace assay::rules
