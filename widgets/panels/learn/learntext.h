// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/fuzzylearning.h"

#include <QString>

namespace assay::gui {

// Neither denied nor failed nor without content.
bool takesPart(const PlannedItem& item);
// Which items of a plan are meant: those that a total counts.
enum class LearnGroup { All, Allowed, Denied, Reflagged, WithoutContent, Failed };
bool isIn(LearnGroup group, const PlannedItem& item);

// One line for an item: "new", "weight 4 → 5", "denied: sender domain", "re-flagged 11 → 13 · new".
QString outcomeText(const PlannedItem& item, const LearnRequest& request);
// The same for one of its hashes.
QString outcomeText(const PlannedHash& hash);
// "61 hashes: 55 new, 6 known"
QString hashTotals(const LearnTotals& totals, bool forget);
// What was learned or forgotten, and what was not, as one sentence.
QString learnedText(const LearnReport& report);

} // namespace assay::gui
