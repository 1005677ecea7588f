// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// An IPv4 or IPv6 address as 16 bytes; IPv4 is kept v4-mapped, so that 1.2.3.4 equals ::ffff:1.2.3.4. Zone ids are
// dropped.
class IpAddress
{
public:
    // Accepts dotted IPv4 (decimal octets only), IPv6 with or without brackets, an "IPv6:" prefix and a %zone.
    static std::optional<IpAddress> parse(std::string_view text);
    IpAddress() = default; // ::
    explicit IpAddress(const std::array<uint8_t, 16>& bytes)
        : m_bytes(bytes)
    {
    }

    bool isV4() const;
    // Canonical text: dotted for v4 and v4-mapped, RFC 5952 otherwise.
    std::string toString() const;
    const std::array<uint8_t, 16>& bytes() const { return m_bytes; }

    bool isPrivate() const; // RFC 1918, ULA (fc00::/7)
    bool isLoopback() const;
    bool isLinkLocal() const;
    bool isSharedAddressSpace() const; // CGNAT, 100.64.0.0/10
    // None of the above, not unspecified, not multicast.
    bool isPublic() const;

    auto operator<=>(const IpAddress&) const = default;

private:
    std::array<uint8_t, 16> m_bytes = {};
};

// A network; prefix lengths count on the 128-bit form (v4 /24 is 120 inside, written as /24).
class IpNetwork
{
public:
    // "10.0.0.0/8", "2001:db8::/32", or a bare address. Host bits set are accepted and cleared.
    static std::optional<IpNetwork> parse(std::string_view text);
    bool contains(const IpAddress& address) const;
    const IpAddress& first() const { return m_address; }
    IpAddress last() const;
    std::string toString() const;
    bool operator==(const IpNetwork&) const = default;

private:
    IpAddress m_address;
    unsigned m_prefix = 128;
};

} // namespace assay
