// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/rulesetdata.h"
#include "core/rules/engine/plan.h"

#include <map>
#include <memory>
#include <string>

namespace assay::rules {

// Sorts the rules of a set into input classes, evals and metas, and fills the matcher's builder on the way.
class PlanBuilder
{
public:
    PlanBuilder(const RuleSet::Data& rules, bool allMatches)
        : m_rules(rules)
        , m_allMatches(allMatches)
    {
    }

    void build();
    Matcher::Builder& patterns() { return m_patterns; }
    // After the matcher is built: drops rules that do not compile and settles what absent headers give.
    Plan finish(const Matcher& matcher);

private:
    uint32_t inputClassFor(const Rule& rule, const RuleDetail& detail);
    void addPatternRule(uint32_t rule);
    void addTemplateRule(uint32_t rule, uint32_t inputClass);
    void addEval(uint32_t rule);
    PatternId addPattern(uint32_t rule, uint32_t inputClass, std::string text, uint32_t maxHits);
    void settleAbsent(InputClass& inputClass) const;
    void dropBroken(const Matcher& matcher);
    void fillMetas();

    const RuleSet::Data& m_rules;
    bool m_allMatches;
    Matcher::Builder m_patterns;
    Plan m_plan;
    std::map<std::string, uint32_t> m_classes; // by name
};

} // namespace assay::rules
