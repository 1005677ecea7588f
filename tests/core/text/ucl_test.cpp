// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/ucl.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

UclValue read(std::string_view text)
{
    const auto value = parseUcl(text);
    EXPECT_TRUE(value.ok()) << value.error().detail;
    return value.ok() ? *value : UclValue{};
}

std::string errorOf(std::string_view text)
{
    const auto value = parseUcl(text);
    return value.ok() ? std::string() : value.error().detail;
}

TEST(Ucl, SectionsAndScalars)
{
    const UclValue top =
        read("# rules\nRULE_A {\n  re = \"/a\\\\.b/i\";\n  score = 2.5;\n  one_shot = yes\n  /* left /* out */ */\n}\n"
             "key: 10k, other null;");
    ASSERT_EQ(top.keys.size(), 3U);
    const UclValue* rule = top.find("RULE_A");
    ASSERT_TRUE(rule && rule->isObject());
    EXPECT_EQ(rule->find("re")->text, "/a\\.b/i");
    EXPECT_EQ(rule->find("re")->line, 3U);
    EXPECT_EQ(rule->find("re")->column, 8U);
    EXPECT_EQ(rule->find("score")->number, 2.5);
    EXPECT_TRUE(rule->find("one_shot")->asBool(false));
    EXPECT_EQ(top.find("key")->number, 10000);
    EXPECT_EQ(top.find("other")->kind, UclValue::Kind::Null);
}

TEST(Ucl, NamedSectionsNest)
{
    const UclValue top = read("group \"headers\" {\n symbols = { \"A\" { weight = 1; } }\n}\n");
    const UclValue* group = top.find("group");
    ASSERT_TRUE(group && group->find("headers"));
    EXPECT_EQ(group->find("headers")->find("symbols")->find("A")->find("weight")->number, 1);
}

TEST(Ucl, StringsInEveryQuoting)
{
    const UclValue top = read("a = 'it\\'s \\n';\nb = \"x\\u00e9\\t\\q\";\nc = plain text ;\nd = <<EOD\nfirst\n  "
                              "second\nEOD\ne = [1, two, \"three\"]\n");
    EXPECT_EQ(top.find("a")->text, "it's \\n");
    EXPECT_EQ(top.find("b")->text, "x\xc3\xa9\tq");
    EXPECT_EQ(top.find("c")->text, "plain text");
    EXPECT_EQ(top.find("d")->text, "first\n  second");
    ASSERT_EQ(top.find("e")->values.size(), 3U);
    EXPECT_EQ(top.find("e")->values[1].text, "two");
}

TEST(Ucl, RepeatedKeysAreKept)
{
    const UclValue top = read("a = 1; a = 2;");
    EXPECT_EQ(top.keys.size(), 2U);
    EXPECT_EQ(top.find("a")->number, 2);
}

std::string manyTimes(std::string_view text, int times)
{
    std::string repeated;
    for (int i = 0; i < times; ++i)
        repeated += text;
    return repeated;
}

TEST(Ucl, MacrosAreMembersWithTheirText)
{
    const UclValue top =
        read("a { .include(try=true; priority=1) \"${DIR}/x.conf\"\n b = 1 }\n.include '/y.conf'\n\"\" = 2; \".c\": 3");
    EXPECT_EQ(top.find("a")->find(".include")->text, "${DIR}/x.conf");
    EXPECT_EQ(top.find("a")->find("b")->number, 1);
    EXPECT_EQ(top.find(".include")->text, "/y.conf");
    EXPECT_EQ(top.find("")->number, 2);
    EXPECT_EQ(top.find(".c")->number, 3); // in quotes it is a key
    EXPECT_EQ(errorOf(".include(try=true\n) \"x\""), "line 1, column 18: ')' is missing");
    EXPECT_EQ(errorOf(".include = 1"), "line 1, column 10: a text must follow the name of a macro");
}

TEST(Ucl, SaysWhereItBreaks)
{
    EXPECT_EQ(errorOf("a {\n b = 1;\n"), "line 3, column 1: '}' is missing");
    EXPECT_EQ(errorOf("a = \"x\n"), "line 1, column 7: the string has no end");
    EXPECT_EQ(errorOf("a = [1, 2"), "line 1, column 10: ']' is missing");
    EXPECT_EQ(errorOf("a = ;"), "line 1, column 5: a value is expected");
    EXPECT_EQ(errorOf("= 3"), "line 1, column 1: a name is expected");
    EXPECT_EQ(errorOf("/* x"), "line 1, column 5: the comment has no end");
    EXPECT_NE(errorOf(std::string(1000, '[')), "");
    EXPECT_NE(errorOf(manyTimes("a{", 1000)).find("nested too deeply"), std::string::npos);
    EXPECT_NE(errorOf("a = " + std::string(100000, '[')).find("nested too deeply"), std::string::npos);
}

} // namespace
} // namespace assay
