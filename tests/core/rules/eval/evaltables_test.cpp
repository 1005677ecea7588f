// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evaltables.h"
#include "core/rules/eval/glob.h"

#include <gtest/gtest.h>

using namespace assay::rules;

namespace {

EvalTables::Line read(EvalTables& tables, std::string_view key, std::string_view value)
{
    std::string problem;
    const auto line = tables.read(key, value, &problem);
    EXPECT_EQ(line == EvalTables::Line::Bad, !problem.empty());
    return line;
}

} // namespace

TEST(Glob, StarsAndQuestionMarks)
{
    EXPECT_TRUE(matchesGlob("*@paypal.com", "service@paypal.com"));
    EXPECT_FALSE(matchesGlob("*@paypal.com", "service@paypal.com.example"));
    EXPECT_TRUE(matchesGlob("a*b*c", "aXbXbXc"));
    EXPECT_FALSE(matchesGlob("a?c", "ac"));
    EXPECT_TRUE(matchesGlob("", ""));
    EXPECT_TRUE(matchesGlob("**", ""));
}

TEST(Glob, BarrierStopsWildcards)
{
    EXPECT_TRUE(matchesGlob("yahoo.*.*", "yahoo.co.uk", '.'));
    EXPECT_FALSE(matchesGlob("yahoo.*", "yahoo.co.uk", '.'));
    EXPECT_TRUE(matchesGlob("hotmail.co.??", "hotmail.co.uk", '.'));
    EXPECT_TRUE(matchesGlob("a?b", "a.b", '.'));
}

TEST(EvalTables, FreemailDomains)
{
    EvalTables tables;
    EXPECT_EQ(read(tables, "freemail_domains", "GMAIL.com yahoo.*"), EvalTables::Line::Taken);
    EXPECT_EQ(read(tables, "freemail_domains", "web.de not/valid"), EvalTables::Line::Bad);
    EXPECT_EQ(tables.freemailDomains.count("gmail.com"), 1u);
    EXPECT_EQ(tables.freemailDomains.count("web.de"), 1u);
    EXPECT_EQ(tables.freemailGlobs, std::vector<std::string>{"yahoo.*"});
    EXPECT_EQ(read(tables, "freemail_max_body_emails", "many"), EvalTables::Line::Bad);
}

TEST(EvalTables, AddressListsUnderOldAndNewNames)
{
    EvalTables tables;
    EXPECT_EQ(read(tables, "whitelist_from", "*@Example.org a@b.c"), EvalTables::Line::Taken);
    const GlobList& list = tables.addressLists.at("welcomelist_from");
    EXPECT_TRUE(list.matches("Somebody@example.ORG"));
    EXPECT_TRUE(list.matches("a@b.c"));
    EXPECT_EQ(read(tables, "unwelcomelist_from", "a@b.c"), EvalTables::Line::Taken);
    EXPECT_FALSE(tables.addressLists.at("welcomelist_from").matches("a@b.c"));
    EXPECT_EQ(read(tables, "enlist_addrlist", "(BANKS) *@bank.example"), EvalTables::Line::Taken);
    EXPECT_TRUE(tables.addressLists.at("BANKS").matches("x@bank.example"));
    EXPECT_EQ(read(tables, "enlist_addrlist", "BANKS x"), EvalTables::Line::Bad);
}

TEST(EvalTables, UriHostLists)
{
    EvalTables tables;
    read(tables, "enlist_uri_host", "(NTLD) top !good.top click");
    EXPECT_TRUE(tables.uriHostLists.at("NTLD").at("top"));
    EXPECT_FALSE(tables.uriHostLists.at("NTLD").at("good.top"));
    read(tables, "delist_uri_host", "(NTLD) click");
    EXPECT_EQ(tables.uriHostLists.at("NTLD").count("click"), 0u);
    read(tables, "blacklist_uri_host", "evil.example");
    EXPECT_TRUE(tables.uriHostLists.at("BLOCK").at("evil.example"));
}

TEST(EvalTables, SubjectsAreWhole)
{
    EvalTables tables;
    read(tables, "welcomelist_subject", "[Bug *]");
    EXPECT_TRUE(tables.welcomeSubjects.isFoundIn("Re: [bug 12] crash"));
    EXPECT_FALSE(tables.welcomeSubjects.isFoundIn("Re: bug"));
}

TEST(EvalTables, UnknownKeysAreLeftToOthers)
{
    EvalTables tables;
    EXPECT_EQ(read(tables, "describe", "X Y"), EvalTables::Line::Unknown);
    EXPECT_EQ(read(tables, "def_whitelist_auth", "*@example.org"), EvalTables::Line::Taken);
}
