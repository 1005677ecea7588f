// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "core/casefile/case.h"
#include "core/text/timezone.h"

namespace assay::ctl {

// Options of verbs that ask a query.
inline constexpr OptionSpec sortOption{"--sort", "FIELDS", "order, as -date,from; import order without it", false};
inline constexpr OptionSpec nowOption{
    "--now", "TIME", "what relative dates count from: seconds since 1970, or 2026-11-21T09:00:00 (UTC)", false};
inline constexpr OptionSpec zoneOption{"--zone", "ZONE", "time zone: local (default), UTC, Europe/Kyiv, +02:00", false};

// The zone of --zone, else that of the machine.
Result<TimeZone> askedZone(const Arguments& arguments);
// The query that is the one operand, bound to the fields and lists of the case, with its order; warnings go to stderr.
// BadArgument says what is wrong and where.
Result<FindRequest> askedQuestion(std::string_view verb, const Arguments& arguments, const Case& work);
// The same of a query that stands elsewhere.
Result<FindRequest> askedQuestion(
    std::string_view verb, const std::string& text, const Arguments& arguments, const Case& work);

} // namespace assay::ctl
