// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::rules {

// An http or https address in the pieces that the cleaning of addresses changes.
struct HttpAddress
{
    std::string scheme; // with its slashes, as written
    std::string user; // with '@'
    std::string host;
    std::string port; // digits; empty when there is none
    std::string rest; // port and all that follows

    static std::optional<HttpAddress> parse(std::string_view uri);
    std::string toString() const { return scheme + host + rest; } // without user
    // `rest` without a default port; as it is when the port is another.
    std::string withoutDefaultPort() const;
};

// A host that is a number or four numbers, each in decimal, octal (0..) or hexadecimal (0x..), as dotted decimals.
// Zeros vanish in the four-number form, as in the peer. nullopt for other hosts.
std::optional<std::string> decimalHost(std::string_view host);

} // namespace assay::rules
