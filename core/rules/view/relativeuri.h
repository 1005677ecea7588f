// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::rules {

// `reference` made absolute with `base` (RFC 3986 section 5.2, with a scheme equal to the base's ignored); without a
// base only dot segments are resolved and "//www." or "//ftp." gets its scheme.
std::string resolveUri(std::string_view base, std::string_view reference);
// The folder that a <base> address names: a file name at its end is dropped, it ends in a slash.
std::string baseFolder(std::string address);

} // namespace assay::rules
