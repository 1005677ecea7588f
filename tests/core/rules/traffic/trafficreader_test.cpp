// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/trafficreader.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

struct Read
{
    std::vector<Rule> rules;
    std::vector<RuleProblem> problems;
    TrafficRules traffic;
};

Read readRules(std::string_view text, std::vector<Rule> earlier = {})
{
    Read read;
    read.rules = std::move(earlier);
    TrafficReader reader(read.rules, read.problems);
    reader.readText(text, "a.trules");
    read.traffic = reader.finish();
    return read;
}

TEST(TrafficReader, RulesTakeWhatOtherLinesSayOfThem)
{
    const Read read = readRules("# comment\n"
                                "score    PROBE 3.5\n"
                                "request  PROBE path =~ m{^/\\.env}\n"
                                "describe PROBE  Looks for secrets\n"
                                "group    scanners PROBE __LOGIN\r\n"
                                "tflags   PROBE nice userconf\n"
                                "\n"
                                "request  __LOGIN method =~ /^POST$/\n"
                                "meta     LOGINS __LOGIN > 3\n");
    EXPECT_TRUE(read.problems.empty());
    ASSERT_EQ(read.rules.size(), 3U);
    EXPECT_EQ(read.rules[0].name, "PROBE");
    EXPECT_EQ(read.rules[0].type, RuleType::Request);
    EXPECT_EQ(read.rules[0].score, 3.5);
    EXPECT_EQ(read.rules[0].description, "Looks for secrets");
    EXPECT_EQ(read.rules[0].group, "scanners");
    EXPECT_EQ(read.rules[0].tflags, (std::vector<std::string>{"nice", "userconf"}));
    EXPECT_EQ(read.rules[0].line, 3U);
    EXPECT_EQ(read.rules[1].score, 0); // helpers never score
    EXPECT_EQ(read.rules[1].group, "scanners");
    EXPECT_EQ(read.rules[2].type, RuleType::SetMeta);
    EXPECT_EQ(read.rules[2].score, 1);
    EXPECT_EQ(read.traffic.metas, std::vector<uint32_t>{2});
}

TEST(TrafficReader, OneBadRuleDoesNotStopTheOthers)
{
    const Read read = readRules("request BAD path =~ /(/\n"
                                "request GOOD path =~ /x/\n"
                                "meta RESTS BAD && GOOD\n"
                                "nonsense GOOD 1\n"
                                "score GOOD many\n"
                                "score NONE 3\n"
                                "request lower path =~ /x/\n"
                                "request SHORT\n"
                                "meta LONE UNKNOWN > 1\n");
    ASSERT_EQ(read.rules.size(), 4U);
    EXPECT_FALSE(read.rules[0].enabled);
    EXPECT_EQ(read.rules[0].reason, "missing closing parenthesis");
    EXPECT_TRUE(read.rules[1].enabled);
    EXPECT_FALSE(read.rules[2].enabled);
    EXPECT_FALSE(read.rules[3].enabled);
    EXPECT_EQ(read.rules[3].reason, "no rule 'UNKNOWN'");
    ASSERT_EQ(read.problems.size(), 8U);
    const RuleProblem& first = read.problems.front();
    EXPECT_EQ(first.file, "a.trules");
    EXPECT_EQ(first.line, 1U);
    EXPECT_EQ(first.column, 23U); // behind the parenthesis that stays open
    EXPECT_EQ(first.rule, "BAD");
}

TEST(TrafficReader, MetasRunBehindThoseTheyRestOn)
{
    const Read read = readRules("meta A B && C\nmeta B C > 2\nrequest C status == 404\n"
                                "meta LOOP LOOPS > 0\nmeta LOOPS LOOP > 0\n");
    EXPECT_EQ(read.traffic.metas, (std::vector<uint32_t>{1, 0}));
    EXPECT_FALSE(read.rules[3].enabled);
    EXPECT_FALSE(read.rules[4].enabled);
    EXPECT_EQ(read.problems.size(), 2U);
}

TEST(TrafficReader, ALaterDefinitionReplaces)
{
    const Read read = readRules("request A path =~ /(/\nrequest A status == 404\n");
    ASSERT_EQ(read.rules.size(), 1U);
    EXPECT_TRUE(read.rules[0].enabled);
    EXPECT_EQ(read.rules[0].expression, "status == 404");
    EXPECT_EQ(read.rules[0].line, 2U);
}

TEST(TrafficReader, NamesOfMailRulesAreTaken)
{
    Rule mail;
    mail.name = "TAKEN";
    const Read read = readRules("request TAKEN status == 404\n", {mail});
    ASSERT_EQ(read.rules.size(), 2U);
    EXPECT_EQ(read.traffic.first, 1U);
    EXPECT_FALSE(read.rules[1].enabled);
}

TEST(TrafficReader, ShareTakesOnlyRequestRules)
{
    const Read read = readRules("request A status == 404\nmeta B A > 1\nmeta C share(B) > 0.5\n");
    EXPECT_FALSE(read.rules[2].enabled);
    EXPECT_EQ(read.rules[2].reason, "share() takes the name of a request rule");
}

} // namespace
} // namespace assay::rules
