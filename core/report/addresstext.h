// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"

#include <optional>
#include <string_view>

namespace assay::report {

// Mail and IP addresses inside any text, as people and programs write them. All linear.

struct AtSign
{
    size_t begin = std::string_view::npos, end = std::string_view::npos;
};
// The next '@', also as other layers spell it: %40, =40, &#64;
AtSign findAtSign(std::string_view text, size_t from);
// Where the local part that ends at `end` begins, not before `from`.
size_t localPartBegin(std::string_view text, size_t from, size_t end);
// Where the domain or [address] that begins at `begin` ends.
size_t domainEnd(std::string_view text, size_t begin);
bool isDomainCharacter(char c);

struct FoundIp
{
    IpAddress address;
    size_t length = 0;
};
// The IPv4 (also 192-0-2-1) or IPv6 address that begins at `position`.
std::optional<FoundIp> ipAddressAt(std::string_view text, size_t position);

} // namespace assay::report
