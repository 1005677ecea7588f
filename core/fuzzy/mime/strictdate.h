// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::fuzzy {

// Seconds since 1970 of a date of a Received header, where the peer can read it: names as in RFC 5322 with their case,
// blanks but no tabs, a numeric zone or one of the old American ones, nothing behind but comments.
std::optional<int64_t> readStrictDate(std::string_view text);

} // namespace assay::fuzzy
