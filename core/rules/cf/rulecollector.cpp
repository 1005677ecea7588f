// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/rulecollector.h"

#include "core/base/ascii.h"
#include "core/rules/cf/metarule.h"
#include "core/rules/cf/regexliteral.h"
#include "core/rules/cf/words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::rules {
namespace {

constexpr size_t maxNameLength = 100;

std::string_view inputName(RuleKeyword keyword)
{
    switch (keyword) {
    case RuleKeyword::Header:
        return "header";
    case RuleKeyword::Body:
        return "body";
    case RuleKeyword::RawBody:
        return "rawbody";
    case RuleKeyword::Full:
        return "full";
    case RuleKeyword::Uri:
        return "uri";
    case RuleKeyword::MimeHeader:
        return "mimeheader";
    case RuleKeyword::Meta:
        return "meta";
    }
    return {};
}

RuleType typeOf(RuleKeyword keyword)
{
    static constexpr RuleType types[] = {RuleType::Header, RuleType::Body, RuleType::RawBody, RuleType::Full,
        RuleType::Uri, RuleType::MimeHeader, RuleType::Meta};
    return types[static_cast<size_t>(keyword)];
}

std::optional<double> parseScore(std::string_view text)
{
    const std::string_view digits = text.substr(0, 1) == "-" ? text.substr(1) : text;
    double value = 0;
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    const bool isNumber = !digits.empty() && isAsciiDigit(digits.front()) && isAsciiDigit(digits.back())
        && failure == std::errc() && end == digits.data() + digits.size();
    if (!isNumber)
        return std::nullopt;
    return text.front() == '-' ? -value : value;
}

// Takes " [if-unset: TEXT]" off the end.
std::optional<std::string> takeIfUnset(std::string_view& text)
{
    constexpr std::string_view mark = "[if-unset:";
    if (text.empty() || text.back() != ']')
        return std::nullopt;
    // The first mark that has a blank before and after it.
    for (size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        const size_t after = at + mark.size();
        if (at == 0 || !isAsciiSpace(text[at - 1]) || after >= text.size() || !isAsciiSpace(text[after]))
            continue;
        const std::string_view value = trimmedLeft(text.substr(after, text.size() - 1 - after));
        if (value.empty())
            continue;
        text = trimmedRight(text.substr(0, at));
        return std::string(value);
    }
    return std::nullopt;
}

// Name[:modifier[:modifier]]
bool areHeaderModifiersKnown(std::string_view header)
{
    static constexpr std::array<std::string_view, 9> known = {
        "raw", "addr", "name", "host", "domain", "ip", "revip", "first", "last"};
    size_t count = 0;
    for (size_t at = header.find(':'); at != std::string_view::npos; at = header.find(':', at + 1), ++count) {
        const std::string modifier = toAsciiLower(header.substr(at + 1, header.find(':', at + 1) - at - 1));
        if (std::find(known.begin(), known.end(), modifier) == known.end())
            return false;
    }
    return count <= 2 && header.front() != ':';
}

} // namespace

bool isRuleName(std::string_view name)
{
    const auto isNameChar = [](char c) { return isAsciiAlnum(c) || c == '_'; };
    return !name.empty() && !isAsciiDigit(name.front()) && std::all_of(name.begin(), name.end(), isNameChar);
}

void RuleCollector::problem(
    std::string reason, const LinePlace& place, std::string_view rule, uint32_t column, bool isError)
{
    m_problems.push_back(
        {place.file, place.line, column ? column : place.valueColumn, std::string(rule), std::move(reason), isError});
}

bool RuleCollector::checkName(std::string_view name, const LinePlace& place)
{
    if (!isRuleName(name)) {
        problem("the name of a rule has letters, digits and _ only, and no digit first", place, name);
        return false;
    }
    if (name.size() > maxNameLength) {
        problem("the name of the rule is longer than 100 characters", place, name);
        return false;
    }
    return true;
}

void RuleCollector::define(RuleKeyword keyword, std::string_view value, const LinePlace& place)
{
    const auto [name, text] = splitFirstWord(value);
    if (text.empty())
        return problem(std::string(inputName(keyword)) + " needs a name and a test", place, name);
    if (!checkName(name, place))
        return;
    Rule rule;
    rule.name = name;
    rule.type = typeOf(keyword);
    rule.file = place.file;
    rule.line = place.line;
    const uint32_t column = place.valueColumn + static_cast<uint32_t>(text.data() - value.data());
    const bool mayCall = keyword == RuleKeyword::Header || keyword == RuleKeyword::Body
        || keyword == RuleKeyword::RawBody || keyword == RuleKeyword::Full;
    const size_t prefix = text.substr(0, 5) == "eval:"                      ? 5
        : keyword == RuleKeyword::Header && text.substr(0, 8) == "rbleval:" ? 8
                                                                            : 0;
    if (mayCall && prefix) {
        rule.target = inputName(keyword);
        return defineEval(std::move(rule), text.substr(prefix), column + static_cast<uint32_t>(prefix), place);
    }
    if (keyword == RuleKeyword::Header)
        defineHeader(std::move(rule), text, column, place);
    else if (keyword == RuleKeyword::MimeHeader)
        defineMimeHeader(std::move(rule), text, column, place);
    else if (keyword == RuleKeyword::Meta)
        defineMeta(std::move(rule), text, column, place);
    else
        definePattern(std::move(rule), text, column, place);
}

