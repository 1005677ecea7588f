// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/scan/hit.h"

namespace assay::report {

// One element of "hits" as every JSON of the program has it; evidence as "matches", fuzzy matches (where there are
// some) as "fuzzy".
void writeHitJson(JsonWriter& json, const Symbol& symbol, const Hit& hit, bool withEvidence);
// The same of one fuzzy match in words: "local: part 1.2, 29 of 32 shingles of 0123456789, flag 11, weight 24".
std::string fuzzyMatchText(const fuzzy::FuzzyMatch& match);
// The members "defects" and "limits_hit" of the open object.
void writeDefectsJson(JsonWriter& json, DefectSet defects);

} // namespace assay::report
