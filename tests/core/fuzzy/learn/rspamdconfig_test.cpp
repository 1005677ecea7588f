// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/rule/rspamdconfig.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace assay::fuzzy {
namespace {

RspamdImport import(std::string_view config, std::string_view groups = {})
{
    const auto read = readRspamdRules(config, groups);
    EXPECT_TRUE(read.ok()) << read.error().toString();
    return read ? *read : RspamdImport();
}

FuzzyRule one(std::string_view config, std::string_view groups = {})
{
    const RspamdImport read = import(config, groups);
    EXPECT_EQ(read.rules.size(), 1u);
    return read.rules.empty() ? FuzzyRule() : read.rules.front();
}

bool hasNote(const RspamdImport& read, int line, std::string_view key)
{
    return std::any_of(read.notes.begin(), read.notes.end(),
        [&](const RspamdImport::Note& note) { return note.line == line && note.key == key && !note.text.empty(); });
}

constexpr std::string_view stockShape = R"(# comment
fuzzy_check {
  min_bytes = 1k; # no effect here
  timeout = 2s;
  retransmits = 1;
  rule "example.net" {
    algorithm = "mumhash";
    servers = "round-robin:fuzzy1.example.net:11335,fuzzy2.example.net:11335";
    encryption_key = "icy63itbhhni8bq15ntp5n5symuixf73s1kpjh6skaq4e7nx5fiy";
    symbol = "FUZZY_UNKNOWN";
    mime_types = ["*"];
    max_score = 20.0;
    read_only = yes;
    skip_unknown = yes;
    short_text_direct_hash = true;
    min_length = 64;
    fuzzy_map = {
      FUZZY_DENIED { max_score = 20.0; flag = 1; }
      FUZZY_PROB {
        max_score = 10.0;
        flag = 2;
      }
      FUZZY_WHITE { flag = 3; }
    }
  }
  .include(try=true,priority=5) "${DBDIR}/dynamic/fuzzy_check.conf"
  .include(try=true,priority=1,duplicate=merge) "$LOCAL_CONFDIR/local.d/fuzzy_check.conf"
}
)";
constexpr std::string_view stockGroup = R"(symbols = {
    "FUZZY_UNKNOWN" { weight = 5.0; description = "Generic match"; }
    "FUZZY_DENIED" { weight = 12.0; description = "Denied"; }
    "FUZZY_PROB" { weight = 5.0; }
    "FUZZY_WHITE" { weight = -2.1; }
})";

TEST(RspamdConfig, ShapeOfTheStockFile)
{
    const RspamdImport read = import(stockShape, stockGroup);
    ASSERT_EQ(read.rules.size(), 1u);
    const FuzzyRule& rule = read.rules.front();
    EXPECT_EQ(rule.name, "example.net");
    EXPECT_EQ(rule.server, "fuzzy1.example.net:11335");
    EXPECT_EQ(rule.serverKey, "icy63itbhhni8bq15ntp5n5symuixf73s1kpjh6skaq4e7nx5fiy");
    EXPECT_EQ(rule.hashes.algorithm, Algorithm::Mumhash);
    EXPECT_EQ(rule.hashes.mimeTypes, std::vector<std::string>{"*"});
    EXPECT_EQ(rule.hashes.minBytes, 1024u); // what the module sets has no effect
    EXPECT_EQ(rule.hashes.minLength, 64u);
    EXPECT_EQ(rule.threshold, 20);
    EXPECT_EQ(rule.score, 5);
    EXPECT_TRUE(rule.readOnly);
    EXPECT_TRUE(rule.skipUnknown);
    EXPECT_EQ(rule.timeout, std::chrono::seconds(2));
    EXPECT_EQ(rule.retransmits, 1u);
    ASSERT_EQ(rule.flags.size(), 3u);
    EXPECT_EQ(rule.flags[0], (FlagRule{1, "FUZZY_DENIED", "Denied", FlagMeaning::Deny, 20, 12, false}));
    EXPECT_EQ(rule.flags[1].threshold, 10);
    EXPECT_EQ(rule.flags[1].meaning, FlagMeaning::Suspicious);
    EXPECT_EQ(rule.flags[2].threshold, 20);
    EXPECT_EQ(rule.flags[2].score, -2.1);
    EXPECT_EQ(rule.flags[2].meaning, FlagMeaning::Allow);
    EXPECT_TRUE(hasNote(read, 3, "min_bytes"));
    EXPECT_TRUE(hasNote(read, 8, "rule.example.net.servers"));
    EXPECT_TRUE(hasNote(read, 26, ".include"));
    EXPECT_TRUE(hasNote(read, 27, ".include"));
    EXPECT_EQ(read.notes.size(), 4u);
}

TEST(RspamdConfig, OtherFormsOfTheSame)
{
    const FuzzyRule rule = one("rule local {\n"
                               "  servers: [localhost, \"[::1]:11336\"]\n"
                               "  mime_types = \"application/*, image/png\"\n"
                               "  algorithm = siphash\n"
                               "  fuzzy_key = \"k1\"; fuzzy_shingles_key = \"k2\"\n"
                               "  min_bytes = 2kb\n  short_text_direct_hash = no\n  no_subject = true\n"
                               "  timeout = 500ms\n"
                               "  fuzzy_map [ { symbol = A; flag = 11 } { symbol = B; flag = 12; hits_limit = 3 } ]\n"
                               "}\n");
    EXPECT_EQ(rule.name, "local");
    EXPECT_EQ(rule.server, "localhost");
    EXPECT_EQ(rule.hashes.mimeTypes, (std::vector<std::string>{"application/*", "image/png"}));
    EXPECT_EQ(rule.hashes.algorithm, Algorithm::Siphash);
    EXPECT_EQ(rule.hashes.fuzzyKey, "k1");
    EXPECT_EQ(rule.hashes.shinglesKey, "k2");
    EXPECT_EQ(rule.hashes.minBytes, 2048u);
    EXPECT_FALSE(rule.hashes.shortTextDirectHash);
    EXPECT_TRUE(rule.hashes.noSubject);
    EXPECT_EQ(rule.timeout, std::chrono::milliseconds(500));
    EXPECT_FALSE(rule.readOnly);
    ASSERT_EQ(rule.flags.size(), 2u);
    EXPECT_EQ(rule.flags[1].symbol, "B");
    EXPECT_EQ(rule.flags[1].threshold, 3);
    EXPECT_EQ(one("rule { servers = \"a:1:10\"; fuzzy_map = { X { flag = 1 } } }").server, "a:1");
    EXPECT_EQ(one("{\"rule\": {\"x\": {\"servers\": \"h:2\"}}}").name, "x");
}

