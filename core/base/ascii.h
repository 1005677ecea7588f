// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Locale-free character tests and comparisons on bytes: mail protocol text is ASCII whatever the machine's language.
constexpr bool isAsciiSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}
constexpr bool isAsciiDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool isAsciiLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool isAsciiAlnum(char c)
{
    return isAsciiDigit(c) || isAsciiLetter(c);
}
constexpr char asciiLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr char asciiUpper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}
// 0-15, or -1.
constexpr int hexDigitValue(char c)
{
    return isAsciiDigit(c) ? c - '0' : asciiLower(c) >= 'a' && asciiLower(c) <= 'f' ? asciiLower(c) - 'a' + 10 : -1;
}

std::string toAsciiLower(std::string_view text);
bool equalsIgnoringCase(std::string_view a, std::string_view b);
bool startsWithIgnoringCase(std::string_view text, std::string_view prefix);
bool endsWithIgnoringCase(std::string_view text, std::string_view suffix);
// Position of `needle` at or after `from`, or npos.
size_t findIgnoringCase(std::string_view text, std::string_view needle, size_t from = 0);
// Without isAsciiSpace characters at both ends.
std::string_view trimmed(std::string_view text);

} // namespace assay
