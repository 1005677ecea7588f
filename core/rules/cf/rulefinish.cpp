// SPDX-License-Identifier: GPL-3.0-or-later
// What follows once every line is read: the second half of RuleCollector.
#include "core/rules/cf/metarule.h"
#include "core/rules/cf/regexliteral.h"
#include "core/rules/cf/rulecollector.h"
#include "core/rules/cf/words.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace assay::rules {
namespace {

bool hasFlag(const std::vector<std::string>& flags, std::string_view flag)
{
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

// "maxhits=5" -> "5"; nullopt when there is no such flag.
std::optional<std::string_view> flagValue(const std::vector<std::string>& flags, std::string_view name)
{
    for (const std::string& flag : flags) {
        if (flag.size() > name.size() && flag.compare(0, name.size(), name) == 0 && flag[name.size()] == '=')
            return std::string_view(flag).substr(name.size() + 1);
    }
    return std::nullopt;
}

uint32_t parseCount(std::string_view text, uint32_t fallback)
{
    uint32_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size() && !text.empty() ? value : fallback;
}

// "2", "2-", "-3", "2-3"
void parseRange(std::string_view text, RuleDetail& detail)
{
    const size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
        detail.firstPart = detail.lastPart = parseCount(text, 0);
        return;
    }
    detail.firstPart = parseCount(text.substr(0, dash), 0);
    detail.lastPart = parseCount(text.substr(dash + 1), detail.lastPart);
}

// Functions that the peer starts early, because another program answers them.
bool startsEarly(std::string_view call)
{
    const std::string_view function = call.substr(0, call.find('('));
    return function == "check_pyzor" || function == "check_razor2" || function == "check_razor2_range";
}

std::vector<double> defaultScores(const Rule& rule)
{
    const double points = rule.name.compare(0, 2, "T_") == 0 ? 0.01 : 1.0;
    return std::vector<double>(4, hasFlag(rule.tflags, "nice") ? -points : points);
}

} // namespace

RuleCollector::Collected RuleCollector::finish() &&
{
    applyTags();
    fillProperties();
    compileMetas();
    markCycles();
    spreadPriorities();
    spreadNet();
    disable();
    return {std::move(m_rules), std::move(m_details), std::move(m_undefined), std::move(m_problems)};
}

void RuleCollector::applyTags()
{
    for (const std::string& ruleName : m_replaceTags.rules) {
        const auto found = m_names.find(ruleName);
        if (found == m_names.end() || found->second.rule < 0)
            continue;
        const auto at = static_cast<size_t>(found->second.rule);
        Rule& rule = m_rules[at];
        RuleDetail& detail = m_details[at];
        const bool isPattern = rule.type == RuleType::Header || rule.type == RuleType::Body
            || rule.type == RuleType::RawBody || rule.type == RuleType::Uri || rule.type == RuleType::Full;
        if (!isPattern || detail.isExists)
            continue;
        const std::string replaced = m_replaceTags.apply(detail.pattern);
        if (replaced == detail.pattern)
            continue;
        if (const auto checked = checkPattern(rule.name, replaced, detail.flags); !checked) {
            problem(
                "with its tags replaced: " + checked.error().detail, {rule.file, rule.line, detail.column}, rule.name);
            continue;
        }
        if (const size_t text = rule.expression.find(detail.pattern); text != std::string::npos)
            rule.expression.replace(text, detail.pattern.size(), replaced);
        detail.pattern = replaced;
    }
}

void RuleCollector::fillFlags(Rule& rule, RuleDetail& detail, const Name& entry) const
{
    for (const std::string_view word : splitWords(entry.tflags))
        rule.tflags.emplace_back(word);
    detail.isMultiple = hasFlag(rule.tflags, "multiple");
    if (const auto limit = flagValue(rule.tflags, "maxhits");
        limit && (detail.isMultiple || rule.type == RuleType::MimeHeader))
        detail.maxHits = parseCount(*limit, 0);
    detail.noSubject = hasFlag(rule.tflags, "nosubject");
    detail.isConcat = hasFlag(rule.tflags, "concat");
    if (const auto range = flagValue(rule.tflags, "range"))
        parseRange(*range, detail);
    detail.isNet = hasFlag(rule.tflags, "net");
    detail.needsLearning = hasFlag(rule.tflags, "learn");
}

void RuleCollector::fillProperties()
{
    for (size_t i = 0; i < m_rules.size(); ++i) {
        Rule& rule = m_rules[i];
        Name& entry = m_names.find(rule.name)->second;
        fillFlags(rule, m_details[i], entry);
        if (entry.scores.empty())
            entry.scores = defaultScores(rule);
        rule.scores = entry.writtenScores.empty() ? std::vector<double>{entry.scores[0]} : entry.writtenScores;
        rule.score = entry.scores[0]; // no network, no learning: the first set
        rule.description = entry.description;
        rule.group = entry.group;
        rule.priority = rule.type == RuleType::Eval && startsEarly(rule.expression) ? -100 : entry.priority;
    }
}

