// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::fuzzy {

// Whether a host is an IP address in any of the spellings that browsers once took: dotted, shortened, octal,
// hexadecimal, one number, IPv6.
bool isNumericHost(std::string_view host);

} // namespace assay::fuzzy
