// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/timezone.h"

#include "core/base/ascii.h"

#include <optional>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/ucal.h>
#include <unicode/unistr.h>

namespace assay {
namespace {

constexpr int millisecondsPerMinute = 60'000;

int minutes(int32_t raw, int32_t summer)
{
    return (raw + summer) / millisecondsPerMinute;
}

// "+02:00", "-0530"; nullopt when it is none.
std::optional<int> fixedOffset(std::string_view text)
{
    if (text.size() < 5 || text.size() > 6 || (text[0] != '+' && text[0] != '-')
        || (text.size() == 6 && text[3] != ':'))
        return std::nullopt;
    int value = 0;
    for (const size_t i : {size_t{1}, size_t{2}, text.size() - 2, text.size() - 1}) {
        if (!isAsciiDigit(text[i]))
            return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    const int offset = value / 100 * 60 + value % 100;
    if (value % 100 > 59 || offset > 14 * 60)
        return std::nullopt;
    return text[0] == '-' ? -offset : offset;
}

} // namespace

struct TimeZone::Data
{
    std::unique_ptr<const icu::TimeZone> zone; // null: always `fixed`
    int fixed = 0;
};

TimeZone::TimeZone()
    : m_name("UTC")
{
}

Result<TimeZone> TimeZone::find(std::string_view name)
{
    TimeZone found;
    if (equalsIgnoringCase(name, "UTC") || name == "Z")
        return found;
    auto data = std::make_shared<Data>();
    if (const auto offset = fixedOffset(name)) {
        data->fixed = *offset;
        found.m_name = name;
    } else {
        const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
        data->zone.reset(name == "local" ? icu::TimeZone::detectHostTimeZone() : icu::TimeZone::createTimeZone(id));
        icu::UnicodeString canonical;
        found.m_name.clear();
        if (data->zone)
            data->zone->getID(canonical).toUTF8String(found.m_name);
        if (found.m_name.empty() || (name != "local" && found.m_name == UCAL_UNKNOWN_ZONE_ID))
            return Error{ErrorCode::BadArgument, std::string(name), "no time zone has this name"};
    }
    found.m_data = std::move(data);
    return found;
}

int TimeZone::offsetAt(int64_t utcSeconds) const
{
    if (!m_data || !m_data->zone)
        return m_data ? m_data->fixed : 0;
    int32_t raw = 0, summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    m_data->zone->getOffset(static_cast<UDate>(utcSeconds) * 1000, false, raw, summer, status);
    return U_SUCCESS(status) ? minutes(raw, summer) : 0;
}

int TimeZone::offsetAtLocal(int64_t localSeconds) const
{
    if (!m_data || !m_data->zone)
        return m_data ? m_data->fixed : 0;
    const auto* zone = dynamic_cast<const icu::BasicTimeZone*>(m_data->zone.get());
    int32_t raw = 0, summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    const UDate local = static_cast<UDate>(localSeconds) * 1000;
    if (zone)
        zone->getOffsetFromLocal(local, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, summer, status);
    else
        m_data->zone->getOffset(local, true, raw, summer, status);
    return U_SUCCESS(status) ? minutes(raw, summer) : 0;
}

} // namespace assay
