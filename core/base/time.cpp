// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace assay {
namespace {

constexpr int64_t secondsPerDay = 86400;

bool isLeapYear(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int daysInMonth(int year, int month)
{
    static constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeapYear(year) ? 29 : days[static_cast<size_t>(month - 1)];
}

// Days before 1 January of `year`, counted from 1 January of year 1.
int64_t daysBeforeYear(int year)
{
    const int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

constexpr int64_t daysBefore1970 = 719162;

} // namespace

std::optional<int64_t> secondsFromCivil(const CivilTime& civil)
{
    if (civil.year < 1 || civil.year > 9999 || civil.month < 1 || civil.month > 12 || civil.day < 1
        || civil.day > daysInMonth(civil.year, civil.month))
        return std::nullopt;
    if (civil.hour < 0 || civil.hour > 23 || civil.minute < 0 || civil.minute > 59 || civil.second < 0
        || civil.second > 60)
        return std::nullopt;
    int64_t days = daysBeforeYear(civil.year) - daysBefore1970 + civil.day - 1;
    for (int month = 1; month < civil.month; ++month)
        days += daysInMonth(civil.year, month);
    const int second = civil.second == 60 ? 59 : civil.second;
    return days * secondsPerDay + civil.hour * 3600 + civil.minute * 60 + second;
}

CivilTime civilFromSeconds(int64_t seconds)
{
    int64_t days = seconds / secondsPerDay;
    int64_t rest = seconds % secondsPerDay;
    if (rest < 0) {
        rest += secondsPerDay;
        --days;
    }
    days += daysBefore1970;
    CivilTime civil;
    civil.year = static_cast<int>(days / 366) + 1;
    while (daysBeforeYear(civil.year + 1) <= days)
        ++civil.year;
    int64_t dayOfYear = days - daysBeforeYear(civil.year);
    civil.month = 1;
    while (dayOfYear >= daysInMonth(civil.year, civil.month)) {
        dayOfYear -= daysInMonth(civil.year, civil.month);
        ++civil.month;
    }
    civil.day = static_cast<int>(dayOfYear) + 1;
    civil.hour = static_cast<int>(rest / 3600);
    civil.minute = static_cast<int>(rest % 3600 / 60);
    civil.second = static_cast<int>(rest % 60);
    return civil;
}

std::string toIsoString(const Timestamp& time)
{
    const CivilTime civil = civilFromSeconds(time.seconds + int64_t{time.offsetMinutes} * 60);
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02d", civil.year, civil.month, civil.day,
        civil.hour, civil.minute, civil.second);
    std::string text = buffer;
    if (time.offsetMinutes == 0)
        return text + "Z";
    const int offset = std::abs(time.offsetMinutes);
    std::snprintf(buffer, sizeof buffer, "%c%02d:%02d", time.offsetMinutes < 0 ? '-' : '+', offset / 60, offset % 60);
    return text + buffer;
}

std::string toIsoStringUtc(int64_t seconds)
{
    return toIsoString(Timestamp{seconds, 0});
}

} // namespace assay
