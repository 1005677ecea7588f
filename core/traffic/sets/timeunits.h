// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace assay::traffic {

inline constexpr int64_t nsPerSecond = 1'000'000'000;
// What is before or after is no time of a request.
inline constexpr int64_t earliestTime = 631'152'000 * nsPerSecond; // 1990
inline constexpr int64_t latestTime = 4'102'444'800 * nsPerSecond; // 2100

// Rounded down, also before 1970. `divisor` > 0.
constexpr int64_t floorDivided(int64_t value, int64_t divisor)
{
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}
constexpr int64_t wholeSeconds(int64_t ns)
{
    return floorDivided(ns, nsPerSecond);
}

} // namespace assay::traffic
