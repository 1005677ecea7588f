// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time.h"
#include "core/feedback/messages.h"

#include <charconv>

namespace assay::feedback {
namespace {

// Takes fixed-width numbers and marks from the front of a text.
class Front
{
public:
    explicit Front(std::string_view text)
        : m_text(text)
    {
    }
    int digits(size_t count)
    {
        int value = 0;
        const std::string_view word = m_text.substr(0, count);
        const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
        if (word.size() != count || read.ec != std::errc() || read.ptr != word.data() + count || word[0] == '-')
            m_isBroken = true;
        m_text.remove_prefix(word.size());
        return value;
    }
    bool takeOne(std::string_view marks)
    {
        if (m_text.empty() || marks.find(m_text[0]) == std::string_view::npos)
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    void need(std::string_view marks) { m_isBroken |= !takeOne(marks); }
    // Of a fraction of a second; any number of digits.
    int milliseconds()
    {
        int value = 0;
        int places = 0;
        for (; !m_text.empty() && m_text[0] >= '0' && m_text[0] <= '9'; m_text.remove_prefix(1)) {
            if (places < 3)
                value = value * 10 + (m_text[0] - '0');
            ++places;
        }
        m_isBroken |= places == 0;
        for (; places < 3; ++places)
            value *= 10;
        return value;
    }
    bool isAtEnd() const { return m_text.empty(); }
    bool isBroken() const { return m_isBroken; }

private:
    std::string_view m_text;
    bool m_isBroken = false;
};

// Minutes east of Greenwich.
int zone(Front& in)
{
    const bool isWest = in.takeOne("-");
    if (!isWest && !in.takeOne("+")) {
        in.takeOne("Zz");
        return 0;
    }
    const int hours = in.digits(2);
    in.takeOne(":");
    const int minutes = in.isAtEnd() ? 0 : in.digits(2);
    return (isWest ? -1 : 1) * (hours * 60 + minutes);
}

} // namespace

std::optional<int64_t> messageTime(std::string_view text)
{
    Front in(text);
    CivilTime civil;
    civil.year = in.digits(4);
    in.need("-");
    civil.month = in.digits(2);
    in.need("-");
    civil.day = in.digits(2);
    int milliseconds = 0;
    int minutesEast = 0;
    if (!in.isAtEnd()) {
        in.need("T t");
        civil.hour = in.digits(2);
        in.need(":");
        civil.minute = in.digits(2);
        in.need(":");
        civil.second = in.digits(2);
        milliseconds = in.takeOne(".,") ? in.milliseconds() : 0;
        minutesEast = zone(in);
    }
    const auto seconds = secondsFromCivil(civil);
    if (in.isBroken() || !in.isAtEnd() || !seconds || minutesEast <= -24 * 60 || minutesEast >= 24 * 60)
        return std::nullopt;
    const int64_t utc = *seconds - int64_t{minutesEast} * 60;
    constexpr int64_t yearOne = -62'135'596'800, yearTenThousand = 253'402'300'800;
    if (utc < yearOne || utc >= yearTenThousand)
        return std::nullopt;
    return utc * 1000 + milliseconds;
}

} // namespace assay::feedback
