// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/setexpression.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

std::string requestFault(std::string_view text)
{
    const auto rule = compileRequestExpression(text);
    return rule ? std::string() : rule.error().detail;
}

std::string metaFault(std::string_view text)
{
    const auto rule = compileSetExpression(text);
    return rule ? std::string() : rule.error().detail;
}

TEST(SetExpression, RequestRulesLookAtFieldsAndNumbers)
{
    const auto rule = compileRequestExpression(R"(path =~ m{^/(?:a/b)}i && status >= 400 and not has(referer))");
    ASSERT_TRUE(rule) << rule.error().detail;
    ASSERT_EQ(rule->atoms.size(), 3U);
    EXPECT_EQ(rule->atoms[0].kind, RequestAtom::Kind::Pattern);
    EXPECT_EQ(rule->atoms[0].pattern, "^/(?:a/b)");
    EXPECT_TRUE(rule->atoms[0].flags.caseless);
    EXPECT_EQ(rule->atoms[1].number, RequestNumber::Status);
    EXPECT_EQ(rule->atoms[2].kind, RequestAtom::Kind::Present);
    const double holds[] = {1, 404, 0}, tooLow[] = {1, 200, 0}, present[] = {1, 404, 1};
    EXPECT_EQ(rule->program.evaluate(holds), 1);
    EXPECT_EQ(rule->program.evaluate(tooLow), 0);
    EXPECT_EQ(rule->program.evaluate(present), 0);
}

TEST(SetExpression, NegatedPatternsHoldWhereNothingMatches)
{
    const auto rule = compileRequestExpression("ua !~ /bot/i || query:decoded =~ /x/");
    ASSERT_TRUE(rule) << rule.error().detail;
    EXPECT_EQ(rule->atoms[1].field, RequestField::DecodedQuery);
    const double neither[] = {0, 0}, bot[] = {1, 0}, both[] = {1, 1};
    EXPECT_EQ(rule->program.evaluate(neither), 1);
    EXPECT_EQ(rule->program.evaluate(bot), 0);
    EXPECT_EQ(rule->program.evaluate(both), 1);
}

TEST(SetExpression, MetasLookAtRulesFeaturesFactsAndFunctions)
{
    const auto rule = compileSetExpression(
        "LOGIN >= 10 && share(LOGIN) > 0.5 && (request_rate > 30 or peak_rate >= 5) && distinct(query) * 2 > top(path)"
        " && context(banned) == 0");
    ASSERT_TRUE(rule) << rule.error().detail;
    ASSERT_EQ(rule->inputs.size(), 7U);
    EXPECT_EQ(rule->inputs[0].kind, SetInput::Kind::Count);
    EXPECT_EQ(rule->inputs[0].name, "LOGIN");
    EXPECT_EQ(rule->inputs[1].kind, SetInput::Kind::Share);
    EXPECT_EQ(rule->inputs[2].kind, SetInput::Kind::Feature);
    EXPECT_EQ(rule->inputs[3].fact, SetFact::PeakRate);
    EXPECT_EQ(rule->inputs[4].kind, SetInput::Kind::Distinct);
    EXPECT_EQ(rule->inputs[5].kind, SetInput::Kind::Top);
    EXPECT_EQ(rule->inputs[6].name, "banned");
    const double values[] = {12, 0.6, 1, 7, 5, 9, 0};
    EXPECT_EQ(rule->program.evaluate(values), 1);
}

TEST(SetExpression, AConditionMayChoose)
{
    const auto rule = compileSetExpression("A?B : 2");
    ASSERT_TRUE(rule) << rule.error().detail;
    const double yes[] = {1, 7}, no[] = {0, 7};
    EXPECT_EQ(rule->program.evaluate(yes), 7);
    EXPECT_EQ(rule->program.evaluate(no), 2);
}

TEST(SetExpression, FaultsSayWhere)
{
    EXPECT_EQ(requestFault("bodies =~ /x/"), "no field or number 'bodies' at offset 0");
    EXPECT_EQ(requestFault("path == 3"), "a field is compared by =~ or !~ at offset 5");
    EXPECT_EQ(requestFault("path =~ /x"), "the pattern does not end at offset 8");
    EXPECT_EQ(requestFault("path =~ /a(b/"), "missing closing parenthesis at offset 12");
    EXPECT_EQ(requestFault("path =~ /a/iZ"), "no field or number 'Z' at offset 12"); // flags are lower case
    EXPECT_EQ(requestFault("path =~ /a/k"), "unknown modifier 'k' at offset 11");
    EXPECT_EQ(requestFault("has(body)"), "no field 'body' at offset 4");
    EXPECT_EQ(requestFault("count(path)"), "no function 'count' for requests at offset 0");
    EXPECT_EQ(requestFault("status >="), "an operand is missing at offset 9");
    EXPECT_EQ(requestFault("status $ 3"), "'$' is no operator at offset 7");
    EXPECT_EQ(requestFault(""), "an operand is missing at offset 0");
    EXPECT_EQ(
        metaFault("no_feature > 1"), "no feature or fact 'no_feature' (names of rules are in upper case) at offset 0");
    EXPECT_EQ(metaFault("share()"), "'share' takes one name in parentheses at offset 6");
    EXPECT_EQ(metaFault("median(path) > 1"), "no function 'median' for request sets at offset 0");
    EXPECT_EQ(metaFault("distinct(status)"), "no field 'status' at offset 9");
}

TEST(SetExpression, BoundsHold)
{
    EXPECT_NE(metaFault(std::string(300, '(') + "1" + std::string(300, ')')), "");
    EXPECT_NE(metaFault(std::string(20'000, '1')), "");
    std::string many = "path =~ /a/";
    for (int i = 0; i < 64; ++i)
        many += " || path =~ /a/";
    EXPECT_NE(requestFault(many), "");
}

} // namespace
} // namespace assay::rules
