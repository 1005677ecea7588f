// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/trafficreader.h"

#include "core/base/ascii.h"
#include "core/rules/cf/words.h"
#include "core/rules/traffic/setexpression.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::rules {
namespace {

constexpr size_t maxRules = 10'000;
constexpr size_t maxName = 100;
constexpr size_t maxProblems = 10'000;

bool isTrafficRuleName(std::string_view name)
{
    const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || isAsciiDigit(c); };
    return !name.empty() && name.size() <= maxName && !isAsciiDigit(name.front())
        && std::all_of(name.begin(), name.end(), fits);
}

uint32_t columnIn(std::string_view line, std::string_view piece)
{
    return static_cast<uint32_t>(piece.data() - line.data()) + 1;
}

// "reason at offset N" -> the reason, and N.
std::pair<std::string, uint32_t> splitOffset(const std::string& detail)
{
    static constexpr std::string_view mark = " at offset ";
    const size_t at = detail.rfind(mark);
    if (at == std::string::npos)
        return {detail, 0};
    uint32_t offset = 0;
    const char* const digits = detail.data() + at + mark.size();
    std::from_chars(digits, detail.data() + detail.size(), offset);
    return {detail.substr(0, at), offset};
}

std::optional<double> numberFrom(std::string_view text)
{
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || std::abs(value) > 1e6)
        return std::nullopt;
    return value;
}

} // namespace

void TrafficReader::problem(std::string reason, const Place& place, std::string_view name, uint32_t column)
{
    if (++m_reported > maxProblems)
        return;
    m_problems.push_back(
        {place.file, place.line, column ? column : place.column, std::string(name), std::move(reason), true});
}

void TrafficReader::readText(std::string_view text, const std::string& file)
{
    uint32_t line = 0;
    for (size_t start = 0; start < text.size();) {
        size_t end = text.find('\n', start);
        end = end == std::string_view::npos ? text.size() : end;
        ++line;
        readLine(text.substr(start, end - start), {file, line, 1});
        start = end + 1;
    }
}

void TrafficReader::readLine(std::string_view line, Place place)
{
    const std::string_view statement = trimmed(line);
    if (statement.empty() || statement.front() == '#')
        return;
    const auto [keyword, rest] = splitFirstWord(statement);
    const auto [name, value] = splitFirstWord(rest);
    place.column = columnIn(line, statement);
    if (keyword == "group") {
        for (const std::string_view member : splitWords(value))
            note("group", member, name, place);
        return;
    }
    const bool isDefinition = keyword == "request" || keyword == "meta";
    const bool isNote = keyword == "score" || keyword == "describe" || keyword == "tflags";
    if (!isDefinition && !isNote)
        return problem("'" + std::string(keyword) + "' is no keyword of rules for traffic", place);
    if (!isTrafficRuleName(name))
        return problem("a name of upper-case letters, digits and _ must follow", place, name);
    if (value.empty())
        return problem("nothing follows the name", place, name);
    place.column = columnIn(line, value);
    if (isDefinition)
        define(keyword == "meta", name, value, place);
    else
        note(std::string(keyword), name, value, place);
}

void TrafficReader::note(const std::string& keyword, std::string_view name, std::string_view value, const Place& place)
{
    m_notes[std::string(name)].values[keyword] = {std::string(value), place};
}

void TrafficReader::define(bool isMeta, std::string_view name, std::string_view expression, const Place& place)
{
    const auto [known, isNew] = m_byName.try_emplace(std::string(name), static_cast<uint32_t>(m_defined.size()));
    if (isNew && m_defined.size() >= maxRules) {
        m_byName.erase(known);
        return problem("too many rules", place, name);
    }
    if (isNew) {
        m_defined.emplace_back();
        m_details.emplace_back();
        m_columns.push_back(0);
    }
    const uint32_t index = known->second;
    Rule& rule = m_defined[index];
    rule = Rule();
    rule.name = name;
    rule.type = isMeta ? RuleType::SetMeta : RuleType::Request;
    rule.expression = expression;
    rule.file = place.file;
    rule.line = place.line;
    m_columns[index] = place.column;
    m_details[index] = TrafficRule();
    m_details[index].isMeta = isMeta;
    auto compiled = isMeta ? compileSetExpression(expression) : compileRequestExpression(expression);
    if (!compiled) {
        auto [reason, offset] = splitOffset(compiled.error().detail);
        return disable(rule, place.column + offset, std::move(reason));
    }
    m_details[index] = std::move(*compiled);
}

