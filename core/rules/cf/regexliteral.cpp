// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/regexliteral.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::rules {
namespace {

Error badAt(std::string reason, size_t offset)
{
    return {ErrorCode::BadRule, {}, std::move(reason) + " at offset " + std::to_string(offset)};
}

char closingDelimiter(char open)
{
    switch (open) {
    case '{':
        return '}';
    case '(':
        return ')';
    case '<':
        return '>';
    case '[':
        return ']';
    default:
        return open;
    }
}

// Finds the opening delimiter; returns its position.
Result<size_t> openingDelimiter(std::string_view literal)
{
    if (literal.substr(0, 1) == "/")
        return size_t{0};
    const size_t at = literal.substr(0, 1) == "m" ? 1 : literal.substr(0, 2) == "qr" ? 2 : 0;
    if (at == 0 || at >= literal.size() || isAsciiAlnum(literal[at]) || literal[at] == '_')
        return badAt("the pattern has no delimiters", 0);
    if (literal[at] == '\\')
        return badAt("a backslash is no delimiter", at);
    return at;
}

// Position of the last closing delimiter that only modifiers follow (any lower-case letter but e).
Result<size_t> endingDelimiter(std::string_view literal, size_t open, char close)
{
    size_t end = literal.size();
    while (end > open + 1 && literal[end - 1] >= 'a' && literal[end - 1] <= 'z' && literal[end - 1] != 'e')
        --end;
    // The closing delimiter may itself be followed by what looks like modifiers only once: take the last one.
    if (end <= open + 1 || literal[end - 1] != close)
        return badAt(
            "the pattern does not end with '" + std::string(1, close) + "' and modifiers", end == 0 ? 0 : end - 1);
    return end - 1;
}

Result<void> applyModifiers(RegexLiteral& result, size_t offset)
{
    std::string inlineModifiers;
    for (size_t i = 0; i < result.modifiers.size(); ++i) {
        switch (result.modifiers[i]) {
        case 'i':
            result.flags.caseless = true;
            break;
        case 's':
            result.flags.dotAll = true;
            break;
        case 'm':
            result.flags.multiline = true;
            break;
        case 'x':
            result.flags.extended = true;
            break;
        case 'n':
            inlineModifiers = "(?n)";
            break;
        case 'a':
        case 'd':
        case 'l':
        case 'u':
        case 'p': // patterns are ASCII whatever is asked, and matches are always kept
            break;
        default:
            return badAt("unknown modifier '" + std::string(1, result.modifiers[i]) + "'", offset + i);
        }
    }
    result.text.insert(0, inlineModifiers);
    return {};
}

bool isBracket(char close)
{
    return close == '}' || close == ')' || close == ']';
}

// A delimiter inside the pattern must be escaped, except for brackets, which pair.
Result<void> checkDelimiters(std::string_view text, char close, size_t offset)
{
    if (isBracket(close))
        return {};
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == close)
            return badAt("unescaped delimiter '" + std::string(1, close) + "'", offset + i);
    }
    return {};
}

bool isCaptureChar(char c)
{
    return (c >= 'A' && c <= 'Z') || isAsciiDigit(c) || c == '_';
}

// Length of NAME at the start of text, 0 when it is no template name.
size_t templateNameLength(std::string_view text)
{
    size_t length = 0;
    while (length < text.size() && isCaptureChar(text[length]))
        ++length;
    return length > 0 && text[0] >= 'A' && text[0] <= 'Z' ? length : 0;
}

// Position of the next %{NAME} at or after `from` that is not escaped.
size_t findTemplate(std::string_view pattern, size_t from, std::string_view* name)
{
    for (size_t at = pattern.find("%{", from); at != std::string_view::npos; at = pattern.find("%{", at + 2)) {
        const std::string_view rest = pattern.substr(at + 2);
        const size_t length = templateNameLength(rest);
        if (length == 0 || length >= rest.size() || rest[length] != '}' || (at > 0 && pattern[at - 1] == '\\'))
            continue;
        *name = rest.substr(0, length);
        return at;
    }
    return std::string_view::npos;
}

} // namespace

Result<RegexLiteral> parseRegexLiteral(std::string_view literal)
{
    const auto open = openingDelimiter(literal);
    if (!open)
        return open.error();
    const char close = closingDelimiter(literal[*open]);
    const auto end = endingDelimiter(literal, *open, close);
    if (!end)
        return end.error();
    RegexLiteral result;
    result.textOffset = *open + 1;
    result.text = literal.substr(result.textOffset, *end - result.textOffset);
    result.modifiers = literal.substr(*end + 1);
    result.open = literal.substr(0, result.textOffset);
    result.close = std::string(1, close);
    for (const std::string_view code : {"(?{", "(??{"}) {
        if (const size_t at = result.text.find(code); at != std::string::npos)
            return badAt("code in a pattern", result.textOffset + at);
    }
    if (const auto checked = checkDelimiters(result.text, close, result.textOffset); !checked)
        return checked.error();
    if (const auto applied = applyModifiers(result, *end + 1); !applied)
        return applied.error();
    return result;
}

Result<void> checkPattern(const std::string& rule, const std::string& text, const PatternFlags& flags)
{
    Pattern pattern{rule, text, flags, 1};
    pattern.flags.noJit = true; // compiled to look at, not to run
    for (const std::string& name : templateNames(text))
        pattern.text = fillTemplate(pattern.text, name, "(?:" + name + ")");
    const auto compiled = SinglePattern::compile(pattern);
    if (!compiled)
        return compiled.error();
    return {};
}

std::vector<std::string> captureNames(std::string_view pattern)
{
    std::vector<std::string> names;
    for (size_t at = pattern.find("(?"); at != std::string_view::npos; at = pattern.find("(?", at + 2)) {
        size_t start = at + 2;
        if (start < pattern.size() && pattern[start] == 'P')
            ++start;
        if (start >= pattern.size() || (pattern[start] != '<' && pattern[start] != '\''))
            continue;
        const char close = pattern[start] == '<' ? '>' : '\'';
        const size_t length = templateNameLength(pattern.substr(start + 1));
        if (length == 0 || start + 1 + length >= pattern.size() || pattern[start + 1 + length] != close)
            continue;
        std::string name(pattern.substr(start + 1, length));
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    }
    return names;
}

std::vector<std::string> templateNames(std::string_view pattern)
{
    std::vector<std::string> names;
    std::string_view name;
    for (size_t at = findTemplate(pattern, 0, &name); at != std::string_view::npos;
         at = findTemplate(pattern, at + 2, &name)) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.emplace_back(name);
    }
    return names;
}

std::string fillTemplate(std::string_view pattern, std::string_view name, std::string_view replacement)
{
    std::string filled;
    size_t done = 0;
    std::string_view found;
    for (size_t at = findTemplate(pattern, 0, &found); at != std::string_view::npos;
         at = findTemplate(pattern, at + 2, &found)) {
        if (found != name)
            continue;
        filled.append(pattern.substr(done, at - done)).append(replacement);
        done = at + 3 + name.size();
    }
    return filled.append(pattern.substr(done));
}

std::string quotedPattern(std::string_view text)
{
    std::string quoted;
    for (const char c : text) {
        const bool isPlain = isAsciiAlnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
        if (!isPlain)
            quoted += '\\';
        quoted += c;
    }
    return quoted;
}

} // namespace assay::rules
