// SPDX-License-Identifier: GPL-3.0-or-later
// Dates and times of queries.
#include "core/base/ascii.h"
#include "core/base/time.h"
#include "core/query/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::query {
namespace {

constexpr int64_t secondsPerDay = 86400;
constexpr int64_t endOfTime = 253402300800; // year 10000

int64_t offsetAt(int64_t local, const ParseContext& context)
{
    return context.zoneOffset ? int64_t{context.zoneOffset(local)} * 60 : 0;
}

int64_t toUtc(int64_t local, const ParseContext& context)
{
    return local - offsetAt(local, context);
}

int64_t toLocal(int64_t utc, const ParseContext& context)
{
    return utc + offsetAt(utc + offsetAt(utc, context), context);
}

// The digits at the front as a number; exactly `count` of them.
std::optional<int> takeDigits(std::string_view& text, size_t count)
{
    if (text.size() < count || !std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(count), isAsciiDigit))
        return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + count, value);
    text.remove_prefix(count);
    return value;
}

constexpr size_t partCount = 6; // year ... second

// Reads "2026-11-21T09:00:00" as far as it goes; the number of parts read, 0 when it is no date.
size_t takeParts(std::string_view& text, std::array<int, partCount>& parts)
{
    constexpr std::array<std::string_view, partCount> separators = {"", "-", "-", "Tt ", ":", ":"};
    size_t count = 0;
    for (; count < partCount; ++count) {
        if (count > 0 && (text.empty() || separators[count].find(text[0]) == std::string_view::npos))
            break;
        text.remove_prefix(count > 0 ? 1 : 0);
        const auto digits = takeDigits(text, count == 0 ? 4 : 2);
        if (!digits)
            return 0;
        parts[count] = *digits;
    }
    return count;
}

std::optional<int64_t> secondsOf(const std::array<int, partCount>& parts)
{
    return secondsFromCivil({parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]});
}

// Where the span of a date with `count` parts ends.
int64_t endOfSpan(int64_t begin, std::array<int, partCount> parts, size_t count)
{
    constexpr std::array<int64_t, partCount> lengths = {0, 0, secondsPerDay, 3600, 60, 1};
    if (count > 2)
        return begin + lengths[count - 1];
    if (count == 2 && parts[1] < 12)
        ++parts[1];
    else {
        ++parts[0];
        parts[1] = 1;
    }
    return secondsOf(parts).value_or(endOfTime);
}

Extent span(int64_t begin, int64_t end)
{
    return {static_cast<double>(begin), static_cast<double>(end), false, std::nullopt};
}

std::optional<Extent> readIso(std::string_view text, const ParseContext& context)
{
    std::array<int, partCount> parts = {1, 1, 1, 0, 0, 0};
    const size_t count = takeParts(text, parts);
    const bool isUtc = equalsIgnoringCase(text, "Z");
    if (count == 0 || !(text.empty() || isUtc))
        return std::nullopt;
    const auto begin = secondsOf(parts);
    if (!begin)
        return std::nullopt;
    const int64_t end = endOfSpan(*begin, parts, count);
    return isUtc ? span(*begin, end) : span(toUtc(*begin, context), toUtc(end, context));
}

int64_t startOfDay(int64_t local)
{
    return local - ((local % secondsPerDay) + secondsPerDay) % secondsPerDay;
}

// The same time of day `months` earlier; the last day of a month that is too short.
std::optional<int64_t> monthsBefore(int64_t local, int64_t months)
{
    CivilTime civil = civilFromSeconds(local);
    const int64_t index = int64_t{civil.year} * 12 + civil.month - 1 - months;
    if (index < 12 || index >= 10000 * 12)
        return std::nullopt;
    civil.year = static_cast<int>(index / 12);
    civil.month = static_cast<int>(index % 12) + 1;
    for (auto moved = secondsFromCivil(civil); civil.day > 0; --civil.day, moved = secondsFromCivil(civil)) {
        if (moved)
            return moved;
    }
    return std::nullopt;
}

// The moment `count` units ago: seconds, minutes and hours as they pass, the rest by the calendar of the zone.
std::optional<int64_t> ago(int64_t count, std::string_view unit, const ParseContext& context)
{
    const int64_t local = toLocal(context.now, context);
    if (unit == "mo" || unit == "y") {
        const auto moved = monthsBefore(local, unit == "y" ? count * 12 : count);
        return moved ? std::optional<int64_t>(toUtc(*moved, context)) : std::nullopt;
    }
    if (unit == "d" || unit == "w")
        return toUtc(local - count * secondsPerDay * (unit == "w" ? 7 : 1), context);
    const int64_t factor = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    return factor == 0 ? std::nullopt : std::optional<int64_t>(context.now - count * factor);
}

std::optional<Extent> readRelative(std::string_view text, const ParseContext& context)
{
    constexpr int64_t mostUnits = 1'000'000'000;
    text.remove_prefix(1);
    int64_t count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc() || !isAsciiDigit(text[0]) || count > mostUnits)
        return std::nullopt;
    const std::string unit = toAsciiLower(text.substr(static_cast<size_t>(read.ptr - text.data())));
    const auto moment = ago(count, unit, context), unitEnd = ago(count - 1, unit, context);
    if (!moment || !unitEnd)
        return std::nullopt;
    const auto at = static_cast<double>(*moment);
    return Extent{at, at, true, static_cast<double>(*unitEnd)};
}

} // namespace

std::optional<Extent> readDate(std::string_view text, const ParseContext& context)
{
    if (text.size() > 1 && text[0] == '-')
        return readRelative(text, context);
    if (equalsIgnoringCase(text, "now")) {
        const auto now = static_cast<double>(context.now);
        return Extent{now, now, true, std::nullopt};
    }
    if (equalsIgnoringCase(text, "today")) {
        const int64_t day = startOfDay(toLocal(context.now, context));
        return span(toUtc(day, context), toUtc(day + secondsPerDay, context));
    }
    return readIso(text, context);
}

} // namespace assay::query
