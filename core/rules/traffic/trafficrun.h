// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rulesengine.h"
#include "core/rules/traffic/fieldtexts.h"
#include "core/rules/traffic/trafficplan.h"
#include "core/traffic/requestset.h"

#include <array>
#include <vector>

namespace assay::rules {

// One worker's state of the rules for traffic, and the request set last scanned. Rules are named by their position
// among the rules for traffic. Of a set of more than a million requests the first million is looked at.
class TrafficRun
{
public:
    TrafficRun(const TrafficRules& rules, const TrafficPlan& plan, std::span<const Rule> all);

    // `set` stays until the next call of scan() or forget().
    void scan(const traffic::RequestSet& set, MatcherRun& matcher);
    void forget();
    void addHits(std::vector<RuleHit>& hits) const; // by rule ascending
    // Places of a rule that hit: of a request rule its matches, of a meta the numbers and rules it rests on.
    void addEvidence(uint32_t rule, size_t limit, MatcherRun& matcher, std::vector<Evidence>& found) const;

private:
    const Rule& rule(size_t index) const { return m_all[m_rules.first + index]; }
    const FieldTexts& texts(RequestField field) const { return m_texts[static_cast<size_t>(field)]; }
    void matchTexts(RequestField field, MatcherRun& matcher);
    bool isConstant(size_t rule) const;
    double atomValue(size_t rule, size_t atom, size_t request) const;
    bool holdsFor(size_t rule, size_t request) const;
    void runRequestRule(size_t rule);
    double inputValue(const SetInput& input) const;
    void runMeta(size_t rule);
    void addRuleEvidence(uint32_t rule, size_t limit, MatcherRun& matcher, std::vector<Evidence>& found,
        std::vector<uint8_t>& seen, int depth) const;
    void addRequestEvidence(uint32_t rule, size_t limit, MatcherRun& matcher, std::vector<Evidence>& found) const;
    void addAtomEvidence(uint32_t rule, size_t atom, size_t request, size_t limit, MatcherRun& matcher,
        std::vector<Evidence>& found) const;
    Evidence textEvidence(size_t request, RequestField field, std::string_view text, const Match& match) const;

    const TrafficRules& m_rules;
    const TrafficPlan& m_plan;
    std::span<const Rule> m_all;
    const traffic::RequestSet* m_set = nullptr;
    std::span<const traffic::Request> m_requests;
    SetFacts m_facts = {};
    std::array<FieldTexts, requestFieldCount> m_texts;
    std::vector<std::vector<uint8_t>> m_matches; // by slot, by text; empty when no text matches
    std::vector<uint32_t> m_counts; // by rule
    std::vector<double> m_values; // by rule
    mutable std::vector<double> m_scratch;
};

} // namespace assay::rules
