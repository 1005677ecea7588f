// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

struct HeaderAddress
{
    std::optional<std::string> address;
    std::optional<std::string> phrase; // display name, else the comment behind the address; not decoded
};

// The addresses of a raw header value as SpamAssassin's own relaxed parser finds them: comma or semicolon between
// them, quoted names, one comment behind each, groups unpacked. What it cannot read gives entries without address.
std::vector<HeaderAddress> parseHeaderAddresses(std::string_view value);

} // namespace assay::rules
