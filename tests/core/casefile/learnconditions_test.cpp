// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/learncase.h"

namespace assay {
namespace {

using fuzzy::FuzzyRule;
using fuzzy::LearnCondition;
using test::learnMail;
using Act = LearnCondition::Act;

struct Expected
{
    const char* name;
    std::vector<LearnCondition> conditions;
    bool learnByDefault;
    const char* script;
    std::string outcomes; // of the items: n new, d denied; a digit is the place of another flag in `flags`
};

constexpr uint8_t flags[] = {12, 13, 14};

// Items: 0 from a partner, 1 with X-Source: FP, 2 plain, 3 both of the first two.
const Expected cases[] = {
    {"nothing said", {}, true, "", "nnnn"},
    {"nothing said, and nothing is learned", {}, false, "", "dddd"},
    {"partners are denied", {{"from:@partners", Act::Deny, 0, "a partner"}}, true, "", "dnnd"},
    {"header to another flag", {{"header.x-source:FP", Act::Flag, 13, ""}}, true, "", "n1n1"},
    {"first match wins", {{"header.x-source:FP", Act::Flag, 13, ""}, {"from:@partners", Act::Deny, 0, ""}}, true, "",
        "d1n1"},
    {"the other way round", {{"from:@partners", Act::Deny, 0, ""}, {"header.x-source:FP", Act::Flag, 13, ""}}, true, "",
        "d1nd"},
    {"only what is allowed", {{"header.x-source:FP", Act::Allow, 0, ""}}, false, "", "dndn"},
    {"all match everything", {{"", Act::Deny, 0, ""}, {"from:@partners", Act::Allow, 0, ""}}, true, "", "dddd"},
    {"a flag that is closed", {{"header.x-source:FP", Act::Flag, 14, ""}}, true, "", "ndnd"},
    {"script alone", {}, true, "return function(t) return t:get_header('X-Source') == nil end", "ndnd"},
    {"script behind conditions", {{"from:@partners", Act::Deny, 0, ""}}, true,
        "return function(t) return true, t:has_header('X-Source') and 13 or nil end", "d1nd"},
    {"script to a closed flag", {}, true, "return function(t) return true, 14 end", "dddd"},
    {"script with an error learns", {}, true, "return function(t) return t.x.y end", "nnnn"},
    {"script without an end", {}, true, "return function(t) while true do end end", "dddd"},
};

class LearnConditions : public test::LearnCase, public testing::WithParamInterface<Expected>
{
protected:
    void SetUp() override
    {
        fillWith(
            {partnerMail(0, ""), learnMail(1, 0, "X-Source: FP\n"), learnMail(2), partnerMail(3, "X-Source: FP\n")});
        ASSERT_TRUE(m_case->setList(query::NamedList{"partners", {}, {"partner.example"}}).ok());
    }
    static std::string partnerMail(unsigned topic, const std::string& headers)
    {
        std::string mail = learnMail(topic, 0, headers);
        return mail.replace(mail.find("@example.org"), 12, "@partner.example");
    }
    static std::string outcomesOf(const LearnPlan& plan)
    {
        std::string text;
        for (const PlannedItem& item : plan.items) {
            const auto flag = std::find(std::begin(flags), std::end(flags), item.flag);
            if (item.outcome == LearnOutcome::Denied)
                text += 'd';
            else
                text += item.isReflagged ? static_cast<char>('0' + (flag - std::begin(flags))) : 'n';
            EXPECT_EQ(item.hashes.empty(), item.outcome == LearnOutcome::Denied);
        }
        return text;
    }
};

TEST_P(LearnConditions, DecideTopDownAndWhatIsPlannedIsDone)
{
    FuzzyRule conditioned = rule();
    conditioned.conditions = GetParam().conditions;
    conditioned.learnByDefault = GetParam().learnByDefault;
    conditioned.script = GetParam().script;
    // The same as a draft, before it is stored.
    LearnRequest draft = request();
    draft.draft = std::make_shared<const FuzzyRule>(conditioned);
    EXPECT_EQ(outcomesOf(*plan({0, 1, 2, 3}, draft)), GetParam().outcomes);
    EXPECT_EQ(m_case->learn(*plan({0}, draft), {}).error().code, ErrorCode::BadArgument);

    setRule(conditioned);
    const auto made = plan({0, 1, 2, 3}, request());
    EXPECT_EQ(outcomesOf(*made), GetParam().outcomes);
    const auto count = [&](char c) { return std::count(GetParam().outcomes.begin(), GetParam().outcomes.end(), c); };
    EXPECT_EQ(made->totals.denied, static_cast<uint64_t>(count('d')));
    EXPECT_EQ(made->totals.reflagged, static_cast<uint64_t>(count('1')));
    const auto report = m_case->learn(*made, {});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->totals, made->totals);
    EXPECT_EQ(contents().size(), 4 - static_cast<size_t>(count('d')));
    EXPECT_EQ(outcomesOf(*plan({3, 2, 1, 0}, request())),
        std::string(GetParam().outcomes.rbegin(), GetParam().outcomes.rend()));
    LearnRequest without = request();
    without.conditions = false;
    EXPECT_EQ(outcomesOf(*plan({0, 1, 2, 3}, without)), "nnnn");
}

INSTANTIATE_TEST_SUITE_P(All, LearnConditions, testing::ValuesIn(cases), [](const auto& given) {
    std::string name = given.param.name;
    for (char& c : name)
        c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name;
});

TEST_F(LearnConditions, SayWhy)
{
    FuzzyRule conditioned = rule();
    conditioned.conditions = {{"from:@partners", Act::Deny, 0, "a partner"}, {"header.x-source:FP", Act::Flag, 13, ""}};
    setRule(conditioned);
    const auto made = plan({0, 1, 2}, request());
    EXPECT_EQ(made->items[0].reason, "a partner");
    EXPECT_EQ(made->items[1].reason, "header.x-source:FP");
    EXPECT_EQ(made->items[2].reason, "");
}

TEST_F(LearnConditions, AreNotAskedAboutForgetting)
{
    learn({0, 1, 2, 3}, request());
    FuzzyRule conditioned = rule();
    conditioned.conditions = {{"", Act::Deny, 0, ""}};
    setRule(conditioned);
    EXPECT_EQ(learn({0, 1, 2, 3}, request(11, 1, true)).totals.goneHashes, 4u);
}

} // namespace
} // namespace assay
