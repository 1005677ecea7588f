// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/maildate.h"

#include "core/base/ascii.h"

#include <array>
#include <charconv>
#include <string>

namespace assay {
namespace {

constexpr size_t maxDateLength = 1000;

// Blanks instead of comments; false when a comment does not end.
bool removeComments(std::string_view text, std::string& plain)
{
    int depth = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && depth > 0)
            ++i;
        else if (text[i] == '(')
            ++depth;
        else if (text[i] == ')' && depth > 0)
            --depth;
        else if (depth == 0)
            plain += text[i];
        if (depth > 0 && (plain.empty() || plain.back() != ' '))
            plain += ' ';
    }
    return depth == 0;
}

// Splits at blanks and commas.
class Tokens
{
public:
    explicit Tokens(std::string_view text)
        : m_text(text)
    {
    }
    std::string_view next()
    {
        const auto separates = [](char c) { return isAsciiSpace(c) || c == ','; };
        while (!m_text.empty() && separates(m_text.front()))
            m_text.remove_prefix(1);
        size_t length = 0;
        while (length < m_text.size() && !separates(m_text[length]))
            ++length;
        const std::string_view token = m_text.substr(0, length);
        m_text.remove_prefix(length);
        return token;
    }

private:
    std::string_view m_text;
};

std::optional<int> number(std::string_view text, size_t maxDigits)
{
    int value = 0;
    if (text.empty() || text.size() > maxDigits)
        return std::nullopt;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

std::optional<int> monthNumber(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> months = {"january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december"};
    if (const auto numeric = number(text, 2))
        return numeric;
    if (!text.empty() && text.back() == '.')
        text.remove_suffix(1);
    for (size_t i = 0; i < months.size() && text.size() >= 3; ++i) {
        if (startsWithIgnoringCase(months[i], text))
            return static_cast<int>(i + 1);
    }
    return std::nullopt;
}

std::optional<int> yearNumber(std::string_view text)
{
    const auto year = number(text, 4);
    if (!year || text.size() == 1)
        return std::nullopt;
    if (text.size() == 2)
        return *year < 50 ? *year + 2000 : *year + 1900;
    return text.size() == 3 ? *year + 1900 : *year;
}

bool readClock(std::string_view text, CivilTime& civil)
{
    const size_t first = text.find(':');
    if (first == std::string_view::npos)
        return false;
    std::string_view minute = text.substr(first + 1);
    std::string_view second = "0";
    if (const size_t colon = minute.find(':'); colon != std::string_view::npos) {
        second = minute.substr(colon + 1);
        second = second.substr(0, second.find('.'));
        minute = minute.substr(0, colon);
    }
    const auto h = number(text.substr(0, first), 2), m = number(minute, 2), s = number(second, 2);
    if (!h || !m || !s)
        return false;
    civil.hour = *h;
    civil.minute = *m;
    civil.second = *s;
    return true;
}

struct Zone
{
    std::string_view name;
    int hours;
};
constexpr Zone zones[] = {{"ut", 0}, {"utc", 0}, {"gmt", 0}, {"z", 0}, {"est", -5}, {"edt", -4}, {"cst", -6},
    {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"wet", 0}, {"west", 1}, {"bst", 1}, {"cet", 1},
    {"cest", 2}, {"met", 1}, {"mest", 2}, {"eet", 2}, {"eest", 3}, {"msk", 3}, {"jst", 9}, {"kst", 9}, {"akst", -9},
    {"akdt", -8}, {"hst", -10}};

// Minutes east of Greenwich; nullopt for a broken number.
std::optional<int> zoneMinutes(std::string_view text)
{
    if (text.empty())
        return 0;
    if (text[0] != '+' && text[0] != '-') {
        for (const Zone& zone : zones) {
            if (equalsIgnoringCase(zone.name, text))
                return zone.hours * 60;
        }
        return 0;
    }
    std::string digits(text.substr(1));
    std::erase(digits, ':');
    const auto value = number(digits, 4);
    if (!value || digits.size() != 4 || *value % 100 > 59 || *value / 100 > 23)
        return std::nullopt;
    const int minutes = *value / 100 * 60 + *value % 100;
    return text[0] == '-' ? -minutes : minutes;
}

} // namespace

std::optional<Timestamp> parseMailDate(std::string_view text)
{
    std::string plain;
    if (text.size() > maxDateLength || !removeComments(text, plain))
        return std::nullopt;
    Tokens tokens(plain);
    std::string_view token = tokens.next();
    if (!token.empty() && !isAsciiDigit(token[0])) // the day's name says nothing that the date does not
        token = tokens.next();
    const auto day = number(token, 2);
    const auto month = monthNumber(tokens.next());
    const auto year = yearNumber(tokens.next());
    CivilTime civil;
    if (!day || !month || !year || !readClock(tokens.next(), civil))
        return std::nullopt;
    civil.day = *day;
    civil.month = *month;
    civil.year = *year;
    const auto local = secondsFromCivil(civil);
    const auto zone = zoneMinutes(tokens.next());
    if (!local || !zone)
        return std::nullopt;
    const Timestamp time{*local - int64_t{*zone} * 60, *zone};
    const int utcYear = time.seconds < *secondsFromCivil({1, 1, 1, 0, 0, 0}) ? 0 : civilFromSeconds(time.seconds).year;
    if (utcYear < 1 || utcYear > 9999)
        return std::nullopt;
    return time;
}

} // namespace assay
