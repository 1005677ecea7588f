// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/rulesmessage.h"
#include "core/rules/view/viewtables.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// What the modifiers of a header query take out of one value (spec/regex B.5 "header").

// All display names; decoded with blanks collapsed unless `raw`.
std::vector<std::string> extractNames(std::string_view value, bool raw);
std::vector<std::string> extractAddresses(std::string_view value);
// The host of an address, or the first valid full host name in other text. `isAddress`: the text is an address.
std::optional<std::string> extractHost(std::string_view text, bool isAddress, const ViewTables& tables);
// The first IPv4 or IPv6 address as written.
std::optional<std::string> extractIp(std::string_view text);
// For look-ups: octets or nibbles reversed, joined by dots.
std::optional<std::string> reversedIp(std::string_view ip);

} // namespace assay::rules
