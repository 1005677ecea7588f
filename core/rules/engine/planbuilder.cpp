// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/engine/planbuilder.h"

#include "core/rules/cf/regexliteral.h"

#include <algorithm>
#include <set>

namespace assay::rules {
namespace {

bool isPatternRule(const Rule& rule)
{
    switch (rule.type) {
    case RuleType::Header:
    case RuleType::Body:
    case RuleType::RawBody:
    case RuleType::Uri:
    case RuleType::Full:
    case RuleType::MimeHeader:
        return true;
    default:
        return false;
    }
}

InputKind inputKindOf(const Rule& rule, const RuleDetail& detail)
{
    switch (rule.type) {
    case RuleType::Header:
        return InputKind::Header;
    case RuleType::RawBody:
        return InputKind::RawBody;
    case RuleType::Uri:
        return InputKind::Uri;
    case RuleType::Full:
        return InputKind::Full;
    case RuleType::MimeHeader:
        return InputKind::MimeHeader;
    default:
        return detail.noSubject ? InputKind::BodyNoSubject : InputKind::Body;
    }
}

std::string classNameOf(InputKind kind, const Rule& rule, const RuleDetail& detail)
{
    switch (kind) {
    case InputKind::Body:
        return "body";
    case InputKind::BodyNoSubject:
        return "body-nosubject";
    case InputKind::RawBody:
        return "rawbody";
    case InputKind::Uri:
        return "uri";
    case InputKind::Full:
        return "full";
    case InputKind::Header:
        return "header:" + rule.target + (detail.ifUnset ? "|" + *detail.ifUnset : std::string());
    case InputKind::MimeHeader:
        return "mimeheader:" + rule.target;
    }
    return {};
}

bool countsParts(const RuleDetail& detail)
{
    return detail.isMultiple || detail.isConcat || detail.firstPart > 0 || detail.lastPart < 1000 || detail.maxHits > 1;
}

EvalInput evalInputOf(const Rule& rule)
{
    if (rule.target == "body")
        return EvalInput::Body;
    if (rule.target == "rawbody")
        return EvalInput::RawBody;
    if (rule.target == "full")
        return EvalInput::Full;
    return EvalInput::Header;
}

bool matchesText(const RuleDetail& detail, const std::string& name, std::string_view text)
{
    PatternFlags flags = detail.flags;
    flags.noJit = true;
    const auto pattern = SinglePattern::compile({name, detail.pattern, flags, 1});
    return pattern && pattern->matches(text);
}

} // namespace

void PlanBuilder::build()
{
    const size_t count = m_rules.details.size(); // rules of rspamd follow these
    m_plan.patternOf.assign(m_rules.rules.size(), PatternId{});
    m_plan.classOf.assign(count, Plan::noClass);
    m_plan.readyAtStart.assign(count + m_rules.undefinedNames.size(), 0);
    m_plan.reasons.assign(m_rules.rules.size(), {});
    for (uint32_t i = 0; i < count; ++i) {
        const Rule& rule = m_rules.rules[i];
        if (!rule.enabled)
            continue;
        if (isPatternRule(rule))
            addPatternRule(i);
        else if (rule.type == RuleType::Eval)
            addEval(i);
    }
    fillMetas();
    m_plan.rspamd.build(m_rules.regexps, m_rules.rules, m_patterns);
    for (size_t i = 0; i < m_rules.regexps.size(); ++i) {
        for (const RspamdPlan::Atom& atom : m_plan.rspamd.atoms(i)) {
            PatternId& first = m_plan.patternOf[m_rules.regexps[i].rule];
            first = first.isNone() ? atom.pattern : first;
        }
    }
    m_plan.traffic.build(m_rules.traffic, m_rules.rules, m_patterns);
    for (size_t i = 0; i < m_rules.traffic.rules.size(); ++i)
        m_plan.patternOf[m_rules.traffic.first + i] = m_plan.traffic.firstPattern(i);
}

uint32_t PlanBuilder::inputClassFor(const Rule& rule, const RuleDetail& detail)
{
    const InputKind kind = inputKindOf(rule, detail);
    const std::string name = classNameOf(kind, rule, detail);
    const auto [found, isNew] = m_classes.try_emplace(name, static_cast<uint32_t>(m_plan.classes.size()));
    if (!isNew)
        return found->second;
    InputClass made;
    made.kind = kind;
    if (kind == InputKind::Header) {
        made.header = HeaderSpec::parse(rule.target).value_or(HeaderSpec{});
        made.ifUnset = detail.ifUnset;
    } else if (kind == InputKind::MimeHeader) {
        made.mimeRaw = rule.target.size() > 4 && rule.target.compare(rule.target.size() - 4, 4, ":raw") == 0;
        made.mimeName = rule.target.substr(0, rule.target.size() - (made.mimeRaw ? 4 : 0));
    }
    m_plan.classes.push_back(std::move(made));
    return found->second;
}

PatternId PlanBuilder::addPattern(uint32_t rule, uint32_t inputClass, std::string text, uint32_t maxHits)
{
    InputClass& target = m_plan.classes[inputClass];
    const Rule& owner = m_rules.rules[rule];
    if (target.id.isNone())
        target.id = m_patterns.addClass(classNameOf(target.kind, owner, m_rules.details[rule]));
    return m_patterns.add(target.id, {owner.name, std::move(text), m_rules.details[rule].flags, maxHits});
}

void PlanBuilder::addPatternRule(uint32_t index)
{
    const RuleDetail& detail = m_rules.details[index];
    const Rule& rule = m_rules.rules[index];
    const uint32_t inputClass = inputClassFor(rule, detail);
    m_plan.classOf[index] = inputClass;
    if (detail.isExists) {
        m_plan.classes[inputClass].exists.push_back(index);
        m_plan.readyAtStart[index] = 1;
        return;
    }
    if (!detail.templates.empty())
        return addTemplateRule(index, inputClass);
    const bool isSpecial = rule.type == RuleType::MimeHeader && countsParts(detail);
    const uint32_t maxHits = isSpecial || detail.isNegated ? 1
        : detail.isMultiple                                ? detail.maxHits
        : m_allMatches                                     ? 0
                                                           : 1;
    const PatternId pattern = addPattern(index, inputClass, detail.pattern, maxHits);
    m_plan.patternOf[index] = pattern;
    m_plan.readyAtStart[index] = 1;
    InputClass& target = m_plan.classes[inputClass];
    auto& list = isSpecial ? target.mimeSpecial : detail.isNegated ? target.negated : target.uses;
    list.push_back({pattern, index});
    if (!detail.captures.empty())
        m_plan.captures.push_back({index, inputClass, pattern});
}

// The guard is the pattern with any text for the names: what it does not find the filled one cannot find either, unless
// the name stands in something negated.
void PlanBuilder::addTemplateRule(uint32_t index, uint32_t inputClass)
{
    const RuleDetail& detail = m_rules.details[index];
    TemplateRule made{index, inputClass, {}};
    const bool isSafe = detail.pattern.find("(?!") == std::string::npos
        && detail.pattern.find("(?<!") == std::string::npos && !detail.isNegated;
    if (isSafe) {
        std::string loose = detail.pattern;
        for (const std::string& name : detail.templates)
            loose = fillTemplate(loose, name, "(?s:.*)");
        if (checkPattern(m_rules.rules[index].name, loose, detail.flags).ok())
            made.guard = addPattern(index, inputClass, std::move(loose), 1);
    }
    m_plan.templates.push_back(made);
}

void PlanBuilder::addEval(uint32_t index)
{
    const Rule& rule = m_rules.rules[index];
    auto call = EvalCall::prepare(rule.expression, evalInputOf(rule));
    if (!call) {
        m_plan.reasons[index] = call.error().code == ErrorCode::NotFound ? "no such function" : call.error().detail;
        return;
    }
    m_plan.readyAtStart[index] = 1;
    if (!call->entry().run) {
        m_plan.reasons[index] = "needs the network or a database";
        return;
    }
    m_plan.evals.push_back({index, std::move(*call)});
}

void PlanBuilder::fillMetas()
{
    std::vector<MetaSchedule::Meta> metas;
    std::vector<bool> isMeta(m_plan.readyAtStart.size(), false);
    for (uint32_t i = 0; i < m_rules.details.size(); ++i) {
        const Rule& rule = m_rules.rules[i];
        if (rule.type != RuleType::Meta)
            continue;
        isMeta[i] = true;
        metas.push_back({i, &m_rules.details[i].program, rule.score != 0, m_rules.details[i].isCyclic});
    }
    m_plan.metas = MetaSchedule(std::move(metas), std::move(isMeta));
}

void PlanBuilder::dropBroken(const Matcher& matcher)
{
    const auto isBroken = [&](PatternId pattern) { return matcher.info(pattern).engine == Engine::None; };
    for (uint32_t i = 0; i < m_plan.patternOf.size(); ++i) {
        const PatternId pattern = m_plan.patternOf[i];
        if (pattern.isNone() || !isBroken(pattern))
            continue;
        m_plan.reasons[i] = matcher.info(pattern).reason;
        if (i < m_plan.readyAtStart.size())
            m_plan.readyAtStart[i] = 0;
    }
    for (InputClass& inputClass : m_plan.classes) {
        for (auto* list : {&inputClass.uses, &inputClass.negated, &inputClass.mimeSpecial}) {
            list->erase(std::remove_if(
                            list->begin(), list->end(), [&](const PatternUse& use) { return isBroken(use.pattern); }),
                list->end());
        }
    }
}

// A header that is not there is matched as its if-unset text, or as the empty one.
void PlanBuilder::settleAbsent(InputClass& inputClass) const
{
    if (inputClass.kind != InputKind::Header && inputClass.kind != InputKind::MimeHeader)
        return;
    for (const auto* list : {&inputClass.uses, &inputClass.negated}) {
        for (const PatternUse& use : *list) {
            const RuleDetail& detail = m_rules.details[use.rule];
            const bool matches = matchesText(detail, m_rules.rules[use.rule].name, detail.ifUnset.value_or(""));
            if (matches != detail.isNegated)
                inputClass.onAbsent.push_back(use.rule);
        }
    }
}

Plan PlanBuilder::finish(const Matcher& matcher)
{
    dropBroken(matcher);
    for (InputClass& inputClass : m_plan.classes)
        settleAbsent(inputClass);
    std::set<std::string, std::less<>> needed;
    for (const TemplateRule& rule : m_plan.templates) {
        const auto& names = m_rules.details[rule.rule].templates;
        needed.insert(names.begin(), names.end());
    }
    const auto isUnneeded = [&](const CaptureRule& rule) {
        const auto& names = m_rules.details[rule.rule].captures;
        return std::none_of(
            names.begin(), names.end(), [&](const std::string& name) { return needed.count(name) != 0; });
    };
    m_plan.captures.erase(
        std::remove_if(m_plan.captures.begin(), m_plan.captures.end(), isUnneeded), m_plan.captures.end());
    return std::move(m_plan);
}

} // namespace assay::rules
