// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/uriaddress.h"

#include "core/base/ascii.h"
#include "core/base/ipaddress.h"
#include "core/rules/view/uriforms.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace assay::rules {

namespace {

constexpr auto npos = std::string_view::npos;

bool allDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isAsciiDigit);
}

bool isHexNumber(std::string_view text)
{
    return text.size() > 2 && text[0] == '0' && asciiLower(text[1]) == 'x'
        && std::all_of(text.begin() + 2, text.end(), [](char c) { return hexDigitValue(c) >= 0; });
}

uint64_t valueOf(std::string_view digits, unsigned base)
{
    uint64_t value = 0;
    for (const char c : digits)
        value = value > UINT64_MAX / base ? UINT64_MAX : value * base + static_cast<uint64_t>(hexDigitValue(c));
    return value;
}

// An octal number that fits a byte: 1 to 3 digits beginning with 1-3, or 1 to 2 beginning with 4-7.
bool isOctalByte(std::string_view digits)
{
    if (digits.empty() || digits.front() < '1' || digits.front() > '7')
        return false;
    const size_t limit = digits.front() <= '3' ? 3 : 2;
    return digits.size() <= limit
        && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '7'; });
}

std::string decimalOctet(std::string_view octet)
{
    std::string text = isHexNumber(octet) ? std::to_string(valueOf(octet.substr(2), 16)) : std::string(octet);
    const size_t zeros = std::min(text.find_first_not_of('0'), text.size());
    const std::string digits = text.substr(zeros);
    return zeros > 0 && isOctalByte(digits) ? std::to_string(valueOf(digits, 8)) : digits;
}

std::optional<std::string> dottedHost(std::string_view host)
{
    std::vector<std::string_view> octets;
    for (size_t from = 0; from <= host.size();) {
        const size_t dot = std::min(host.find('.', from), host.size());
        octets.push_back(host.substr(from, dot - from));
        from = dot + 1;
    }
    const auto isNumber = [](std::string_view octet) { return allDigits(octet) || isHexNumber(octet); };
    if (octets.size() != 4 || !std::all_of(octets.begin(), octets.end(), isNumber))
        return std::nullopt;
    std::string result;
    for (size_t i = 0; i < octets.size(); ++i)
        result += (i > 0 ? "." : "") + decimalOctet(octets[i]);
    return result;
}

// The first four bytes of the number in hexadecimal of at least eight digits.
std::string dottedNumber(uint64_t value)
{
    int digits = 8;
    while (digits < 16 && value >> (4 * digits) != 0)
        ++digits;
    const uint64_t top = value >> (4 * (digits - 8));
    std::string result;
    for (int shift = 24; shift >= 0; shift -= 8)
        result += std::to_string(top >> shift & 0xff) + (shift > 0 ? "." : "");
    return result;
}

// Host of an address without scheme, path and user.
std::optional<std::string> bareHost(std::string uri)
{
    for (const std::string_view scheme : {"javascript:", "cid:", "file:"})
        if (startsWithIgnoringCase(uri, scheme))
            return std::nullopt;
    if (startsWithIgnoringCase(uri, "mailto:")) {
        uri = uri.substr(7, uri.find('?', 7) - 7);
        const size_t at = uri.find('@');
        if (at == std::string::npos)
            return std::nullopt;
        const size_t second = uri.find('@', at + 1);
        if (second != std::string::npos && uri.rfind('@') > at)
            return std::nullopt;
        return uri.substr(at + 1);
    }
    size_t scheme = 0;
    while (scheme < uri.size() && isAsciiLetter(uri[scheme]))
        ++scheme;
    if (scheme > 0 && scheme < uri.size() && uri[scheme] == ':') {
        ++scheme;
        for (int i = 0; i < 2 && scheme < uri.size() && uri[scheme] == '/'; ++i)
            ++scheme;
        uri.erase(0, scheme);
    }
    uri.resize(std::min(uri.find_first_of("/?#"), uri.size()));
    if (const size_t at = uri.rfind('@'); at != std::string::npos)
        uri.erase(0, at + 1);
    size_t digits = uri.size();
    while (digits > 0 && isAsciiDigit(uri[digits - 1]))
        --digits;
    if (digits > 0 && uri[digits - 1] == ':')
        uri.resize(digits - 1);
    return uri;
}

bool hidesPrintable(std::string_view host)
{
    for (size_t at = host.find('%'); at != npos; at = host.find('%', at + 1)) {
        if (at + 2 >= host.size() || hexDigitValue(host[at + 1]) < 0 || hexDigitValue(host[at + 2]) < 0)
            continue;
        const int value = hexDigitValue(host[at + 1]) * 16 + hexDigitValue(host[at + 2]);
        if (value > 0x20 && value < 0x7f)
            return true;
    }
    return false;
}

} // namespace

std::optional<HttpAddress> HttpAddress::parse(std::string_view uri)
{
    HttpAddress result;
    const size_t prefix = startsWithIgnoringCase(uri, "http://") ? 7 : startsWithIgnoringCase(uri, "https://") ? 8 : 0;
    if (!prefix)
        return std::nullopt;
    result.scheme = uri.substr(0, prefix);
    uri.remove_prefix(prefix);
    const size_t user = uri.find_first_of("@/?#");
    if (user != npos && uri[user] == '@' && user + 1 < uri.size()
        && std::string_view("/?#:").find(uri[user + 1]) == npos) {
        result.user = uri.substr(0, user + 1);
        uri.remove_prefix(user + 1);
    }
    const size_t hostEnd = std::min(uri.find_first_of("/?#:"), uri.size());
    if (hostEnd == 0)
        return std::nullopt;
    result.host = uri.substr(0, hostEnd);
    result.rest = uri.substr(hostEnd);
    if (result.rest.substr(0, 1) == ":") {
        const size_t end = std::min(result.rest.find_first_not_of("0123456789", 1), result.rest.size());
        result.port = result.rest.substr(1, end - 1);
    }
    return result;
}

std::string HttpAddress::withoutDefaultPort() const
{
    const bool isDefault = port == (scheme == "http://" ? "80" : "443");
    return isDefault ? rest.substr(port.size() + 1) : rest;
}

std::optional<std::string> decimalHost(std::string_view host)
{
    if (auto dotted = dottedHost(host))
        return dotted;
    if (isHexNumber(host))
        return dottedNumber(valueOf(host.substr(host.size() > 10 ? host.size() - 8 : 2), 16));
    if (allDigits(host))
        return dottedNumber(valueOf(host, 10));
    return std::nullopt;
}

std::optional<UriHost> uriHost(std::string_view uri, const ViewTables& tables)
{
    const auto host = bareHost(toAsciiLower(uri));
    if (!host || hidesPrintable(*host))
        return std::nullopt;
    if (host->substr(0, 1) != "[" && IpAddress::parse(*host))
        return UriHost{*host, *host};
    if (!isFullHostName(*host) || !tables.isDomainValid(*host))
        return std::nullopt;
    return UriHost{*host, tables.registeredDomain(*host)};
}

} // namespace assay::rules