TEST(RspamdConfig, ConditionsInLuaAreTakenOver)
{
    const FuzzyRule rule =
        one("fuzzy_check {\n  rule \"a\" {\n    servers = \"h\";\n    learn_condition = <<EOD\n"
            "return function(task)\n  return true -- {always}; learn\nend\nEOD;\n    symbol = \"S\";\n  }\n}\n");
    EXPECT_EQ(rule.script, "return function(task)\n  return true -- {always}; learn\nend");
    EXPECT_EQ(rule.symbol, "S");
}

TEST(RspamdConfig, WhatHasNoEffectIsToldByLine)
{
    const RspamdImport read = import("nonsense = 1\n"
                                     "rule \"a\" {\n"
                                     "  servers = \"h\"\n"
                                     "  retransmits2 = 3\n"
                                     "  max_score = many\n"
                                     "  encryption_key = \"short\"\n"
                                     "  algorithm = md5\n"
                                     "  fuzzy_map = {\n"
                                     "    A { flag = 0 }\n"
                                     "    B { flag = 11; colour = red }\n"
                                     "    C { flag = 11 }\n"
                                     "    D { flag = 256 }\n"
                                     "  }\n"
                                     "  skip_hashes = \"/etc/skip.map\"\n"
                                     "  timeout = -1\n"
                                     "  read_only = perhaps\n"
                                     "}\n");
    for (const auto& [line, key] : {std::pair(1, "nonsense"), std::pair(4, "rule.a.retransmits2"),
             std::pair(5, "rule.a.max_score"), std::pair(6, "rule.a.encryption_key"), std::pair(7, "rule.a.algorithm"),
             std::pair(9, "rule.a.fuzzy_map.A.flag"), std::pair(10, "rule.a.fuzzy_map.B.colour"),
             std::pair(11, "rule.a.fuzzy_map.C.flag"), std::pair(12, "rule.a.fuzzy_map.D.flag"),
             std::pair(14, "rule.a.skip_hashes"), std::pair(15, "rule.a.timeout"), std::pair(16, "rule.a.read_only")})
        EXPECT_TRUE(hasNote(read, line, key)) << line << ' ' << key;
    ASSERT_EQ(read.rules.size(), 1u);
    EXPECT_EQ(read.rules[0].flags.size(), 1u);
    EXPECT_EQ(read.rules[0].threshold, 20);
}

TEST(RspamdConfig, SeveralRulesHaveNamesOfTheirOwn)
{
    const RspamdImport read = import("rule a { servers = x }\nrule b { servers = y }\nrule a { servers = z }\n"
                                     "rule { c { servers = u } d { servers = v } }\n");
    std::vector<std::string> names;
    for (const FuzzyRule& rule : read.rules)
        names.push_back(rule.name);
    EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "a 2", "c", "d"}));
}

TEST(RspamdConfig, ScoresOfGroupsInAnyWrapping)
{
    constexpr std::string_view config = "rule a { servers = x; fuzzy_map { S { flag = 1 } } }";
    for (const char* groups : {"group \"fuzzy\" { symbols { S { weight = 7 } } }", "symbols { S { score = 7 } }",
             "metric { group fuzzy { max_score = 12; symbols = { S = 7 } } }",
             "symbols { S { weight = 3 } S { weight = 7 } }"})
        EXPECT_EQ(one(config, groups).flags.at(0).score, 7) << groups;
    const RspamdImport without = import(config);
    EXPECT_EQ(without.rules[0].flags[0].score, 0);
    EXPECT_TRUE(hasNote(without, 1, "rule.a.fuzzy_map.S"));
}

TEST(RspamdConfig, BadTextNamesItsPlace)
{
    const auto read = readRspamdRules("rule a {\n  servers = \"x\n}\n");
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::BadData);
    EXPECT_NE(read.error().detail.find("line 2"), std::string::npos) << read.error().detail;
    EXPECT_EQ(readRspamdRules("rule a { servers = x }", "symbols {").error().subject, "groups");
}

TEST(RspamdConfig, TheInstalledFilesAreRead)
{
    const auto text = [](const char* path) {
        std::ostringstream all;
        all << std::ifstream(path).rdbuf();
        return all.str();
    };
    constexpr const char* module = "/etc/rspamd/modules.d/fuzzy_check.conf";
    if (!std::filesystem::exists(module))
        GTEST_SKIP() << "rspamd is not installed";
    const RspamdImport read = import(text(module), text("/etc/rspamd/scores.d/fuzzy_group.conf"));
    ASSERT_EQ(read.rules.size(), 1u);
    EXPECT_EQ(read.rules[0].flags.size(), 3u);
    EXPECT_EQ(read.rules[0].findFlag(1)->score, 12);
    EXPECT_FALSE(read.rules[0].serverKey.empty());
}

} // namespace
} // namespace assay::fuzzy