void TrafficReader::disable(Rule& rule, uint32_t column, std::string reason)
{
    rule.enabled = false;
    rule.reason = reason;
    problem(std::move(reason), {rule.file, rule.line, column}, rule.name);
}

void TrafficReader::applyNotes()
{
    for (const auto& [name, notes] : m_notes) {
        const auto known = m_byName.find(name);
        if (known == m_byName.end()) {
            const Place& place = notes.values.begin()->second.place;
            problem("no rule of this name", place, name);
            continue;
        }
        Rule& rule = m_defined[known->second];
        for (const auto& [keyword, note] : notes.values) {
            if (keyword == "describe") {
                rule.description = note.value;
            } else if (keyword == "group") {
                rule.group = note.value;
            } else if (keyword == "tflags") {
                for (const std::string_view flag : splitWords(note.value))
                    rule.tflags.emplace_back(flag);
            } else if (const auto score = numberFrom(note.value)) {
                rule.scores = {*score};
                rule.score = *score;
            } else {
                problem("'" + note.value + "' is no score", note.place, name);
            }
        }
    }
}

void TrafficReader::resolveNames(TrafficRules& made)
{
    for (size_t i = 0; i < made.rules.size(); ++i) {
        for (SetInput& input : made.rules[i].inputs) {
            if (input.kind != SetInput::Kind::Count && input.kind != SetInput::Kind::Share)
                continue;
            const auto known = m_byName.find(input.name);
            const bool isFit =
                known != m_byName.end() && (input.kind == SetInput::Kind::Count || !made.rules[known->second].isMeta);
            if (isFit)
                input.rule = known->second;
            else if (m_defined[i].enabled)
                disable(m_defined[i], m_columns[i],
                    known == m_byName.end() ? "no rule '" + input.name + "'"
                                            : "share() takes the name of a request rule");
        }
    }
}

// Metas after those they rest on; what rests on itself, or on a rule that does not run, does not run.
void TrafficReader::orderMetas(TrafficRules& made)
{
    std::vector<uint32_t> waiting;
    for (uint32_t i = 0; i < made.rules.size(); ++i) {
        if (made.rules[i].isMeta && m_defined[i].enabled)
            waiting.push_back(i);
    }
    std::vector<uint8_t> isDone(made.rules.size(), 0);
    for (size_t i = 0; i < made.rules.size(); ++i)
        isDone[i] = !made.rules[i].isMeta && m_defined[i].enabled ? 1 : 0;
    for (bool isProgress = true; isProgress;) {
        isProgress = false;
        std::vector<uint32_t> left;
        for (const uint32_t meta : waiting) {
            const std::vector<SetInput>& inputs = made.rules[meta].inputs;
            const bool isReady = std::all_of(inputs.begin(), inputs.end(), [&](const SetInput& input) {
                const bool isRule = input.kind == SetInput::Kind::Count || input.kind == SetInput::Kind::Share;
                return !isRule || isDone[input.rule];
            });
            if (!isReady) {
                left.push_back(meta);
                continue;
            }
            made.metas.push_back(meta);
            isDone[meta] = 1;
            isProgress = true;
        }
        waiting.swap(left);
    }
    for (const uint32_t meta : waiting)
        disable(m_defined[meta], m_columns[meta], "it rests on itself or on a rule that does not run");
}

TrafficRules TrafficReader::finish()
{
    for (size_t i = 0; i < m_defined.size(); ++i) {
        const bool isHelper = m_defined[i].name.starts_with("__");
        m_defined[i].score = isHelper ? 0 : 1;
        const bool isTaken = std::any_of(
            m_rules.begin(), m_rules.end(), [&](const Rule& other) { return other.name == m_defined[i].name; });
        if (isTaken)
            disable(m_defined[i], 1, "a rule for mail has this name");
    }
    applyNotes();
    TrafficRules made;
    made.first = static_cast<uint32_t>(m_rules.size());
    made.rules = std::move(m_details);
    resolveNames(made);
    orderMetas(made);
    for (Rule& rule : m_defined) {
        if (rule.name.starts_with("__"))
            rule.score = 0;
        m_rules.push_back(std::move(rule));
    }
    return made;
}

} // namespace assay::rules
