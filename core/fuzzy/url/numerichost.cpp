// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/url/numerichost.h"

#include "core/base/ascii.h"
#include "core/base/ipaddress.h"
#include "core/text/utf8.h"

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>

namespace assay::fuzzy {
namespace {

constexpr size_t longest = 46; // of an IPv6 address in text

bool isDotted(std::string_view host)
{
    int dots = 0;
    int octet = 0;
    for (const char c : host) {
        if (c == '.') {
            ++dots;
            octet = 0;
        } else if (!isAsciiDigit(c) || (octet = octet * 10 + (c - '0')) > 255) {
            return false;
        }
    }
    return dots == 3;
}

// A number as C writes it; nothing at all is 0.
std::optional<uint32_t> readNumber(std::string_view text)
{
    const std::string copy(text);
    char* end = nullptr;
    const long value = std::strtol(copy.c_str(), &end, 0);
    if (*end != '\0' || value < 0)
        return std::nullopt;
    return static_cast<uint32_t>(value);
}

unsigned octetsOf(uint32_t number)
{
    unsigned octets = 0;
    for (; octets < 4 && number >> (8 * octets) > 0; ++octets)
        continue;
    return octets;
}

// Numbers between dots. Once they fill 32 bits, the rest is not looked at.
bool isLooselyNumeric(std::string_view host)
{
    size_t from = 0;
    unsigned bits = 0;
    int dots = 0;
    for (size_t p = 0; p <= host.size(); ++p) {
        const bool isDot = p < host.size() && host[p] == '.';
        const bool isField = (isDot && dots < 3) || p == host.size();
        if (bits >= 32 || !isField)
            continue;
        const auto number = readNumber(host.substr(from, p - from));
        if (!number)
            return false;
        from = p + 1;
        if (isDot) {
            ++dots;
            bits += *number == 0 ? 8 : 8 * octetsOf(*number);
        }
    }
    return true;
}

} // namespace

bool isNumericHost(std::string_view host)
{
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    while (!host.empty() && host.back() == '.')
        host.remove_suffix(1);
    if (host.empty() || host.size() > longest || !isAscii(host))
        return false;
    if (isDotted(host))
        return true;
    if (host.find(':') != std::string_view::npos)
        return IpAddress::parse(host).has_value();
    return isLooselyNumeric(host);
}

} // namespace assay::fuzzy
