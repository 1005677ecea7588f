// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/metarule.h"

#include <gtest/gtest.h>

#include <map>

namespace assay::rules {
namespace {

double valueOf(std::string_view expression, const std::map<std::string, double>& values = {})
{
    std::vector<double> numbers;
    std::map<std::string, uint32_t> ids;
    for (const auto& [name, value] : values) {
        ids[name] = static_cast<uint32_t>(numbers.size());
        numbers.push_back(value);
    }
    const auto program = compileMeta(expression, [&](const ArithmeticToken& token) -> Result<uint32_t> {
        const auto found = ids.find(std::string(token.text));
        return found == ids.end() ? uint32_t{9999} : found->second;
    });
    EXPECT_TRUE(program.ok()) << expression << ": " << program.error().detail;
    return program.ok() ? program->evaluate(numbers) : -99;
}

std::string errorOf(std::string_view expression)
{
    const auto checked = checkMeta(expression);
    return checked.ok() ? std::string() : checked.error().detail;
}

TEST(Arithmetic, FollowsPerlsPrecedence)
{
    EXPECT_EQ(valueOf("1 + 2 * 3"), 7);
    EXPECT_EQ(valueOf("(1 + 2) * 3"), 9);
    EXPECT_EQ(valueOf("8 - 4 - 2"), 2);
    EXPECT_EQ(valueOf("8 / 4 / 2"), 1);
    EXPECT_EQ(valueOf("1 + 1 == 2"), 1);
    EXPECT_EQ(valueOf("!1 + 1"), 1);
    EXPECT_EQ(valueOf("1 || 0 && 0"), 1);
    EXPECT_EQ(valueOf("0 ? 5 : 0 ? 6 : 7"), 7);
    EXPECT_EQ(valueOf("5 ^ 1"), 4);
    EXPECT_EQ(valueOf("3 - - 2"), 5);
}

TEST(Arithmetic, LogicalOperatorsGiveTheOperandThatDecided)
{
    const std::map<std::string, double> values = {{"A", 3}, {"B", 0}, {"C", 2}};
    EXPECT_EQ(valueOf("A && C", values), 2);
    EXPECT_EQ(valueOf("A || C", values), 3);
    EXPECT_EQ(valueOf("B || C", values), 2);
    EXPECT_EQ(valueOf("B && C", values), 0);
    EXPECT_EQ(valueOf("!A", values), 0);
    EXPECT_EQ(valueOf("A - C - 2 || B", values), -1);
}

TEST(Arithmetic, ComparisonsChain)
{
    EXPECT_EQ(valueOf("3 > 2 > 1"), 1);
    EXPECT_EQ(valueOf("3 > 1 > 2"), 0);
    EXPECT_EQ(valueOf("1 < 2 < 3 < 4"), 1);
    EXPECT_EQ(valueOf("2 == 2 != 3"), 1);
    EXPECT_EQ(valueOf("0 < (1 || 0) < 2"), 1);
}

TEST(Arithmetic, UnknownNamesAreZero)
{
    EXPECT_EQ(valueOf("!__NOWHERE"), 1);
    EXPECT_EQ(valueOf("__NOWHERE + 1 > 1"), 0);
    EXPECT_EQ(valueOf("()"), 0);
    EXPECT_EQ(valueOf("local_tests_only"), 1);
}

TEST(Arithmetic, RefusesWhatPerlOrTheLanguageRefuses)
{
    EXPECT_EQ(errorOf("A B"), "an operator is missing at offset 2");
    EXPECT_EQ(errorOf("A &&"), "an operand is missing at offset 4");
    EXPECT_EQ(errorOf("(A || B"), "')' is missing at offset 7");
    EXPECT_EQ(errorOf("A > -1"), "a number with a sign; put a blank between them at offset 4");
    EXPECT_EQ(errorOf("A / B"), "a division by zero is possible");
    EXPECT_EQ(errorOf("A ? B::C : 1"), "'B::C' is no name of a rule at offset 4");
    EXPECT_EQ(errorOf("A; B"), "unexpected ';' at offset 1");
    EXPECT_EQ(errorOf("1.2.3"), "'1.2.3' is no number at offset 0");
    EXPECT_EQ(errorOf("A && (B > 1 ? C : D)"), "");
}

TEST(Arithmetic, DeepNestingEndsInAnError)
{
    const std::string deep = std::string(5000, '(') + "1" + std::string(5000, ')');
    EXPECT_NE(errorOf(deep).find("nested too deeply"), std::string::npos);
    const std::string allowed = std::string(150, '(') + "1" + std::string(150, ')');
    EXPECT_EQ(errorOf(allowed), "");
    std::string worst; // five values wait in each level
    for (int i = 0; i < 190; ++i)
        worst += "1 ^ 1 == 1 < 1 + 2 * (";
    worst += "1" + std::string(190, ')');
    EXPECT_EQ(errorOf(worst), "");
}

TEST(Arithmetic, RulesMatchingIsReplaced)
{
    const auto expand = [](std::string_view glob) { return "<" + std::string(glob) + ">"; };
    EXPECT_EQ(replaceRulesMatching("rules_matching( __A_* ) > 2", expand), "<__A_*> > 2");
    EXPECT_EQ(replaceRulesMatching("x_rules_matching(A)", expand), "x_rules_matching(A)");
    EXPECT_TRUE(matchesRuleGlob("__A_?*", "__A_BC"));
    EXPECT_FALSE(matchesRuleGlob("__A_?*", "__A_"));
    EXPECT_FALSE(matchesRuleGlob("A*C", "ABCD"));
}

} // namespace
} // namespace assay::rules
