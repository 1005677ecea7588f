// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/maildate.h"

#include "core/base/ascii.h"
#include "core/base/time.h"
#include "core/rules/eval/evaltext.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::rules {
namespace {

struct Zone
{
    std::string_view name;
    int offset; // hours and minutes as written, +0930
};

constexpr Zone zones[] = {{"UT", 0}, {"UTC", 0}, {"NDT", -230}, {"AST", -400}, {"ADT", -300}, {"NST", -330},
    {"EST", -500}, {"EDT", -400}, {"CST", -600}, {"CDT", -500}, {"MST", -700}, {"MDT", -600}, {"PST", -800},
    {"PDT", -700}, {"HST", -1000}, {"AKST", -900}, {"AKDT", -800}, {"HADT", -900}, {"HAST", -1000}, {"GMT", 0},
    {"BST", 100}, {"IST", 100}, {"WET", 0}, {"WEST", 100}, {"CET", 100}, {"CEST", 200}, {"EET", 200}, {"EEST", 300},
    {"MSK", 300}, {"MSD", 400}, {"MET", 100}, {"MEZ", 100}, {"MEST", 200}, {"MESZ", 200}, {"BRST", -200}, {"BRT", -300},
    {"AEST", 1000}, {"AEDT", 1100}, {"ACST", 930}, {"ACDT", 1030}, {"AWST", 800}, {"NZST", 1200}, {"NZDT", 1300},
    {"JST", 900}, {"KST", 900}, {"HKT", 800}, {"SGT", 800}, {"PHT", 800}, {"IDT", 300}};

using Words = std::vector<std::string_view>;

bool isDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isAsciiDigit);
}

// Up to 99999; longer numbers are as good as that.
int numberOf(std::string_view digits)
{
    int value = 0;
    for (char c : digits)
        value = std::min(value * 10 + (c - '0'), 99999);
    return value;
}

// 1-12, or 0.
int monthOf(std::string_view text)
{
    constexpr std::array<std::string_view, 12> names = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (size_t i = 0; i < names.size(); ++i) {
        if (equalsIgnoringCase(text, names[i]))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

bool isLongClock(std::string_view text)
{
    const auto parts = split(text, ':');
    return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), isDigits);
}

void removeWords(Words& words, size_t from, size_t count)
{
    words.erase(
        words.begin() + static_cast<std::ptrdiff_t>(from), words.begin() + static_cast<std::ptrdiff_t>(from + count));
}

struct Day
{
    int day = 0, month = 0;
    std::string_view year;
};

// "12 Mar 2003", else "Mar 12 10:00:00 2003" (the time goes with it), else "12 Mar 03". The words are taken away.
std::optional<Day> takeDay(Words& words)
{
    const auto dayFirst = [&words](bool fullYear) -> std::optional<Day> {
        for (size_t i = 0; i + 2 < words.size(); ++i) {
            const std::string_view year = words[i + 2];
            const bool fits = fullYear ? year.size() == 4 : year.size() == 2 || year.size() == 3;
            if (!isDigits(words[i]) || monthOf(words[i + 1]) == 0 || !isDigits(year) || !fits)
                continue;
            const Day day{numberOf(words[i]), monthOf(words[i + 1]), year};
            removeWords(words, i, 3);
            return day;
        }
        return std::nullopt;
    };
    if (auto day = dayFirst(true))
        return day;
    for (size_t i = 0; i + 3 < words.size(); ++i) {
        if (monthOf(words[i]) == 0 || !isDigits(words[i + 1]) || !isLongClock(words[i + 2]) || words[i + 3].size() != 4
            || !isDigits(words[i + 3]))
            continue;
        const Day day{numberOf(words[i + 1]), monthOf(words[i]), words[i + 3]};
        removeWords(words, i, 4);
        return day;
    }
    return dayFirst(false);
}

bool isShortClock(std::string_view text)
{
    const auto parts = split(text, ':');
    const bool sized = (parts.size() == 2 || parts.size() == 3) && parts[0].size() <= 2 && parts[1].size() == 2
        && parts.back().size() == 2;
    return sized && std::all_of(parts.begin(), parts.end(), isDigits);
}

void takeClock(Words& words, CivilTime& civil)
{
    const auto found = std::find_if(words.begin(), words.end(), isShortClock);
    if (found == words.end())
        return;
    const auto parts = split(*found, ':');
    civil.hour = std::min(numberOf(parts[0]), 23);
    civil.minute = std::min(numberOf(parts[1]), 59);
    civil.second = parts.size() == 3 ? std::min(numberOf(parts[2]), 59) : 0;
    words.erase(found);
}

// The first run of two to four capitals on its own, as a zone; 0 when it names none.
int namedZone(const Words& words)
{
    for (std::string_view word : words) {
        for (size_t at = 0; at < word.size(); ++at) {
            if (at > 0 && isWordCharacter(word[at - 1]))
                continue;
            size_t end = at;
            while (end < word.size() && word[end] >= 'A' && word[end] <= 'Z')
                ++end;
            if (end - at < 2 || end - at > 4 || (end < word.size() && isWordCharacter(word[end])))
                continue;
            const std::string_view name =
                word.substr(end, 4) == "-DST" ? word.substr(at, end - at + 4) : word.substr(at, end - at);
            for (const Zone& zone : zones) {
                if (zone.name == name)
                    return zone.offset;
            }
            return 0;
        }
    }
    return 0;
}

// Hours and minutes east of Greenwich as seconds.
int64_t zoneSeconds(const Words& words)
{
    int offset = 0;
    const auto numeric = std::find_if(words.begin(), words.end(), [](std::string_view word) {
        return word.size() == 5 && (word[0] == '+' || word[0] == '-') && isDigits(word.substr(1));
    });
    if (numeric != words.end())
        offset = numberOf(numeric->substr(1)) * ((*numeric)[0] == '-' ? -1 : 1);
    else
        offset = namedZone(words);
    return (offset / 100 * 60 + offset % 100) * 60;
}

int fullYear(std::string_view year)
{
    const int value = numberOf(year);
    if (year.size() == 4)
        return value;
    return value + (year.size() == 2 && value < 50 ? 2000 : 1900);
}

int daysOf(int month, int year)
{
    if (month == 2)
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

} // namespace

std::optional<int64_t> findMailDate(std::string_view text)
{
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), ',', ' ');
    Words parts = words(spaced);
    const auto day = takeDay(parts);
    if (!day || day->day == 0)
        return std::nullopt;
    CivilTime civil{fullYear(day->year), day->month, day->day};
    takeClock(parts, civil);
    if (civil.day > daysOf(civil.month, civil.year)) {
        civil.day = 1;
        civil.year += civil.month == 12 ? 1 : 0;
        civil.month = civil.month % 12 + 1;
    }
    civil.year = std::clamp(civil.year, 1970, 2037);
    const auto seconds = secondsFromCivil(civil);
    if (!seconds)
        return std::nullopt;
    const int64_t east = zoneSeconds(parts);
    return east < 0 ? *seconds - east : std::max<int64_t>(*seconds - east, 0);
}

std::string_view findTraceDate(std::string_view received)
{
    static const FixedPattern pattern("(?<date>\\s.?\\d+ \\S{3} \\d+ \\d+:\\d+:\\d+ \\S+)");
    const auto found = pattern.find(received);
    return received.substr(found.first, found.second);
}

} // namespace assay::rules
