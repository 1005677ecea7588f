// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evaltext.h"

#include "core/base/ascii.h"
#include "core/rules/match/matcher.h"

#include <cassert>
#include <charconv>

namespace assay::rules {

FixedPattern::FixedPattern(std::string_view text, bool caseless)
{
    Pattern pattern;
    pattern.text = std::string(text);
    pattern.flags.caseless = caseless;
    auto compiled = SinglePattern::compile(pattern);
    assert(compiled);
    if (compiled)
        m_pattern = std::make_shared<const SinglePattern>(std::move(*compiled));
}

bool FixedPattern::matches(std::string_view text) const
{
    return m_pattern && m_pattern->matches(text);
}

std::pair<size_t, size_t> FixedPattern::find(std::string_view text) const
{
    const auto matches = m_pattern ? m_pattern->find(text) : std::vector<Match>();
    return matches.empty() ? std::pair(text.size(), size_t(0))
                           : std::pair(size_t(matches[0].offset), size_t(matches[0].length));
}

std::vector<std::string> FixedPattern::groups(std::string_view text) const
{
    std::vector<std::string> values;
    if (!m_pattern)
        return values;
    for (const Match& match : m_pattern->find(text)) {
        for (const auto& [name, value] : match.captures)
            values.push_back(value);
    }
    return values;
}

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

bool containsIgnoringCase(std::string_view text, std::string_view part)
{
    return findIgnoringCase(text, part) != std::string_view::npos;
}

std::string squeezed(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    bool space = false;
    for (char c : text) {
        const bool now = isAsciiSpace(c);
        if (!now || !space)
            result += now ? ' ' : c;
        space = now;
    }
    return result;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (size_t at = 0;;) {
        const size_t end = text.find(separator, at);
        parts.push_back(text.substr(at, end - at));
        if (end == std::string_view::npos)
            return parts;
        at = end + 1;
    }
}

std::vector<std::string_view> lines(std::string_view text)
{
    auto parts = split(text, '\n');
    if (parts.back().empty())
        parts.pop_back();
    return parts;
}

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (size_t at = 0; at < text.size(); ++at) {
        const size_t from = at;
        while (at < text.size() && !isAsciiSpace(text[at]))
            ++at;
        if (at > from)
            parts.push_back(text.substr(from, at - from));
    }
    return parts;
}

bool isWordCharacter(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

bool compares(double value, std::string_view expression)
{
    expression = trimmed(expression);
    const size_t end = expression.find_first_not_of("<>=!");
    if (end == 0 || end == std::string_view::npos)
        return false;
    const std::string_view sign = expression.substr(0, end);
    std::string_view number = trimmed(expression.substr(end));
    if (!number.empty() && number[0] == '+')
        number.remove_prefix(1);
    double other = 0;
    const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), other);
    if (error != std::errc() || stop != number.data() + number.size())
        return false;
    return sign == "<" ? value < other
        : sign == "<=" ? value <= other
        : sign == ">"  ? value > other
        : sign == ">=" ? value >= other
        : sign == "==" ? value == other
                       : sign == "!=" && value != other;
}

std::string_view domainOf(std::string_view address)
{
    const size_t at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

} // namespace assay::rules
