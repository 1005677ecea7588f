// SPDX-License-Identifier: GPL-3.0-or-later
// What one cell of a list of addresses says.
#include "core/base/ascii.h"
#include "core/query/iplistfile.h"
#include "core/query/scalars.h"

namespace assay::query {
namespace {

// "203.0.113.7", which most lines are; nothing for everything else.
std::optional<IpAddress> plainV4(std::string_view text)
{
    std::array<uint8_t, 16> bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    size_t at = 0;
    for (size_t octet = 0; octet < 4; ++octet) {
        if (octet > 0 && (at >= text.size() || text[at++] != '.'))
            return std::nullopt;
        const size_t begin = at;
        unsigned value = 0;
        while (at < text.size() && at - begin < 3 && isAsciiDigit(text[at]))
            value = value * 10 + static_cast<unsigned>(text[at++] - '0');
        const bool leadingZero = at - begin > 1 && text[begin] == '0';
        if (at == begin || value > 255 || leadingZero)
            return std::nullopt;
        bytes[12 + octet] = static_cast<uint8_t>(value);
    }
    return at == text.size() ? std::optional<IpAddress>(IpAddress(bytes)) : std::nullopt;
}

bool isPort(std::string_view text)
{
    unsigned value = 0;
    for (const char c : text) {
        if (!isAsciiDigit(c))
            return false;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return !text.empty() && text.size() <= 5 && value <= 65535;
}

// Without the port of "1.2.3.4:443" and "[::1]:80".
std::string_view withoutPort(std::string_view text)
{
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || !isPort(text.substr(colon + 1)))
        return text;
    const std::string_view host = text.substr(0, colon);
    const bool isV4 = host.find(':') == std::string_view::npos && host.find('.') != std::string_view::npos;
    const bool isBracketed = host.starts_with('[') && host.ends_with(']');
    return isV4 || isBracketed ? host : text;
}

std::optional<IpRange> rangeBetween(std::string_view low, std::string_view high)
{
    const auto first = IpAddress::parse(trimmed(low)), last = IpAddress::parse(trimmed(high));
    if (!first || !last || first->isV4() != last->isV4() || *last < *first)
        return std::nullopt;
    return IpRange{*first, *last};
}

} // namespace

std::optional<IpRange> readIpCell(std::string_view cell)
{
    constexpr size_t longestCell = 200;
    cell = trimmed(cell);
    if (const auto address = plainV4(cell))
        return IpRange{*address, *address};
    if (cell.empty() || cell.size() > longestCell)
        return std::nullopt;
    for (const std::string_view sign : {"..", "-"}) {
        if (const size_t at = cell.find(sign); at != std::string_view::npos)
            return rangeBetween(cell.substr(0, at), cell.substr(at + sign.size()));
    }
    if (cell == "*")
        return std::nullopt;
    const auto network = readNetwork(withoutPort(cell));
    return network ? std::optional<IpRange>(network->range) : std::nullopt;
}

} // namespace assay::query
