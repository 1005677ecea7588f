// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/trafficrun.h"

#include "core/traffic/sets/catalogue.h"

#include <algorithm>

namespace assay::rules {
namespace {

constexpr size_t maxRequests = 1'000'000;

double featureValue(const traffic::RequestSetHead& head, uint32_t index)
{
    const traffic::TrafficFeature& feature = traffic::trafficCatalogue()[index];
    const auto found = std::find_if(
        head.features.begin(), head.features.end(), [&](const auto& entry) { return entry.first == feature.name; });
    return found == head.features.end() ? feature.fallback : found->second;
}

double contextValue(const traffic::RequestSetHead& head, const std::string& name)
{
    const auto found =
        std::find_if(head.context.begin(), head.context.end(), [&](const auto& entry) { return entry.first == name; });
    return found == head.context.end() ? 0 : found->second;
}

} // namespace

TrafficRun::TrafficRun(const TrafficRules& rules, const TrafficPlan& plan, std::span<const Rule> all)
    : m_rules(rules)
    , m_plan(plan)
    , m_all(all)
    , m_matches(plan.slots().size())
    , m_counts(rules.rules.size(), 0)
    , m_values(rules.rules.size(), 0)
{
}

void TrafficRun::forget()
{
    m_set = nullptr;
    m_requests = {};
    std::fill(m_counts.begin(), m_counts.end(), 0);
    std::fill(m_values.begin(), m_values.end(), 0);
    for (FieldTexts& texts : m_texts)
        texts.clear();
    for (std::vector<uint8_t>& matches : m_matches)
        matches.clear();
}

void TrafficRun::scan(const traffic::RequestSet& set, MatcherRun& matcher)
{
    forget();
    m_set = &set;
    m_requests = set.requests().first(std::min(set.requests().size(), maxRequests));
    m_facts = computeSetFacts(set);
    for (size_t i = 0; i < requestFieldCount; ++i) {
        const auto field = static_cast<RequestField>(i);
        if (m_plan.needs(field))
            matchTexts(field, matcher);
    }
    for (size_t i = 0; i < m_rules.rules.size(); ++i) {
        if (!m_rules.rules[i].isMeta && rule(i).enabled)
            runRequestRule(i);
    }
    for (const uint32_t meta : m_rules.metas)
        runMeta(meta);
}

// The same text is matched once however many requests have it.
void TrafficRun::matchTexts(RequestField field, MatcherRun& matcher)
{
    FieldTexts& texts = m_texts[static_cast<size_t>(field)];
    texts.read(m_requests, field);
    const PatternClassId patternClass = m_plan.classOf(field);
    if (patternClass.isNone())
        return;
    for (size_t text = 0; text < texts.texts().size(); ++text) {
        matcher.beginMessage();
        matcher.scan(patternClass, {&texts.texts()[text], 1});
        for (size_t slot = 0; slot < m_matches.size(); ++slot) {
            if (m_plan.slots()[slot].field != field || matcher.count(m_plan.slots()[slot].pattern) == 0)
                continue;
            m_matches[slot].resize(texts.texts().size(), 0);
            m_matches[slot][text] = 1;
        }
    }
}

double TrafficRun::atomValue(size_t rule, size_t atom, size_t request) const
{
    const RequestAtom& looked = m_rules.rules[rule].atoms[atom];
    if (looked.kind == RequestAtom::Kind::Number)
        return requestNumber(m_requests[request], looked.number);
    if (looked.kind == RequestAtom::Kind::Present) {
        std::string made;
        const auto text = requestText(m_requests[request], looked.field, made);
        return text && !text->empty() ? 1 : 0;
    }
    const std::vector<uint8_t>& matches = m_matches[m_plan.slotOf(rule, atom)];
    const uint32_t text = matches.empty() ? FieldTexts::none : texts(looked.field).ofRequest(request);
    return text == FieldTexts::none ? 0 : matches[text];
}

bool TrafficRun::holdsFor(size_t rule, size_t request) const
{
    const TrafficRule& detail = m_rules.rules[rule];
    m_scratch.resize(detail.atoms.size());
    for (size_t atom = 0; atom < m_scratch.size(); ++atom)
        m_scratch[atom] = atomValue(rule, atom, request);
    return detail.program.evaluate(m_scratch) != 0;
}

// Whether it holds for all requests or for none: most rules look for patterns that no text of the set has.
bool TrafficRun::isConstant(size_t rule) const
{
    const std::vector<RequestAtom>& atoms = m_rules.rules[rule].atoms;
    for (size_t i = 0; i < atoms.size(); ++i) {
        if (atoms[i].kind != RequestAtom::Kind::Pattern)
            return false;
        if (!m_matches[m_plan.slotOf(rule, i)].empty() && !texts(atoms[i].field).isUniform())
            return false;
    }
    return true;
}

void TrafficRun::runRequestRule(size_t rule)
{
    if (m_requests.empty())
        return;
    size_t count = 0;
    if (isConstant(rule)) {
        count = holdsFor(rule, 0) ? m_requests.size() : 0;
    } else {
        for (size_t i = 0; i < m_requests.size(); ++i)
            count += holdsFor(rule, i) ? 1 : 0;
    }
    m_counts[rule] = static_cast<uint32_t>(count);
    m_values[rule] = static_cast<double>(count);
}

double TrafficRun::inputValue(const SetInput& input) const
{
    switch (input.kind) {
    case SetInput::Kind::Count:
        return m_values[input.rule];
    case SetInput::Kind::Share:
        return m_requests.empty() ? 0 : m_values[input.rule] / static_cast<double>(m_requests.size());
    case SetInput::Kind::Feature:
        return featureValue(m_set->head(), input.feature);
    case SetInput::Kind::Fact:
        return m_facts[static_cast<size_t>(input.fact)];
    case SetInput::Kind::Context:
        return contextValue(m_set->head(), input.name);
    case SetInput::Kind::Distinct:
        return static_cast<double>(texts(input.field).texts().size());
    case SetInput::Kind::Top:
        return static_cast<double>(texts(input.field).mostOften());
    }
    return 0;
}

void TrafficRun::runMeta(size_t rule)
{
    const TrafficRule& detail = m_rules.rules[rule];
    m_scratch.clear();
    for (const SetInput& input : detail.inputs)
        m_scratch.push_back(inputValue(input));
    m_values[rule] = detail.program.evaluate(m_scratch);
    m_counts[rule] = m_values[rule] != 0 ? 1 : 0;
}

void TrafficRun::addHits(std::vector<RuleHit>& hits) const
{
    for (uint32_t i = 0; i < m_values.size(); ++i) {
        if (m_values[i] != 0)
            hits.push_back({RuleId{m_rules.first + i}, m_counts[i], rule(i).score, m_values[i]});
    }
}

} // namespace assay::rules
