// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/scan/hit.h"

namespace assay::report {

// One element of "hits" as every JSON of the program has it; evidence as "matches", fuzzy matches (where there are
// some) as "fuzzy".
void writeHitJson(JsonWriter& json, const Symbol& symbol, const Hit& hit, bool withEvidence);
// The members "defects" and "limits_hit" of the open object.
void writeDefectsJson(JsonWriter& json, DefectSet defects);

} // namespace assay::report
