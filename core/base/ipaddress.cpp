// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ipaddress.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace assay {
namespace {

constexpr std::array<uint8_t, 12> mappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool hasPrefix(const IpAddress& address, std::initializer_list<uint8_t> prefix, unsigned bits, bool v4)
{
    if (address.isV4() != v4)
        return false;
    const uint8_t* bytes = address.bytes().data() + (v4 ? 12 : 0);
    for (const uint8_t expected : prefix) {
        const unsigned count = std::min(bits, 8u);
        const auto mask = static_cast<uint8_t>(0xFF00u >> count);
        if ((*bytes & mask) != (expected & mask))
            return false;
        ++bytes;
        bits -= count;
    }
    return true;
}

// The first address of the network that `address` is in, or with `ones` the last.
IpAddress withHostBits(const IpAddress& address, unsigned prefix, bool ones)
{
    auto bytes = address.bytes();
    for (unsigned i = 0; i < bytes.size(); ++i) {
        const unsigned bits = std::clamp(prefix, i * 8, i * 8 + 8) - i * 8;
        const auto host = static_cast<uint8_t>(0xFFu >> bits);
        bytes[i] = static_cast<uint8_t>(ones ? bytes[i] | host : bytes[i] & ~host);
    }
    return IpAddress(bytes);
}

} // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    if (startsWithIgnoringCase(text, "ipv6:"))
        text.remove_prefix(5);
    text = text.substr(0, text.find('%'));
    char buffer[INET6_ADDRSTRLEN + 1] = {};
    if (text.empty() || text.size() >= sizeof buffer)
        return std::nullopt;
    text.copy(buffer, text.size());
    IpAddress address;
    if (inet_pton(AF_INET6, buffer, address.m_bytes.data()) == 1)
        return address;
    uint8_t v4[4];
    if (inet_pton(AF_INET, buffer, v4) != 1)
        return std::nullopt;
    std::copy(mappedPrefix.begin(), mappedPrefix.end(), address.m_bytes.begin());
    std::copy(v4, v4 + 4, address.m_bytes.begin() + 12);
    return address;
}

bool IpAddress::isV4() const
{
    return std::equal(mappedPrefix.begin(), mappedPrefix.end(), m_bytes.begin());
}

std::string IpAddress::toString() const
{
    char buffer[INET6_ADDRSTRLEN] = {};
    if (isV4())
        inet_ntop(AF_INET, m_bytes.data() + 12, buffer, sizeof buffer);
    else
        inet_ntop(AF_INET6, m_bytes.data(), buffer, sizeof buffer);
    return buffer;
}

bool IpAddress::isPrivate() const
{
    return hasPrefix(*this, {10}, 8, true) || hasPrefix(*this, {172, 16}, 12, true)
        || hasPrefix(*this, {192, 168}, 16, true) || hasPrefix(*this, {0xFC}, 7, false);
}

bool IpAddress::isLoopback() const
{
    return hasPrefix(*this, {127}, 8, true)
        || hasPrefix(*this, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, false);
}

bool IpAddress::isLinkLocal() const
{
    return hasPrefix(*this, {169, 254}, 16, true) || hasPrefix(*this, {0xFE, 0x80}, 10, false);
}

bool IpAddress::isSharedAddressSpace() const
{
    return hasPrefix(*this, {100, 64}, 10, true);
}

bool IpAddress::isPublic() const
{
    const bool unspecified = hasPrefix(*this, {0}, 8, true) || m_bytes == std::array<uint8_t, 16>{};
    const bool multicast = hasPrefix(*this, {224}, 4, true) || hasPrefix(*this, {0xFF}, 8, false);
    return !unspecified && !multicast && !isPrivate() && !isLoopback() && !isLinkLocal() && !isSharedAddressSpace();
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text)
{
    const size_t slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    IpNetwork network;
    const unsigned base = address->isV4() ? 96 : 0;
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        unsigned prefix = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()
            || prefix > 128 - base)
            return std::nullopt;
        network.m_prefix = base + prefix;
    }
    network.m_address = withHostBits(*address, network.m_prefix, false);
    return network;
}

IpAddress IpNetwork::last() const
{
    return withHostBits(m_address, m_prefix, true);
}

bool IpNetwork::contains(const IpAddress& address) const
{
    unsigned bits = m_prefix;
    for (size_t i = 0; i < 16 && bits > 0; ++i) {
        const unsigned count = std::min(bits, 8u);
        const auto mask = static_cast<uint8_t>(0xFF00u >> count);
        if ((address.bytes()[i] & mask) != (m_address.bytes()[i] & mask))
            return false;
        bits -= count;
    }
    return true;
}

std::string IpNetwork::toString() const
{
    return m_address.toString() + "/" + std::to_string(m_address.isV4() ? m_prefix - 96 : m_prefix);
}

} // namespace assay
