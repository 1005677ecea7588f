// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/traffic/trafficrules.h"

#include <string_view>

namespace assay::rules {

// The expressions of rules for traffic: operators and numbers as in metas of mail rules (also "and", "or", "not"), over
//     request rules: FIELD =~ /pattern/flags, FIELD !~ ..., has(FIELD), numbers of a request (status >= 400)
//     metas: names of rules (upper case), features and facts (lower case), share(RULE), distinct(FIELD), top(FIELD),
//            context(NAME)
// BadRule with "reason at offset N" in `text`. Bounds: 16 KiB, 64 patterns. Rules that metas name are looked up later.
Result<TrafficRule> compileRequestExpression(std::string_view text);
Result<TrafficRule> compileSetExpression(std::string_view text);

} // namespace assay::rules
