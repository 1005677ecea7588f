// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

// A time zone with its summer times. Immutable; any thread.
class TimeZone
{
public:
    TimeZone(); // UTC
    // "UTC", "local" (that of the machine), "Europe/Kyiv", or "+02:00". BadArgument when there is no such zone.
    static Result<TimeZone> find(std::string_view name);

    const std::string& name() const { return m_name; }
    // Minutes east of Greenwich at a moment, seconds since 1970.
    int offsetAt(int64_t utcSeconds) const;
    // The same at a time of the clock, given as seconds since 1970 as if it were UTC. A time that a change skips or has
    // twice is read with the offset before the change.
    int offsetAtLocal(int64_t localSeconds) const;

private:
    struct Data;
    std::string m_name;
    std::shared_ptr<const Data> m_data; // null: UTC
};

} // namespace assay