void RuleCollector::place(Rule rule, RuleDetail detail, const LinePlace& at)
{
    Name& entry = name(rule.name);
    if (!detail.captures.empty())
        entry.priority = -10000;
    detail.column = detail.column ? detail.column : at.valueColumn;
    if (entry.rule < 0) {
        entry.rule = static_cast<int>(m_rules.size());
        m_rules.push_back(std::move(rule));
        m_details.push_back(std::move(detail));
        return;
    }
    m_rules[static_cast<size_t>(entry.rule)] = std::move(rule);
    m_details[static_cast<size_t>(entry.rule)] = std::move(detail);
}

bool RuleCollector::addPattern(
    Rule& rule, RuleDetail& detail, std::string_view literal, uint32_t column, const LinePlace& place)
{
    auto parsed = parseRegexLiteral(literal);
    if (!parsed) {
        problem(parsed.error().detail, place, rule.name, column);
        return false;
    }
    detail.column = column + static_cast<uint32_t>(parsed->textOffset);
    if (const auto checked = checkPattern(rule.name, parsed->text, parsed->flags); !checked) {
        problem(checked.error().detail, place, rule.name, detail.column);
        return false;
    }
    detail.captures = captureNames(parsed->text);
    detail.templates = templateNames(parsed->text);
    detail.flags = parsed->flags;
    detail.pattern = std::move(parsed->text);
    rule.flags = parsed->modifiers;
    rule.expression = literal;
    return true;
}

void RuleCollector::definePattern(Rule rule, std::string_view literal, uint32_t column, const LinePlace& at)
{
    RuleDetail detail;
    detail.written = literal;
    if (addPattern(rule, detail, literal, column, at))
        place(std::move(rule), std::move(detail), at);
}

void RuleCollector::defineHeader(Rule rule, std::string_view value, uint32_t column, const LinePlace& at)
{
    RuleDetail detail;
    detail.written = value;
    const auto isHeaderChar = [](char c) { return isAsciiAlnum(c) || c == '_' || c == '.' || c == '-'; };
    if (value.substr(0, 7) == "exists:") {
        std::string_view header = value.substr(7);
        if (!header.empty() && header.back() == ':')
            header.remove_suffix(1);
        if (header.empty() || !std::all_of(header.begin(), header.end(), isHeaderChar))
            return problem("exists: needs the name of a header", at, rule.name, column + 7);
        rule.target = header;
        rule.expression = value;
        detail.isExists = true;
        detail.column = column;
        return place(std::move(rule), std::move(detail), at);
    }
    size_t end = 0;
    while (end < value.size() && (isHeaderChar(value[end]) || value[end] == ':'))
        ++end;
    std::string_view header = value.substr(0, end);
    std::string_view rest = trimmedLeft(value.substr(end));
    if (header.empty() || (rest.substr(0, 2) != "=~" && rest.substr(0, 2) != "!~"))
        return problem("a header test is NAME =~ /PATTERN/, NAME !~ /PATTERN/ or exists:NAME", at, rule.name, column);
    if (header.back() == ':')
        header.remove_suffix(1);
    if (!areHeaderModifiersKnown(header))
        return problem("unknown form of the header '" + std::string(header) + "'", at, rule.name, column);
    detail.isNegated = rest[0] == '!';
    rest = trimmedLeft(rest.substr(2));
    const uint32_t patternColumn = column + static_cast<uint32_t>(rest.data() - value.data());
    detail.ifUnset = takeIfUnset(rest);
    rule.target = header;
    if (!addPattern(rule, detail, rest, patternColumn, at))
        return;
    if (detail.isNegated)
        rule.expression.insert(0, "!~ ");
    if (detail.ifUnset)
        rule.expression += " [if-unset: " + *detail.ifUnset + "]";
    place(std::move(rule), std::move(detail), at);
}

