// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"

#include <algorithm>

namespace assay {
namespace {

bool sameLetter(char a, char b)
{
    return asciiLower(a) == asciiLower(b);
}

} // namespace

std::string toAsciiLower(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), asciiLower);
    return lower;
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), sameLetter);
}

bool startsWithIgnoringCase(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && equalsIgnoringCase(text.substr(0, prefix.size()), prefix);
}

bool endsWithIgnoringCase(std::string_view text, std::string_view suffix)
{
    return text.size() >= suffix.size() && equalsIgnoringCase(text.substr(text.size() - suffix.size()), suffix);
}

size_t findIgnoringCase(std::string_view text, std::string_view needle, size_t from)
{
    if (from > text.size())
        return std::string_view::npos;
    const auto found = std::search(
        text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), needle.begin(), needle.end(), sameLetter);
    return found == text.end() && !needle.empty() ? std::string_view::npos : static_cast<size_t>(found - text.begin());
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isAsciiSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isAsciiSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

} // namespace assay
