// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/cfreader.h"

#include "core/base/file.h"
#include "core/rules/rulesengine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

namespace assay::rules {
namespace {

struct Read
{
    Settings settings;
    RuleCollector::Collected collected;

    const Rule* rule(std::string_view name) const
    {
        const auto found = std::find_if(
            collected.rules.begin(), collected.rules.end(), [&](const Rule& rule) { return rule.name == name; });
        return found == collected.rules.end() ? nullptr : &*found;
    }
    const RuleDetail& detail(std::string_view name) const
    {
        return collected.details[static_cast<size_t>(rule(name) - collected.rules.data())];
    }
};

Read readText(std::string_view text)
{
    Read read;
    RuleCollector collector;
    PeerTable peer;
    CfReader(collector, read.settings, peer).readText(text, "test.cf");
    read.collected = std::move(collector).finish();
    return read;
}

TEST(CfReader, CommentsLanguagesAndBlanks)
{
    const Read read = readText("  body  A_RULE  /a\\#b/   # comment\n"
                               "lang de describe A_RULE nur deutsch\n"
                               "lang en describe A_RULE English\n"
                               "#body B_RULE /x/\n\n");
    ASSERT_EQ(read.collected.rules.size(), 1U);
    EXPECT_EQ(read.rule("A_RULE")->expression, "/a#b/");
    EXPECT_EQ(read.rule("A_RULE")->description, "English");
    EXPECT_EQ(read.rule("A_RULE")->line, 1U);
    EXPECT_TRUE(read.collected.problems.empty());
}

TEST(CfReader, ScoresHaveDefaultsSetsAndRelativeForms)
{
    const Read read = readText("body A /a/\nbody T_B /b/\nbody C /c/\ntflags C nice\nbody D /d/\nscore D 1 2 3 4\n"
                               "body E /e/\nscore E 2\nscore E (0.5)\nbody F /f/\nscore F 0\nscore G (1)\nscore A x\n");
    EXPECT_EQ(read.rule("A")->score, 1);
    EXPECT_EQ(read.rule("T_B")->score, 0.01);
    EXPECT_EQ(read.rule("C")->score, -1);
    EXPECT_EQ(read.rule("D")->score, 1);
    EXPECT_EQ(read.rule("D")->scores, (std::vector<double>{1, 2, 3, 4}));
    EXPECT_EQ(read.rule("E")->score, 2.5);
    EXPECT_FALSE(read.rule("F")->enabled);
    ASSERT_EQ(read.collected.problems.size(), 2U);
    EXPECT_EQ(read.collected.problems[0].line, 12U);
    EXPECT_EQ(read.collected.problems[1].reason, "'x' is no score");
}

TEST(CfReader, HeaderTestsInAllForms)
{
    const Read read =
        readText("header A From:addr =~ /x/i\nheader B Subject !~ /y/ [if-unset: none]\nheader C exists:X-Mailer\n"
                 "header D From:nope =~ /x/\nheader E eval:check_for_missing_to_header()\n"
                 "header F rbleval:check_rbl('a', 'b')\nheader G Subject = /x/\n");
    EXPECT_EQ(read.rule("A")->target, "From:addr");
    EXPECT_EQ(read.rule("A")->flags, "i");
    EXPECT_TRUE(read.detail("B").isNegated);
    EXPECT_EQ(read.detail("B").ifUnset, "none");
    EXPECT_EQ(read.detail("B").pattern, "y");
    EXPECT_TRUE(read.detail("C").isExists);
    EXPECT_EQ(read.rule("C")->target, "X-Mailer");
    EXPECT_EQ(read.rule("E")->type, RuleType::Eval);
    EXPECT_EQ(read.rule("F")->target, "rbl");
    ASSERT_EQ(read.collected.problems.size(), 2U);
    EXPECT_EQ(read.collected.problems[0].rule, "D");
    EXPECT_EQ(read.collected.problems[0].line, 4U);
    EXPECT_EQ(read.collected.problems[0].column, 10U);
    EXPECT_EQ(read.collected.problems[1].rule, "G");
}

TEST(CfReader, ABadRuleStopsNothingAndSaysWhere)
{
    const Read read =
        readText("body GOOD /a/\nbody BAD /a(b/\nbody GOOD2 /c/\nbody GOOD /a[/\nmeta M GOOD &&\nmimeheader X y\n");
    EXPECT_EQ(read.collected.rules.size(), 2U);
    EXPECT_EQ(read.detail("GOOD").pattern, "a") << "a broken second definition leaves the first";
    ASSERT_EQ(read.collected.problems.size(), 4U);
    EXPECT_EQ(read.collected.problems[0].file, "test.cf");
    EXPECT_EQ(read.collected.problems[0].line, 2U);
    EXPECT_EQ(read.collected.problems[0].column, 11U);
    EXPECT_NE(read.collected.problems[0].reason.find("parenthesis"), std::string::npos)
        << read.collected.problems[0].reason;
}

TEST(CfReader, ConditionsChooseLines)
{
    const Read read = readText(
        "if (version >= 3.0)\nbody A /a/\nelse\nbody B /b/\nendif\n"
        "ifplugin Mail::SpamAssassin::Plugin::NoSuch\nbody C /c/\nif 1\nbody D /d/\nelse\nbody E /e/\nendif\nendif\n"
        "ifplugin Assay\ngroup auth A\nendif\n"
        "require_version 3.0\nbody F /f/\n");
    ASSERT_EQ(read.collected.rules.size(), 1U);
    EXPECT_EQ(read.rule("A")->group, "auth");
    ASSERT_EQ(read.collected.problems.size(), 1U);
}

TEST(CfReader, PluginLinesAreKeptAsData)
{
    const Read read =
        readText("freemail_domains a.com b.com\ndef_whitelist_auth x@y\nno_such_keyword 1\nutil-rb-tld com\n");
    EXPECT_EQ(read.settings.last("freemail_domains"), "a.com b.com");
    EXPECT_EQ(read.settings.last("def_welcomelist_auth"), "x@y");
    EXPECT_EQ(read.settings.last("util_rb_tld"), "com");
    ASSERT_EQ(read.collected.problems.size(), 1U);
    EXPECT_FALSE(read.collected.problems[0].isError);
    EXPECT_EQ(read.collected.problems[0].line, 3U);
}

TEST(CfReader, FlagsCapturesAndTags)
{
    const Read read =
        readText("body A /para (?<PNUM>\\w+)/\nuri B m{/%{PNUM}$}\ntflags B multiple maxhits=7 nosubject\n"
                 "replace_tag T1 [tT7]\nbody C /<T1>x/\nreplace_rules C\nmimeheader D Content-Type =~ /x/\ntflags D "
                 "range=2-3\n");
    EXPECT_EQ(read.rule("A")->priority, -10000);
    EXPECT_EQ(read.detail("B").templates, std::vector<std::string>{"PNUM"});
    EXPECT_EQ(read.detail("B").maxHits, 7U);
    EXPECT_TRUE(read.detail("B").noSubject);
    EXPECT_EQ(read.detail("C").pattern, "[tT7]x");
    EXPECT_EQ(read.rule("C")->expression, "/[tT7]x/");
    EXPECT_EQ(read.detail("D").firstPart, 2U);
    EXPECT_EQ(read.detail("D").lastPart, 3U);
}

TEST(CfReader, MetasKnowWhatTheyRestOn)
{
    const Read read =
        readText("body __A /a/\nbody __B /b/\ntflags __B net\nmeta M rules_matching(__*) > 1\nmeta N __A && __NOWHERE\n"
                 "meta X Y\nmeta Y X\nmeta Z Y\npriority M -5\n");
    EXPECT_EQ(read.detail("M").program.names().size(), 2U);
    EXPECT_EQ(read.collected.undefinedNames, std::vector<std::string>{"__NOWHERE"});
    EXPECT_TRUE(read.detail("M").isNet);
    EXPECT_EQ(read.rule("__A")->priority, -5);
    EXPECT_TRUE(read.detail("X").isCyclic && read.detail("Y").isCyclic && read.detail("Z").isCyclic);
    EXPECT_FALSE(read.detail("N").isCyclic);
}

TEST(CfReader, IncludesAreReadInPlace)
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("assay-cf-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    ASSERT_TRUE(writeFileAtomically(folder / "inner.txt", "body INNER /x/\n").ok());
    ASSERT_TRUE(writeFileAtomically(folder / "self.txt", "include self.txt\nbody SELF /y/\n").ok());
    ASSERT_TRUE(writeFileAtomically(
        folder / "b.cf", "include inner.txt\ninclude self.txt\ninclude missing.txt\nscore INNER 3\n")
                    .ok());
    ASSERT_TRUE(writeFileAtomically(folder / "a.cf", "body FIRST /z/\nscore INNER 2\n").ok());
    const std::vector<std::filesystem::path> paths = {folder};
    const auto set = RuleSet::load(paths);
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(set.ok());
    ASSERT_FALSE((*set)->find("INNER").isNone());
    EXPECT_EQ((*set)->rule((*set)->find("INNER")).score, 3);
    EXPECT_FALSE((*set)->find("SELF").isNone());
    EXPECT_EQ((*set)->problems().size(), 2U); // too deep, and the missing file
    EXPECT_EQ((*set)->rules()[0].name, "FIRST");
}

} // namespace
} // namespace assay::rules
