// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/viewtables.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::rules {

// The forms of an address that uri rules see (spec/regex B.5 "uri", point 3): itself and every cleaned form, those of
// addresses found inside it (redirectors) included. Sorted, once each. `characters`: the text is UTF-8 that stands for
// characters; else bytes.
std::vector<std::string> uriForms(std::string_view uri, bool characters, const ViewTables& tables);

struct UriHost
{
    std::string host, domain; // domain: registered domain, the host itself for IP addresses
};
// The host of a form; nullopt when it is no valid one or belongs to javascript:, cid: and file:.
std::optional<UriHost> uriHost(std::string_view uri, const ViewTables& tables);

// %hh decoded where the character is printable, blanks, quotes and 8-bit characters escaped.
std::string normalisedEscapes(std::string_view uri, bool characters);

} // namespace assay::rules
