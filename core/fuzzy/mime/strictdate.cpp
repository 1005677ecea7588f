// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/mime/strictdate.h"

#include "core/base/ascii.h"
#include "core/base/time.h"

namespace assay::fuzzy {
namespace {

constexpr std::string_view days = "MonTueWedThuFriSatSun";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

class DateReader
{
public:
    explicit DateReader(std::string_view text)
        : m_rest(text)
    {
    }

    std::optional<int64_t> read()
    {
        CivilTime time;
        skipBlanks();
        if (nameIn(days) && !take(','))
            return std::nullopt;
        skipBlanks();
        const auto day = number(1, 2), month = day && skipBlanks() ? nameIn(months) : std::nullopt;
        const auto year = month && skipBlanks() ? number(2, 4) : std::nullopt;
        if (!year || !skipBlanks() || *day < 1 || *day > 31)
            return std::nullopt;
        time.year = *year >= 1000 ? *year : *year + (*year < 50 ? 2000 : 1900);
        time.month = *month + 1;
        time.day = *day;
        const auto hour = number(2, 2), minute = hour && take(':') ? number(2, 2) : std::nullopt;
        const auto second = minute && take(':') ? number(2, 2) : std::optional(0);
        if (!minute || !second || *hour > 23 || *minute > 59 || *second > 60 || !skipBlanks())
            return std::nullopt;
        time.hour = *hour;
        time.minute = *minute;
        time.second = *second;
        const auto east = zone();
        if (!east || !skipComments())
            return std::nullopt;
        const auto seconds = secondsFromCivil(time);
        return seconds ? std::optional(*seconds - *east) : std::nullopt;
    }

private:
    bool skipBlanks()
    {
        const size_t before = m_rest.size();
        while (!m_rest.empty() && m_rest.front() == ' ')
            m_rest.remove_prefix(1);
        return m_rest.size() < before;
    }
    bool take(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    // Place of the next three letters among such names.
    std::optional<int> nameIn(std::string_view names)
    {
        for (size_t i = 0; i < names.size(); i += 3) {
            if (m_rest.substr(0, 3) == names.substr(i, 3)) {
                m_rest.remove_prefix(3);
                return static_cast<int>(i / 3);
            }
        }
        return std::nullopt;
    }
    std::optional<int> number(size_t least, size_t most)
    {
        size_t length = 0;
        int value = 0;
        while (length < most && length < m_rest.size() && isAsciiDigit(m_rest[length]))
            value = value * 10 + (m_rest[length++] - '0');
        if (length < least)
            return std::nullopt;
        m_rest.remove_prefix(length);
        return value;
    }
    // Seconds east of Greenwich.
    std::optional<int> zone()
    {
        const int sign = take('+') ? 1 : take('-') ? -1 : 0;
        if (sign != 0) {
            const auto offset = number(4, 4);
            return offset ? std::optional(sign * (*offset / 100 * 3600 + *offset % 100 * 60)) : std::nullopt;
        }
        struct Named
        {
            std::string_view name;
            int hours;
        };
        static constexpr Named known[] = {{"UT", 0}, {"GMT", 0}, {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
            {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
        for (const Named& one : known) {
            if (m_rest.substr(0, one.name.size()) == one.name) {
                m_rest.remove_prefix(one.name.size());
                return one.hours * 3600;
            }
        }
        if (m_rest.empty() || !isAsciiLetter(m_rest.front()) || asciiLower(m_rest.front()) == 'j')
            return std::nullopt;
        m_rest.remove_prefix(1);
        return 0;
    }
    bool skipComments()
    {
        skipBlanks();
        while (take('(')) {
            for (int open = 1; open > 0; m_rest.remove_prefix(1)) {
                if (m_rest.empty())
                    return false;
                open += m_rest.front() == '(' ? 1 : m_rest.front() == ')' ? -1 : 0;
            }
            skipBlanks();
        }
        return m_rest.empty();
    }

    std::string_view m_rest;
};

} // namespace

std::optional<int64_t> readStrictDate(std::string_view text)
{
    return DateReader(text).read();
}

} // namespace assay::fuzzy
