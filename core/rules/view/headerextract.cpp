// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/headerextract.h"

#include "core/base/ascii.h"
#include "core/base/ipaddress.h"
#include "core/rules/view/addressparser.h"
#include "core/rules/view/headerdecoder.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace assay::rules {

namespace {

constexpr size_t maxHostBytes = 251;

std::string decodedName(std::string_view phrase)
{
    std::string text;
    for (size_t i = 0; i < phrase.size(); ++i) {
        const bool foldNext = phrase[i] == '\n' || phrase.substr(i, 2) == "\r\n";
        if (!foldNext) {
            text.push_back(phrase[i]);
            continue;
        }
        i += phrase[i] == '\r';
        if (i + 1 < phrase.size() && isBlank(phrase[i + 1])) {
            text.push_back(' ');
            ++i;
        }
    }
    const std::string decoded = decodeHeaderText(std::move(text), "");
    const std::string_view content = trimmed(decoded);
    if (content.empty())
        return decoded;
    std::string result;
    for (char c : content) {
        if (!isAsciiSpace(c))
            result.push_back(c);
        else if (result.back() != ' ')
            result.push_back(' ');
    }
    if (result.size() >= 2 && result.front() == '\'' && result.back() == '\'')
        result = result.substr(1, result.size() - 2);
    return result;
}

bool isLabelChar(char c)
{
    return isAsciiAlnum(c) || c == '-';
}

bool isHostJoint(char c)
{
    return c == '.' || c == '_' || c == '-';
}

// End of the longest non-blank text at `at` that ends in a top-level domain; npos when there is none.
size_t hostEnd(std::string_view text, size_t at, const ViewTables& tables)
{
    size_t end = at;
    while (end < text.size() && end - at <= maxHostBytes && !isAsciiSpace(text[end]))
        ++end;
    for (size_t dot = std::min(end, at + maxHostBytes + 1); dot-- > at + 1;) {
        if (text[dot] != '.')
            continue;
        size_t labelEnd = dot + 1;
        while (labelEnd < text.size() && isLabelChar(text[labelEnd]))
            ++labelEnd;
        const bool open = labelEnd < text.size() && isHostJoint(text[labelEnd]);
        if (!open && tables.isTld(toAsciiLower(text.substr(dot + 1, labelEnd - dot - 1))))
            return labelEnd;
    }
    return std::string_view::npos;
}

std::optional<std::string> hostBehindAt(std::string_view text, const ViewTables& tables)
{
    for (size_t at = text.rfind('@'); at != std::string_view::npos; at = at == 0 ? at - 1 : text.rfind('@', at - 1)) {
        const size_t end = hostEnd(text, at + 1, tables);
        if (end == std::string_view::npos)
            continue;
        std::string host(text.substr(at + 1, end - at - 1));
        if (isFullHostName(toAsciiLower(host)))
            return host;
        return std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::string> firstHost(std::string_view text, const ViewTables& tables)
{
    for (size_t at = 0; at < text.size();) {
        const bool mayStart = !isAsciiSpace(text[at]) && (at == 0 || !isHostJoint(text[at - 1]));
        const size_t end = mayStart ? hostEnd(text, at, tables) : std::string_view::npos;
        if (end == std::string_view::npos) {
            ++at;
            continue;
        }
        std::string host(text.substr(at, end - at));
        if (isFullHostName(toAsciiLower(host)))
            return host;
        at = end;
    }
    return std::nullopt;
}

bool isIpChar(char c)
{
    return hexDigitValue(c) >= 0 || c == ':' || c == '.';
}

bool isWordChar(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

// Four octets without leading zeros at the start of `text`: their length, or 0.
size_t dottedLength(std::string_view text)
{
    size_t at = 0;
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0 && (at >= text.size() || text[at++] != '.'))
            return 0;
        const size_t start = at;
        unsigned value = 0;
        while (at < text.size() && isAsciiDigit(text[at]) && at - start < 3)
            value = value * 10 + static_cast<unsigned>(text[at++] - '0');
        if (at == start || value > 255 || (at - start > 1 && text[start] == '0'))
            return 0;
    }
    return at;
}

// An address of either kind at the start of `text`; "IPv6:" may stand in front.
size_t addressLength(std::string_view text)
{
    if (const size_t dotted = dottedLength(text))
        return dotted;
    size_t start = startsWithIgnoringCase(text, "ipv6:") ? 5 : 0, end = start;
    while (end < text.size() && isIpChar(text[end]))
        ++end;
    const std::string_view address = text.substr(start, end - start);
    return address.find(':') != std::string_view::npos && IpAddress::parse(address) ? end : 0;
}

} // namespace

std::vector<std::string> extractAddresses(std::string_view value)
{
    std::vector<std::string> result;
    for (HeaderAddress& address : parseHeaderAddresses(value))
        if (address.address)
            result.push_back(std::move(*address.address));
    return result;
}

std::vector<std::string> extractNames(std::string_view value, bool raw)
{
    std::vector<std::string> result;
    for (HeaderAddress& address : parseHeaderAddresses(value))
        if (address.phrase)
            result.push_back(raw ? std::move(*address.phrase) : decodedName(*address.phrase));
    return result;
}

std::optional<std::string> extractHost(std::string_view text, bool isAddress, const ViewTables& tables)
{
    if (!isAddress) {
        auto host = hostBehindAt(text.substr(0, text.find('\n')), tables);
        return host ? host : firstHost(text, tables);
    }
    for (size_t at = text.rfind('@'); at != std::string_view::npos; at = at == 0 ? at - 1 : text.rfind('@', at - 1)) {
        size_t end = at + 1;
        while (end < text.size() && !isAsciiSpace(text[end]))
            ++end;
        if (end > at + 1)
            return std::string(text.substr(at + 1, end - at - 1));
    }
    return std::nullopt;
}

std::optional<std::string> extractIp(std::string_view text)
{
    for (size_t at = 0; at < text.size(); ++at) {
        // A word begins here; so addresses that begin with a colon are not found.
        if (!isWordChar(text[at]) || (at > 0 && (isWordChar(text[at - 1]) || isIpChar(text[at - 1]))))
            continue;
        const size_t length = addressLength(text.substr(at));
        const size_t next = at + length;
        if (length && isWordChar(text[next - 1])
            && (next == text.size() || (!isWordChar(text[next]) && text[next] != '.')))
            return std::string(text.substr(at, length));
    }
    return std::nullopt;
}

std::optional<std::string> reversedIp(std::string_view ip)
{
    const auto address = IpAddress::parse(ip);
    if (!address)
        return std::nullopt;
    const auto& bytes = address->bytes();
    std::string result;
    if (ip.find(':') == std::string_view::npos) {
        for (size_t i = 16; i-- > 12;)
            result += std::to_string(bytes[i]) + (i > 12 ? "." : "");
        return result;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    for (size_t i = 16; i-- > 0;) {
        result += {digits[bytes[i] & 15], '.', digits[bytes[i] >> 4]};
        if (i > 0)
            result.push_back('.');
    }
    return result;
}

} // namespace assay::rules
