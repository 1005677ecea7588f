// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace assay::traffic {

inline constexpr int64_t nsPerSecond = 1'000'000'000;

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
