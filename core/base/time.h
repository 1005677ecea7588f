// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace assay {

// Seconds since 1970 UTC, years 1-9999, with the offset in which the writer stated the time.
struct Timestamp
{
    int64_t seconds = 0;
    int32_t offsetMinutes = 0; // east of Greenwich; for display only
    bool operator==(const Timestamp&) const = default;
};

struct CivilTime
{
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
};

// Proleptic Gregorian, no leap seconds. Nullopt when a field is out of range (second 60 is read as 59).
std::optional<int64_t> secondsFromCivil(const CivilTime& civil);
CivilTime civilFromSeconds(int64_t seconds);
// "2026-11-21T09:14:22Z" or with the stated offset "+02:00".
std::string toIsoString(const Timestamp& time);
std::string toIsoStringUtc(int64_t seconds);

} // namespace assay
