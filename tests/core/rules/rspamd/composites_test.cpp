// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/composites.h"

#include "core/rules/rspamd/compositeatom.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::rules {
namespace {

// Symbols with scores, and composites over them.
class Mail
{
public:
    void symbol(std::string_view name, bool present, double score = 1, std::string_view group = {})
    {
        symbols.push_back({name, group, present, present ? score : 0, {}});
        scores.push_back(score);
    }
    void composite(std::string_view name, std::string_view text, CompositePolicy policy = CompositePolicy::RemoveAll)
    {
        auto expression = Expression::parse(text, readCompositeAtom);
        ASSERT_TRUE(expression.ok());
        CompositeRule rule;
        rule.rule = static_cast<uint32_t>(symbols.size());
        rule.policy = policy;
        for (const std::string& atom : expression->atoms())
            rule.atoms.push_back(*parseCompositeAtom(atom));
        rule.expression = std::move(*expression);
        composites.push_back(std::move(rule));
        symbol(name, false, 5);
    }
    void apply()
    {
        applyComposites(
            composites, symbols, [&](uint32_t rule) { return scores[rule]; },
            [&](std::string_view name) {
                return static_cast<size_t>(std::find_if(symbols.begin(), symbols.end(),
                                               [&](const CompositeSymbol& entry) { return entry.name == name; })
                    - symbols.begin());
            });
    }
    // "A:1 C:5": present symbols with their scores.
    std::string result()
    {
        apply();
        std::string text;
        for (const CompositeSymbol& entry : symbols) {
            if (entry.present)
                text += (text.empty() ? "" : " ") + std::string(entry.name) + ":"
                    + std::to_string(static_cast<int>(entry.score));
        }
        return text;
    }
    std::vector<CompositeSymbol> symbols;
    std::vector<double> scores;
    std::vector<CompositeRule> composites;
};

TEST(Composites, TakeThePlaceOfTheirSymbols)
{
    Mail mail;
    mail.symbol("A", true);
    mail.symbol("B", false);
    mail.composite("C", "A & !B");
    EXPECT_EQ(mail.result(), "C:5");
}

TEST(Composites, PoliciesAndPrefixesKeepWhatTheySay)
{
    Mail leave;
    leave.symbol("A", true);
    leave.composite("C", "A", CompositePolicy::Leave);
    EXPECT_EQ(leave.result(), "A:1 C:5");
    Mail weight;
    weight.symbol("A", true);
    weight.composite("C", "A", CompositePolicy::RemoveWeight);
    EXPECT_EQ(weight.result(), "A:0 C:5");
    Mail prefixes;
    prefixes.symbol("A", true);
    prefixes.symbol("B", true);
    prefixes.composite("C", "-A & ~B");
    EXPECT_EQ(prefixes.result(), "A:1 B:0 C:5");
}

TEST(Composites, OneThatKeepsASymbolWinsUnlessForced)
{
    Mail keeps;
    keeps.symbol("A", true);
    keeps.composite("C", "A");
    keeps.composite("D", "-A");
    EXPECT_EQ(keeps.result(), "A:1 C:5 D:5");
    Mail forced;
    forced.symbol("A", true);
    forced.composite("C", "^A");
    forced.composite("D", "-A");
    EXPECT_EQ(forced.result(), "C:5 D:5");
}

TEST(Composites, RestOnEachOtherInAnyOrder)
{
    Mail mail;
    mail.composite("TOP", "-MIDDLE & -A");
    mail.composite("MIDDLE", "-A");
    mail.symbol("A", true);
    EXPECT_EQ(mail.result(), "TOP:5 MIDDLE:5 A:1");
    Mail cycle;
    cycle.composite("X", "Y");
    cycle.composite("Y", "X");
    EXPECT_EQ(cycle.result(), "");
}

TEST(Composites, GroupsCountTheirMembers)
{
    Mail mail;
    mail.symbol("A", true, 2, "g");
    mail.symbol("B", true, -3, "g");
    mail.composite("POSITIVE", "-g+:g > 1", CompositePolicy::Leave);
    mail.composite("NEGATIVE", "-g-:g > 3", CompositePolicy::Leave);
    mail.composite("ANY", "-g:g == 3", CompositePolicy::Leave);
    EXPECT_EQ(mail.result(), "A:2 B:-3 POSITIVE:5 ANY:5");
}

} // namespace
} // namespace assay::rules
