// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::rules {

// Unix time of the first date in the text, read as leniently as the peer does: the parts may stand anywhere, unknown
// zones count as UTC, impossible times move to the nearest possible one, years are kept within 1970-2037. Nullopt when
// day, month and year are not found together.
std::optional<int64_t> findMailDate(std::string_view text);

// "<blank>11 Sep 2003 12:54:31 +0100" at the first place that has this form; empty when there is none.
std::string_view findTraceDate(std::string_view received);

} // namespace assay::rules
