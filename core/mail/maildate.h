// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <optional>
#include <string_view>

namespace assay {

// A date of RFC 5322: optional day name, comments anywhere, month by name (or number), two- and three-digit years
// (00-49 are 20xx, 50-99 19xx), seconds optional, numeric or named zone; an unknown or missing zone is UTC. Text behind
// the zone is ignored. Nullopt when it is none, or outside years 1-9999.
std::optional<Timestamp> parseMailDate(std::string_view text);

} // namespace assay