void RuleCollector::defineMimeHeader(Rule rule, std::string_view value, uint32_t column, const LinePlace& at)
{
    RuleDetail detail;
    detail.written = value;
    const size_t end = std::min(value.find_first_of(": \t=!"), value.size());
    std::string_view header = value.substr(0, end);
    std::string_view rest = value.substr(end);
    for (const std::string_view suffix : {":raw", ":"}) {
        if (rest.substr(0, suffix.size()) == suffix) {
            header = value.substr(0, end + (suffix == ":raw" ? 4 : 0));
            rest.remove_prefix(suffix.size());
            break;
        }
    }
    rest = trimmedLeft(rest);
    if (end == 0 || (rest.substr(0, 2) != "=~" && rest.substr(0, 2) != "!~"))
        return problem("a mimeheader test is NAME =~ /PATTERN/ or NAME:raw =~ /PATTERN/", at, rule.name, column);
    detail.isNegated = rest[0] == '!';
    rest = trimmedLeft(rest.substr(2));
    const uint32_t patternColumn = column + static_cast<uint32_t>(rest.data() - value.data());
    detail.ifUnset = takeIfUnset(rest);
    rule.target = header;
    if (!addPattern(rule, detail, rest, patternColumn, at))
        return;
    if (detail.isNegated)
        rule.expression.insert(0, "!~ ");
    place(std::move(rule), std::move(detail), at);
}

void RuleCollector::defineMeta(Rule rule, std::string_view value, uint32_t column, const LinePlace& at)
{
    if (const auto checked = checkMeta(value); !checked)
        return problem(checked.error().detail, at, rule.name, column);
    rule.expression = value;
    RuleDetail detail;
    detail.written = value;
    detail.column = column;
    place(std::move(rule), std::move(detail), at);
}

void RuleCollector::defineEval(Rule rule, std::string_view call, uint32_t column, const LinePlace& at)
{
    const size_t open = call.find('(');
    if (!isRuleName(call.substr(0, open)) || open == std::string_view::npos || call.back() != ')')
        return problem("a call is eval:FUNCTION(ARGUMENTS)", at, rule.name, column);
    const std::string_view function = call.substr(0, open);
    if (rule.target == "header" && (function.substr(0, 9) == "check_rbl" || function.substr(0, 9) == "check_dns"))
        rule.target = "rbl";
    rule.type = RuleType::Eval;
    rule.expression = call;
    RuleDetail detail;
    detail.written = call;
    detail.column = column;
    place(std::move(rule), std::move(detail), at);
}

void RuleCollector::declare(std::string_view ruleName, const LinePlace& at, Redefine redefine)
{
    if (!checkName(ruleName, at) || (redefine == Redefine::No && name(ruleName).rule >= 0))
        return;
    Rule rule;
    rule.name = ruleName;
    rule.file = at.file;
    rule.line = at.line;
    place(std::move(rule), {}, at);
}

void RuleCollector::setScore(std::string_view value, const LinePlace& at)
{
    std::vector<std::string_view> words = splitWords(value);
    if (words.size() != 2 && words.size() != 5)
        return problem("score needs the name of a rule and one or four numbers", at, words.empty() ? "" : words[0]);
    std::vector<double> scores;
    bool isRelative = false;
    for (size_t i = 1; i < words.size(); ++i) {
        std::string_view text = words[i];
        if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
            text = text.substr(1, text.size() - 2);
            isRelative = true;
        }
        const auto score = parseScore(text);
        if (!score)
            return problem("'" + std::string(words[i]) + "' is no score", at, words[0]);
        scores.push_back(*score);
    }
    Name& entry = name(words[0]);
    if (isRelative && entry.scores.empty())
        return problem("a relative score needs an earlier one", at, words[0]);
    entry.writtenScores = scores;
    scores.resize(4, scores[0]);
    entry.scores.resize(4, 0);
    for (size_t i = 0; i < 4; ++i)
        entry.scores[i] = isRelative ? entry.scores[i] + scores[i] : scores[i];
    if (isRelative)
        entry.writtenScores = entry.scores;
}

void RuleCollector::setDescription(std::string_view value, const LinePlace& at)
{
    const auto [ruleName, text] = splitFirstWord(value);
    if (text.empty())
        return problem("describe needs the name of a rule and a text", at, ruleName);
    name(ruleName).description = text;
}

void RuleCollector::setFlags(std::string_view value, const LinePlace& at)
{
    const auto [ruleName, text] = splitFirstWord(value);
    if (text.empty())
        return problem("tflags needs the name of a rule and flags", at, ruleName);
    name(ruleName).tflags = text;
}

void RuleCollector::setPriority(std::string_view value, const LinePlace& at)
{
    const auto [ruleName, text] = splitFirstWord(value);
    int priority = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), priority);
    if (!isRuleName(ruleName) || text.empty() || failure != std::errc() || end != text.data() + text.size())
        return problem("priority needs the name of a rule and a whole number", at, ruleName);
    name(ruleName).priority = priority;
}

void RuleCollector::setGroup(std::string_view value, const LinePlace& at)
{
    const std::vector<std::string_view> words = splitWords(value);
    if (words.size() < 2)
        return problem("group needs a name and the names of rules", at);
    for (size_t i = 1; i < words.size(); ++i)
        name(words[i]).group = words[0];
}

} // namespace assay::rules
