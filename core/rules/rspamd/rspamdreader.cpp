// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/rspamdreader.h"

#include "core/rules/rspamd/compositeatom.h"
#include "core/rules/rspamd/rspamdfunctions.h"

#include <algorithm>
#include <charconv>

namespace assay::rules {
namespace {

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

double numberOf(const UclValue* value, double fallback)
{
    return value && value->kind == UclValue::Kind::Number ? value->number : fallback;
}

std::string textOf(const UclValue* value)
{
    return value ? value->text : std::string();
}

// "reason at offset N" -> the column of that byte in the value's line, when the value stands in one line.
uint32_t columnOf(const std::string& detail, const UclValue& value)
{
    const size_t at = detail.rfind(" at offset ");
    uint32_t offset = 0;
    if (at != std::string::npos)
        std::from_chars(detail.data() + at + 11, detail.data() + detail.size(), offset);
    return value.column + offset + 1; // the opening quote
}

} // namespace

RspamdReader::RspamdReader(std::vector<Rule>& rules, std::vector<RuleProblem>& problems)
    : m_rules(rules)
    , m_problems(problems)
{
    for (uint32_t i = 0; i < rules.size(); ++i)
        m_byName.emplace(rules[i].name, i);
}

void RspamdReader::problem(std::string reason, const UclValue& place, std::string_view rule, bool isError)
{
    m_problems.push_back({m_file, place.line, place.column, std::string(rule), std::move(reason), isError});
}

void RspamdReader::readText(std::string_view text, const std::string& file)
{
    m_file = file;
    const auto top = parseUcl(text);
    if (!top) {
        RuleProblem broken{file, 0, 0, {}, top.error().detail, true};
        std::from_chars(broken.reason.data() + 5, broken.reason.data() + broken.reason.size(), broken.line);
        m_problems.push_back(std::move(broken));
        return;
    }
    readMembers(*top, Section::Top);
}

void RspamdReader::readMembers(const UclValue& object, Section section)
{
    for (size_t i = 0; i < object.keys.size(); ++i)
        readMember(object.keys[i], object.values[i], section);
}

void RspamdReader::readMember(const std::string& key, const UclValue& value, Section section)
{
    if (value.isObject() && key == "regexp")
        return readMembers(value, Section::Regexp);
    if (value.isObject() && key == "composites")
        return readMembers(value, Section::Composites);
    if (value.isObject() && isOneOf(key, {"group", "symbols"}))
        return readGroup(key == "group" ? "" : "ungrouped", value);
    if (key.front() == '.')
        return problem("'" + key + "' is not followed", value, {}, false);
    if (value.isObject()) {
        if (const UclValue* expression = value.find("expression"))
            return addComposite(key, *expression, value);
        if (const UclValue* expression = value.find("re"))
            return addRegexp(key, *expression, value, &value);
        return problem("'" + key + "' has neither 're' nor 'expression'", value, key);
    }
    const bool isSetting = isOneOf(key, {"max_size", "max_threads", "match_limit", "enabled", "disabled"});
    if (value.kind == UclValue::Kind::String && !isSetting && section != Section::Composites)
        return addRegexp(key, value, value, nullptr);
    if (!isSetting)
        problem("'" + key + "' is no rule", value, {}, false);
}

// group "name" { symbols { ... } }, or symbols { ... }
void RspamdReader::readGroup(const std::string& group, const UclValue& value)
{
    for (size_t i = 0; i < value.keys.size(); ++i) {
        const UclValue& member = value.values[i];
        if (!member.isObject())
            continue;
        if (group.empty())
            readGroup(value.keys[i], member);
        else if (value.keys[i] == "symbols")
            readGroup(group, member);
        else
            readSymbol(value.keys[i], member, group);
    }
}

void RspamdReader::readSymbol(const std::string& name, const UclValue& value, const std::string& group)
{
    m_symbols[name] = value;
    if (group != "ungrouped")
        m_groups[name] = group;
    const auto found = m_byName.find(name);
    if (found == m_byName.end())
        return;
    Rule& rule = m_rules[found->second];
    rule.score = numberOf(value.find("weight"), numberOf(value.find("score"), rule.score));
    rule.scores = {rule.score};
    if (const UclValue* description = value.find("description"))
        rule.description = description->text;
    if (group != "ungrouped")
        rule.group = group;
}

Rule RspamdReader::makeRule(
    const std::string& name, RuleType type, const UclValue& expression, const UclValue& place, const UclValue* fields)
{
    Rule rule;
    rule.name = name;
    rule.type = type;
    rule.expression = expression.text;
    rule.file = m_file;
    rule.line = place.line;
    const auto symbol = m_symbols.find(name);
    if (symbol != m_symbols.end()) {
        rule.score = numberOf(symbol->second.find("weight"), numberOf(symbol->second.find("score"), 0));
        rule.description = textOf(symbol->second.find("description"));
        rule.group = m_groups[name];
    }
    if (fields) {
        rule.score = numberOf(fields->find("score"), rule.score);
        if (const UclValue* description = fields->find("description"))
            rule.description = description->text;
        if (const UclValue* group = fields->find("group"))
            rule.group = group->text;
        if (const UclValue* enabled = fields->find("enabled"); enabled && !enabled->asBool(true)) {
            rule.enabled = false;
            rule.reason = "switched off";
        }
    }
    rule.scores = {rule.score};
    return rule;
}

uint32_t RspamdReader::place(Rule rule)
{
    const auto [found, isNew] = m_byName.try_emplace(rule.name, static_cast<uint32_t>(m_rules.size()));
    if (isNew) {
        m_rules.push_back(std::move(rule));
        return found->second;
    }
    const uint32_t at = found->second;
    m_rules[at] = std::move(rule);
    const auto isOld = [&](const auto& entry) { return entry.rule == at; };
    m_regexps.erase(std::remove_if(m_regexps.begin(), m_regexps.end(), isOld), m_regexps.end());
    m_composites.erase(std::remove_if(m_composites.begin(), m_composites.end(), isOld), m_composites.end());
    return at;
}

void RspamdReader::addRegexp(const std::string& name, const UclValue& text, const UclValue& at, const UclValue* fields)
{
    auto expression = Expression::parse(text.text, readRegexpAtom, regexpAtomCost);
    if (!expression)
        return m_problems.push_back(
            {m_file, text.line, columnOf(expression.error().detail, text), name, expression.error().detail, true});
    RegexpRule rule;
    for (size_t i = 0; i < expression->atoms().size(); ++i) {
        auto atom = parseRegexpAtom(expression->atoms()[i]);
        const std::string where = " in '" + expression->atoms()[i] + "'";
        if (!atom)
            return problem(atom.error().detail + where, text, name);
        if (const std::string reason = whyAtomIsZero(*atom); !reason.empty())
            problem(reason + where + ", which counts as 0", text, name, false);
        rule.atoms.push_back(std::move(*atom));
    }
    rule.expression = std::move(*expression);
    rule.rule = place(makeRule(name, RuleType::Regexp, text, at, fields));
    m_regexps.push_back(std::move(rule));
}

void RspamdReader::addComposite(const std::string& name, const UclValue& text, const UclValue& fields)
{
    auto expression = Expression::parse(text.text, readCompositeAtom);
    if (!expression)
        return m_problems.push_back(
            {m_file, text.line, columnOf(expression.error().detail, text), name, expression.error().detail, true});
    CompositeRule rule;
    for (const std::string& atomText : expression->atoms()) {
        auto atom = parseCompositeAtom(atomText);
        if (!atom)
            return problem(atom.error().detail + " in '" + atomText + "'", text, name);
        rule.atoms.push_back(std::move(*atom));
    }
    const auto policy = compositePolicy(textOf(fields.find("policy")));
    if (!policy)
        return problem("unknown policy '" + textOf(fields.find("policy")) + "'", fields, name);
    rule.policy = *policy;
    rule.expression = std::move(*expression);
    Rule made = makeRule(name, RuleType::Composite, text, fields, &fields);
    const bool isEnabled = made.enabled;
    rule.rule = place(std::move(made));
    if (isEnabled)
        m_composites.push_back(std::move(rule));
}

} // namespace assay::rules
