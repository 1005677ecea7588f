// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ascii.h"

#include <string_view>

namespace assay::fuzzy {

// The peer's classes of characters in links. Bytes of 0x80 and above belong to domains and links.

constexpr bool isHighByte(char c)
{
    return (static_cast<unsigned char>(c) & 0x80) != 0;
}
constexpr bool isOneOf(char c, std::string_view set)
{
    return c != '\0' && set.find(c) != std::string_view::npos;
}
constexpr bool opensUrl(char c)
{
    return isOneOf(c, "({[<'");
}
constexpr bool closesUrl(char c)
{
    return isOneOf(c, ")}]>'");
}
constexpr bool isDomainChar(char c)
{
    return isAsciiAlnum(c) || isHighByte(c) || isOneOf(c, "%-.\\^_");
}
constexpr bool isUrlSafe(char c)
{
    return isDomainChar(c) || isOneOf(c, "\"<>`{|}~");
}
constexpr bool isMailSafe(char c)
{
    return isAsciiAlnum(c) || isOneOf(c, "!\"#$%'*+,-./\\^_{|}~");
}
constexpr bool startsDomain(char c)
{
    return isAsciiAlnum(c) || isHighByte(c) || isOneOf(c, "[%_");
}
// Characters that the peer takes for no characters at all.
constexpr bool hasNoWidth(char32_t c)
{
    return c == 0x200B || c == 0x200C || c == 0x200D || c == 0xFEFF || c == 0x00AD;
}
constexpr bool isVisibleAscii(char c)
{
    return c > ' ' && c < 0x7F;
}

} // namespace assay::fuzzy
