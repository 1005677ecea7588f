// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/scalars.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::query {
namespace {

struct Unit
{
    std::string_view name;
    double factor = 1;
    double divisor = 1; // dividing keeps 250us the number nearest to 0.00025
};

constexpr double kibi = 1024;

constexpr Unit sizeUnits[] = {{""}, {"b"}, {"k", 1e3}, {"kb", 1e3}, {"ki", kibi}, {"kib", kibi}, {"m", 1e6},
    {"mb", 1e6}, {"mi", kibi* kibi}, {"mib", kibi* kibi}, {"g", 1e9}, {"gb", 1e9}, {"gi", kibi* kibi* kibi},
    {"gib", kibi* kibi* kibi}, {"t", 1e12}, {"tb", 1e12}, {"ti", kibi* kibi* kibi* kibi},
    {"tib", kibi* kibi* kibi* kibi}};

constexpr Unit durationUnits[] = {{""}, {"s"}, {"ns", 1, 1e9}, {"us", 1, 1e6}, {"µs", 1, 1e6}, {"μs", 1, 1e6},
    {"ms", 1, 1e3}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}};

// Reads the number and leaves what is behind it.
std::optional<double> takeNumber(std::string_view& text)
{
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || !std::isfinite(value))
        return std::nullopt;
    text.remove_prefix(static_cast<size_t>(read.ptr - text.data()));
    return value;
}

template <size_t N>
std::optional<double> readWithUnit(std::string_view text, const Unit (&units)[N])
{
    const auto value = takeNumber(text);
    if (!value || *value < 0)
        return std::nullopt;
    const auto* const unit = std::find_if(
        std::begin(units), std::end(units), [text](const Unit& known) { return equalsIgnoringCase(known.name, text); });
    if (unit == std::end(units))
        return std::nullopt;
    return *value * unit->factor / unit->divisor;
}

Extent point(double value)
{
    return {value, value, true, std::nullopt};
}

// "203.0.113.*", "203.*.*"
std::optional<Network> readV4Wildcard(std::string_view text)
{
    std::string address;
    unsigned octets = 0, wild = 0;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find('.', begin), text.size());
        const std::string_view octet = text.substr(begin, end - begin);
        if (octet == "*")
            ++wild;
        else if (wild > 0)
            return std::nullopt;
        else
            ++octets;
        if (octet != "*")
            address.append(octet).append(".");
        begin = end + 1;
    }
    if (wild == 0 || octets + wild > 4)
        return std::nullopt;
    for (unsigned i = octets; i < 4; ++i)
        address += i < 3 ? "0." : "0";
    const auto network = IpNetwork::parse(address + "/" + std::to_string(octets * 8));
    return network ? std::optional<Network>(Network{{network->first(), network->last()}, {}}) : std::nullopt;
}

// "2001:db8:*"
std::optional<Network> readV6Wildcard(std::string_view text)
{
    text.remove_suffix(1);
    const auto groups = std::count(text.begin(), text.end(), ':');
    if (!text.ends_with(':') || groups > 7 || text.find("::") != std::string_view::npos)
        return std::nullopt;
    const std::string base = std::string(text) + (groups == 7 ? "0" : ":");
    const auto network = IpNetwork::parse(base + "/" + std::to_string(groups * 16));
    return network ? std::optional<Network>(Network{{network->first(), network->last()}, {}}) : std::nullopt;
}

std::optional<Network> readWildcard(std::string_view text)
{
    if (text == "*")
        return Network{{IpNetwork::parse("::/0")->first(), IpNetwork::parse("::/0")->last()}, {}};
    return text.find(':') == std::string_view::npos ? readV4Wildcard(text) : readV6Wildcard(text);
}

} // namespace

std::optional<double> readNumber(std::string_view text)
{
    const auto value = takeNumber(text);
    return text.empty() ? value : std::nullopt;
}

std::optional<double> readSize(std::string_view text)
{
    return readWithUnit(text, sizeUnits);
}

std::optional<double> readDuration(std::string_view text)
{
    return readWithUnit(text, durationUnits);
}

std::optional<Extent> readScalar(std::string_view text, FieldType type, const ParseContext& context)
{
    if (type == FieldType::Date)
        return readDate(text, context);
    const auto value = type == FieldType::Size ? readSize(text)
        : type == FieldType::Duration          ? readDuration(text)
                                               : readNumber(text);
    return value ? std::optional<Extent>(point(*value)) : std::nullopt;
}

std::optional<Network> readNetwork(std::string_view text)
{
    if (text.ends_with('*'))
        return readWildcard(text);
    const auto network = IpNetwork::parse(text);
    if (!network)
        return std::nullopt;
    const auto address = IpAddress::parse(text.substr(0, text.find('/')));
    const bool hostBits = address && *address != network->first();
    return Network{{network->first(), network->last()}, hostBits ? network->toString() : std::string()};
}

} // namespace assay::query
