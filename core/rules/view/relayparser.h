// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/relayformats.h"
#include "core/rules/view/relays.h"

#include <optional>
#include <string>
#include <string_view>

namespace assay::rules {

// One Received value as the formats read it.
struct RelayReading
{
    // nullopt: no known form. Then `relay` says nothing.
    std::optional<RelayOutcome> outcome;
    Relay relay; // for Relay; for ScannerNote its envfrom
};

// `value` is a Received value, folded or not.
RelayReading readReceived(std::string_view value);

} // namespace assay::rules
