// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/registrynames.h"

#include "core/base/ascii.h"
#include "core/base/time.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <random>

namespace assay::train {
namespace {

constexpr std::string_view idPattern = "00000000T000000000Z-xxxxxx"; // 0: digit, x: lower-case hexadecimal digit
constexpr std::string_view isoPattern = "0000-00-00T00:00:00.000Z";

bool follows(std::string_view text, std::string_view pattern)
{
    return std::equal(text.begin(), text.end(), pattern.begin(), pattern.end(), [](char c, char wanted) {
        if (wanted == 'x')
            return isAsciiDigit(c) || (c >= 'a' && c <= 'f');
        return wanted == '0' ? isAsciiDigit(c) : c == wanted;
    });
}

int numberAt(std::string_view text, size_t from, size_t length)
{
    int value = 0;
    std::from_chars(text.data() + from, text.data() + from + length, value);
    return value;
}

std::optional<int64_t> milliseconds(const CivilTime& civil, int rest)
{
    const auto seconds = secondsFromCivil(civil);
    return seconds ? std::optional<int64_t>(*seconds * 1000 + rest) : std::nullopt;
}

std::optional<int64_t> idTime(std::string_view id)
{
    return milliseconds({numberAt(id, 0, 4), numberAt(id, 4, 2), numberAt(id, 6, 2), numberAt(id, 9, 2),
                            numberAt(id, 11, 2), numberAt(id, 13, 2)},
        numberAt(id, 15, 3));
}

// Rounded down, so that the rest is never negative.
int64_t wholeSeconds(int64_t milliseconds)
{
    return milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0);
}

} // namespace

bool isModelName(std::string_view name)
{
    return !name.empty() && name.size() <= 64
        && std::all_of(name.begin(), name.end(), [](char c) { return isAsciiAlnum(c) || c == '-' || c == '_'; });
}

bool isAliasName(std::string_view name)
{
    return isModelName(name) && !asVersionNumber(name) && !isVersionId(name) && name != "versions" && name != "marks";
}

bool isVersionId(std::string_view id)
{
    return follows(id, idPattern) && idTime(id);
}

std::optional<uint64_t> asVersionNumber(std::string_view text)
{
    uint64_t number = 0;
    const auto [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || stopped != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::string makeVersionId(int64_t milliseconds)
{
    const int64_t seconds = wholeSeconds(milliseconds);
    const CivilTime at = civilFromSeconds(seconds);
    const unsigned random = std::random_device()() & 0xffffffu;
    char text[64];
    std::snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d%02d%03dZ-%06x", at.year, at.month, at.day, at.hour,
        at.minute, at.second, static_cast<int>(milliseconds - seconds * 1000), random);
    return text;
}

int64_t timeOfVersionId(std::string_view id)
{
    return idTime(id).value_or(0);
}

int64_t nowMilliseconds()
{
    using namespace std::chrono;
    return duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string toIsoMilliseconds(int64_t milliseconds)
{
    const int64_t seconds = wholeSeconds(milliseconds);
    std::string text = toIsoStringUtc(seconds);
    char rest[8];
    std::snprintf(rest, sizeof rest, ".%03dZ", static_cast<int>(milliseconds - seconds * 1000));
    text.pop_back(); // the 'Z'
    return text + rest;
}

std::optional<int64_t> fromIsoMilliseconds(std::string_view text)
{
    if (!follows(text, isoPattern))
        return std::nullopt;
    return milliseconds({numberAt(text, 0, 4), numberAt(text, 5, 2), numberAt(text, 8, 2), numberAt(text, 11, 2),
                            numberAt(text, 14, 2), numberAt(text, 17, 2)},
        numberAt(text, 20, 3));
}

} // namespace assay::train
