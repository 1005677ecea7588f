// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/timetext.h"

#include "core/base/ascii.h"
#include "core/base/time.h"

namespace assay::traffic {
namespace {

constexpr int64_t nsPerSecond = 1'000'000'000;
constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";

// Reads a text from left to right; what is off makes it fail.
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : m_text(text)
    {
    }
    int number(size_t fewest, size_t most)
    {
        int value = 0;
        size_t digits = 0;
        for (; digits < most && m_at < m_text.size() && isAsciiDigit(m_text[m_at]); ++digits)
            value = value * 10 + (m_text[m_at++] - '0');
        m_isGood &= digits >= fewest;
        return value;
    }
    int month()
    {
        if (m_text.size() - m_at < 3) {
            m_isGood = false;
            return 0;
        }
        for (size_t i = 0; i < 12; ++i) {
            if (equalsIgnoringCase(m_text.substr(m_at, 3), months.substr(i * 3, 3))) {
                m_at += 3;
                return static_cast<int>(i + 1);
            }
        }
        m_isGood = false;
        return 0;
    }
    void pass(char c) { m_isGood &= passIf(c); }
    bool passIf(char c)
    {
        const bool isThere = m_at < m_text.size() && m_text[m_at] == c;
        m_at += isThere;
        return isThere;
    }
    // Digits behind a point or comma, in ns.
    int64_t fraction()
    {
        if (!passIf('.') && !passIf(','))
            return 0;
        int64_t value = 0, unit = nsPerSecond;
        for (; m_at < m_text.size() && isAsciiDigit(m_text[m_at]); ++m_at) {
            unit /= 10;
            value += unit * (m_text[m_at] - '0');
        }
        return value;
    }
    void passBlanks()
    {
        while (passIf(' ')) { }
    }
    bool isAtEnd() const { return m_at == m_text.size(); }
    bool isGood() const { return m_isGood; }

private:
    std::string_view m_text;
    size_t m_at = 0;
    bool m_isGood = true;
};

void readClock(Cursor& in, CivilTime& civil)
{
    civil.hour = in.number(1, 2);
    in.pass(':');
    civil.minute = in.number(2, 2);
    if (in.passIf(':'))
        civil.second = in.number(2, 2);
}

// Minutes east of UTC, if they are told.
std::optional<int> readZone(Cursor& in)
{
    in.passBlanks();
    if (in.passIf('Z') || in.passIf('z'))
        return 0;
    const bool isWest = in.passIf('-');
    if (!isWest && !in.passIf('+'))
        return std::nullopt;
    const int hours = in.number(2, 2);
    in.passIf(':');
    const int minutes = in.isAtEnd() ? 0 : in.number(2, 2);
    return (hours * 60 + minutes) * (isWest ? -1 : 1);
}

std::optional<LoggedTime> finish(Cursor& in, const CivilTime& civil, int64_t fraction, int zoneMinutes)
{
    const std::optional<int> zone = readZone(in);
    const std::optional<int64_t> seconds = secondsFromCivil(civil);
    if (!in.isGood() || !in.isAtEnd() || !seconds || civil.year < 1678 || civil.year > 2261)
        return std::nullopt;
    return LoggedTime{(*seconds - zone.value_or(zoneMinutes) * 60) * nsPerSecond + fraction, zone.has_value()};
}

std::optional<LoggedTime> parseApache(std::string_view text, int zoneMinutes)
{
    Cursor in(text);
    CivilTime civil;
    civil.day = in.number(1, 2);
    in.pass('/');
    civil.month = in.month();
    in.pass('/');
    civil.year = in.number(4, 4);
    in.pass(':');
    readClock(in, civil);
    const int64_t fraction = in.fraction();
    return finish(in, civil, fraction, zoneMinutes);
}

std::optional<LoggedTime> parseIso(std::string_view text, int zoneMinutes)
{
    Cursor in(text);
    CivilTime civil;
    civil.year = in.number(4, 4);
    in.pass('-');
    civil.month = in.number(1, 2);
    in.pass('-');
    civil.day = in.number(1, 2);
    if (!in.passIf('T') && !in.passIf('t'))
        in.pass(' ');
    readClock(in, civil);
    const int64_t fraction = in.fraction();
    return finish(in, civil, fraction, zoneMinutes);
}

// What one of a number of this size is, in ns: 10 digits are seconds, 13 ms, 16 us, 19 ns.
int64_t unitOf(size_t digits)
{
    return digits <= 11 ? nsPerSecond : digits <= 14 ? 1'000'000 : digits <= 17 ? 1000 : 1;
}

std::optional<LoggedTime> parseEpoch(std::string_view text)
{
    int64_t value = 0;
    size_t digits = 0;
    for (; digits < text.size() && isAsciiDigit(text[digits]); ++digits) {
        if (digits >= 18 && value > (INT64_MAX - 9) / 10)
            return std::nullopt;
        value = value * 10 + (text[digits] - '0');
    }
    Cursor rest(text.substr(digits));
    const int64_t unit = unitOf(digits);
    const int64_t fraction = rest.fraction() / (nsPerSecond / unit);
    if (digits == 0 || !rest.isAtEnd() || value > INT64_MAX / unit - 1)
        return std::nullopt;
    return LoggedTime{value * unit + fraction};
}

} // namespace

std::optional<LoggedTime> parseLoggedTime(std::string_view text, int zoneMinutes)
{
    const size_t mark = text.find_first_of("/-");
    if (mark == std::string_view::npos)
        return parseEpoch(text);
    return text[mark] == '/' ? parseApache(text, zoneMinutes) : parseIso(text, zoneMinutes);
}

} // namespace assay::traffic
