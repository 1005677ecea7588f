// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/contenttype.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <vector>

namespace assay::rules {

namespace {

bool isWordChar(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

size_t skipSpace(std::string_view text, size_t at)
{
    while (at < text.size() && isAsciiSpace(text[at]))
        ++at;
    return at;
}

// Where the value of parameter `name` begins (behind "name ="), at or after `from`; npos when there is none. `name`
// must start a word.
size_t findParameter(std::string_view value, std::string_view name, size_t from)
{
    for (size_t at = findIgnoringCase(value, name, from); at != std::string_view::npos;
         at = findIgnoringCase(value, name, at + 1)) {
        if (at > 0 && isWordChar(value[at - 1]))
            continue;
        const size_t equals = skipSpace(value, at + name.size());
        if (equals < value.size() && value[equals] == '=')
            return equals + 1;
    }
    return std::string_view::npos;
}

// The value up to ';' or the end, without one quote on either side.
std::string plainValue(std::string_view value, size_t at)
{
    at = skipSpace(value, at);
    std::string_view rest = value.substr(at, value.find(';', at) - at);
    const auto isQuote = [](char c) { return c == '"' || c == '\''; };
    if (!rest.empty() && isQuote(rest.front()))
        rest.remove_prefix(1);
    if (!rest.empty() && isQuote(rest.back()))
        rest.remove_suffix(1);
    return std::string(rest);
}

std::optional<std::string> readBoundary(std::string_view value)
{
    for (size_t at = findParameter(value, "boundary", 0); at != std::string_view::npos;
         at = findParameter(value, "boundary", at)) {
        size_t from = skipSpace(value, at), to = from;
        if (from < value.size() && value[from] == '"') {
            ++from;
            to = std::min(value.find('"', from), value.size());
            if (to > from)
                return std::string(value.substr(from, to - from));
            continue;
        }
        while (to < value.size() && !isAsciiSpace(value[to]) && value[to] != '"' && value[to] != ';')
            ++to;
        if (to > from && (to == value.size() || value[to] != '"'))
            return std::string(value.substr(from, to - from));
    }
    return std::nullopt;
}

size_t findNameParameter(std::string_view value)
{
    return std::min(findParameter(value, "name", 0), findParameter(value, "filename", 0));
}

// name*0=, name*1= ... joined in the order of their numbers (RFC 2231 section 3).
std::optional<std::string> continuedName(std::string_view value)
{
    std::vector<std::optional<std::string>> pieces;
    for (size_t at = findIgnoringCase(value, "name*"); at != std::string_view::npos;
         at = findIgnoringCase(value, "name*", at + 1)) {
        const size_t word = at >= 4 && equalsIgnoringCase(value.substr(at - 4, 4), "file") ? at - 4 : at;
        if (word > 0 && isWordChar(value[word - 1]))
            continue;
        size_t digit = at + 5, number = 0;
        while (digit < value.size() && isAsciiDigit(value[digit]) && number < 1000)
            number = number * 10 + static_cast<size_t>(value[digit++] - '0');
        const size_t equals = skipSpace(value, digit);
        if (digit == at + 5 || number >= 1000 || equals >= value.size() || value[equals] != '=')
            continue;
        if (pieces.size() <= number)
            pieces.resize(number + 1);
        pieces[number] = plainValue(value, equals + 1);
    }
    if (pieces.empty() || !pieces.front())
        return std::nullopt;
    std::string name;
    for (const auto& piece : pieces)
        name += piece.value_or("");
    return name;
}

// "something/something" of the value; what follows is dropped.
std::string mediaType(std::string_view value)
{
    value.remove_prefix(skipSpace(value, 0));
    value = value.substr(0, value.find(';'));
    const size_t slash = value.find('/');
    if (slash != std::string_view::npos && slash > 0) {
        size_t end = slash + 1;
        while (end < value.size() && value[end] != '/' && !isAsciiSpace(value[end]))
            ++end;
        value = value.substr(0, end);
    }
    return toAsciiLower(value);
}

bool isPlainInDisguise(std::string_view type)
{
    if (type.substr(0, 4) != "text" || (type.size() > 4 && isWordChar(type[4])))
        return false;
    return type != "text/x-vcard" && type != "text/calendar" && type != "text/html";
}

bool isTypeChar(char c)
{
    constexpr std::string_view excluded = "\"(),:;<=>?@[\\]";
    return c > ' ' && c < 0x7f && excluded.find(c) == std::string_view::npos;
}

} // namespace

ContentType parseContentType(std::string_view value)
{
    ContentType result;
    result.missing = value.empty() || value == "0";
    if (result.missing)
        value = "text/plain; charset=us-ascii";
    result.boundary = readBoundary(value);
    if (const size_t at = findParameter(value, "charset", 0); at != std::string_view::npos)
        result.charset = plainValue(value, at);
    if (const size_t at = findNameParameter(value); at != std::string_view::npos)
        result.name = plainValue(value, at);
    if (!result.name || result.name->empty())
        if (auto joined = continuedName(value))
            result.name = std::move(joined);
    result.type = mediaType(value);
    if (result.type.empty() || result.type == "0")
        result.missing = true;
    if (result.type.empty() || isPlainInDisguise(result.type))
        result.type = "text/plain";
    std::erase_if(result.type, [](char c) { return !isTypeChar(c); });
    return result;
}

std::string dispositionName(std::string_view value)
{
    for (size_t at = findIgnoringCase(value, "name="); at != std::string_view::npos;
         at = findIgnoringCase(value, "name=", at + 1)) {
        size_t from = skipSpace(value, at + 5);
        if (from < value.size() && value[from] == '"')
            ++from;
        const size_t to = std::min(value.find_first_of("\";", from), value.size());
        if (to > from)
            return std::string(value.substr(from, to - from));
    }
    return {};
}

} // namespace assay::rules
