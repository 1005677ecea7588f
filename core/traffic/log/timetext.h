// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::traffic {

struct LoggedTime
{
    int64_t ns = 0; // since 1970 UTC
    bool hasZone = true; // false: `zoneMinutes` was taken
};

// "17/May/2015:10:05:03 +0000", "2018-04-17T08:30:54.050Z" (T, seconds, fraction and zone may be absent, a blank may
// stand for the T), or seconds, ms, us or ns since 1970, by their size. Years 1678 to 2261.
std::optional<LoggedTime> parseLoggedTime(std::string_view text, int zoneMinutes);

} // namespace assay::traffic