std::string RuleCollector::expandRulesMatching(std::string_view expression, std::string_view self) const
{
    return replaceRulesMatching(expression, [&](std::string_view glob) {
        std::string sum;
        for (const auto& [ruleName, entry] : m_names) {
            if (!entry.scores.empty() && ruleName != self && matchesRuleGlob(glob, ruleName))
                sum.append(sum.empty() ? "" : "+").append(ruleName);
        }
        return " (" + (sum.empty() ? "0" : sum) + ") ";
    });
}

void RuleCollector::compileMetas()
{
    std::map<std::string, uint32_t, std::less<>> undefined;
    const auto resolve = [&](const ArithmeticToken& token) -> Result<uint32_t> {
        const auto found = m_names.find(token.text);
        if (found != m_names.end() && found->second.rule >= 0)
            return static_cast<uint32_t>(found->second.rule);
        const auto [entry, isNew] = undefined.try_emplace(std::string(token.text), m_rules.size() + undefined.size());
        if (isNew)
            m_undefined.push_back(entry->first);
        return entry->second;
    };
    for (size_t i = 0; i < m_rules.size(); ++i) {
        Rule& rule = m_rules[i];
        if (rule.type != RuleType::Meta)
            continue;
        auto program = compileMeta(expandRulesMatching(rule.expression, rule.name), resolve);
        if (program)
            m_details[i].program = std::move(*program);
        else
            problem(program.error().detail, {rule.file, rule.line, m_details[i].column}, rule.name);
    }
}

std::vector<uint32_t> RuleCollector::dependencies(size_t rule) const
{
    std::vector<uint32_t> found;
    if (m_rules[rule].type != RuleType::Meta)
        return found;
    for (const uint32_t dependency : m_details[rule].program.names()) {
        if (dependency < m_rules.size())
            found.push_back(dependency);
    }
    return found;
}

// A meta that rests on a circle of metas, or stands in one, has no value.
void RuleCollector::markCycles()
{
    std::vector<uint32_t> open(m_rules.size(), 0);
    std::vector<std::vector<uint32_t>> users(m_rules.size());
    std::vector<uint32_t> ready;
    for (size_t i = 0; i < m_rules.size(); ++i) {
        if (m_rules[i].type != RuleType::Meta)
            continue;
        for (const uint32_t dependency : dependencies(i)) {
            if (m_rules[dependency].type == RuleType::Meta) {
                ++open[i];
                users[dependency].push_back(static_cast<uint32_t>(i));
            }
        }
        if (open[i] == 0)
            ready.push_back(static_cast<uint32_t>(i));
    }
    while (!ready.empty()) {
        const uint32_t done = ready.back();
        ready.pop_back();
        for (const uint32_t user : users[done]) {
            if (--open[user] == 0)
                ready.push_back(user);
        }
    }
    for (size_t i = 0; i < m_rules.size(); ++i) {
        if (open[i] > 0) {
            m_details[i].isCyclic = true;
            problem(
                "the meta rests on itself", {m_rules[i].file, m_rules[i].line, m_details[i].column}, m_rules[i].name);
        }
    }
}

// What a meta rests on runs no later than the meta.
void RuleCollector::spreadPriorities()
{
    std::vector<uint32_t> order(m_rules.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(
        order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return m_rules[a].priority < m_rules[b].priority; });
    for (const uint32_t rule : order) {
        const int priority = m_rules[rule].priority;
        for (const uint32_t dependency : dependencies(rule)) {
            int& other = m_rules[dependency].priority;
            if (other > priority)
                other = priority < -100 && m_details[dependency].isNet ? -100 : priority;
        }
    }
}

// Every meta that rests on a net rule, through however many metas, is one too.
void RuleCollector::spreadNet()
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < m_rules.size(); ++i) {
            const std::vector<uint32_t> all = dependencies(i);
            const bool onNet =
                std::any_of(all.begin(), all.end(), [&](uint32_t rule) { return m_details[rule].isNet; });
            if (onNet && !m_details[i].isNet) {
                m_details[i].isNet = true;
                m_rules[i].tflags.emplace_back("net");
                changed = true;
            }
        }
    }
}

void RuleCollector::disable()
{
    for (size_t i = 0; i < m_rules.size(); ++i) {
        Rule& rule = m_rules[i];
        const RuleDetail& detail = m_details[i];
        if (rule.score == 0)
            rule.reason = "its score is 0";
        else if (rule.type == RuleType::Empty)
            rule.reason = "declared without a test";
        else if (rule.type == RuleType::Eval && detail.isNet)
            rule.reason = "needs the network";
        else if (rule.type == RuleType::Eval && detail.needsLearning)
            rule.reason = "needs a learnt database";
        else if (detail.isCyclic)
            rule.reason = "rests on itself";
        rule.enabled = rule.reason.empty();
    }
}

} // namespace assay::rules
