// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relayaddress.h"

#include "core/base/ascii.h"
#include "core/base/ipaddress.h"

namespace assay::rules {
namespace {

constexpr std::string_view v6Prefix = "IPv6:";

bool isWordCharacter(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

bool isV6Character(char c)
{
    return hexDigitValue(c) >= 0 || c == ':';
}

// 0-255 without a leading zero.
size_t octetLength(std::string_view text, size_t at)
{
    size_t length = 0;
    unsigned value = 0;
    while (length < 3 && at + length < text.size() && isAsciiDigit(text[at + length])) {
        if (length > 0 && value == 0)
            return 0;
        const unsigned next = value * 10 + static_cast<unsigned>(text[at + length] - '0');
        if (next > 255)
            return 0;
        value = next;
        ++length;
    }
    return length;
}

size_t quadLength(std::string_view text, size_t at)
{
    size_t end = at;
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0 && (end >= text.size() || text[end++] != '.'))
            return 0;
        const size_t length = octetLength(text, end);
        if (length == 0)
            return 0;
        end += length;
    }
    return end - at;
}

size_t v4Length(std::string_view text, size_t at)
{
    if (at > 0 && (isWordCharacter(text[at - 1]) || text[at - 1] == ':'))
        return 0;
    const size_t length = quadLength(text, at);
    return length > 0 && at + length < text.size() && isWordCharacter(text[at + length]) ? 0 : length;
}

// "1:2:3", "1::3", "::" ...: `groups` fields of 16 bits, or fewer around one "::".
bool isV6Groups(std::string_view text, unsigned groups)
{
    unsigned count = 0, digits = 0;
    bool compressed = false;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] != ':') {
            count += digits == 0 ? 1 : 0;
            if (++digits > 4)
                return false;
            continue;
        }
        const bool doubled = at + 1 < text.size() && text[at + 1] == ':';
        if (doubled && compressed)
            return false;
        if (!doubled && (digits == 0 || at + 1 == text.size()))
            return false;
        compressed = compressed || doubled;
        at += doubled ? 1 : 0;
        digits = 0;
    }
    return compressed ? count < groups : count == groups;
}

// "::ffff:" or "64:ff9b:1:2:3:4:" before a dotted address: six fields, or fewer around one "::".
bool isV6Head(std::string_view text)
{
    if (text.size() >= 2 && text.substr(text.size() - 2) == "::")
        return isV6Groups(text, 6);
    return !text.empty() && text.back() == ':' && isV6Groups(text.substr(0, text.size() - 1), 6);
}

size_t v6Length(std::string_view text, size_t at)
{
    size_t end = at;
    while (end < text.size() && isV6Character(text[end]))
        ++end;
    const std::string_view run = text.substr(at, end - at);
    if (end == text.size() || text[end] != '.')
        return isV6Groups(run, 8) && run.find(':') != std::string_view::npos ? run.size() : 0;

    const size_t head = run.rfind(':') == std::string_view::npos ? 0 : run.rfind(':') + 1;
    const size_t quad = head > 0 && isV6Head(run.substr(0, head)) ? quadLength(text, at + head) : 0;
    if (quad == 0)
        // The dot may follow a whole address.
        return isV6Groups(run, 8) && run.find(':') != std::string_view::npos ? run.size() : 0;
    const size_t after = at + head + quad;
    return after < text.size() && isV6Character(text[after]) ? 0 : head + quad;
}

std::string_view withoutPrefix(std::string_view address)
{
    return startsWithIgnoringCase(address, v6Prefix) ? address.substr(v6Prefix.size()) : address;
}

} // namespace

size_t addressLength(std::string_view text, size_t at)
{
    if (at >= text.size())
        return 0;
    if (isAsciiDigit(text[at])) {
        if (const size_t length = v4Length(text, at))
            return length;
    }
    if (startsWithIgnoringCase(text.substr(at), v6Prefix)) {
        const size_t length = v6Length(text, at + v6Prefix.size());
        return length > 0 ? v6Prefix.size() + length : 0;
    }
    if (!isV6Character(text[at]) || (at > 0 && isV6Character(text[at - 1])))
        return 0;
    return v6Length(text, at);
}

size_t findAddress(std::string_view text, size_t from)
{
    for (size_t at = from; at < text.size(); ++at) {
        if ((isV6Character(text[at]) || asciiLower(text[at]) == 'i') && addressLength(text, at) > 0)
            return at;
    }
    return std::string_view::npos;
}

bool isAddress(std::string_view text)
{
    return !text.empty() && addressLength(text, 0) == text.size();
}

bool isV4Address(std::string_view text)
{
    return !text.empty() && v4Length(text, 0) == text.size();
}

bool isReservedAddress(std::string_view text)
{
    const auto address = isAddress(text) ? IpAddress::parse(withoutPrefix(text)) : std::nullopt;
    if (!address)
        return false;
    // Unique local IPv6 addresses are not on the peer's list.
    const bool isPrivate = address->isV4() && (address->isPrivate() || address->isSharedAddressSpace());
    return isPrivate || address->isLoopback() || address->isLinkLocal();
}

size_t localHostLength(std::string_view text, size_t at)
{
    constexpr std::string_view longName = "localhost.localdomain", shortName = "localhost";
    const std::string_view rest = at < text.size() ? text.substr(at) : std::string_view();
    for (std::string_view name : {longName, shortName}) {
        if (startsWithIgnoringCase(rest, name))
            return name.size();
    }
    const size_t length = addressLength(text, at);
    const auto address = length > 0 ? IpAddress::parse(withoutPrefix(rest.substr(0, length))) : std::nullopt;
    if (!address || !address->isLoopback())
        return 0;
    return !address->isV4() || address->bytes()[15] == 1 ? length : 0;
}

} // namespace assay::rules
