// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/fuzzyrule.h"

#include <QString>

// Flags and hashes in words.
namespace assay::gui {

QString flagMeaningText(fuzzy::FlagMeaning meaning); // "black", "grey", "white"
// "11 · spam traps (black)"; `rule`: null when the storage is not known.
QString flagText(const fuzzy::FuzzyRule* rule, uint32_t flag);
// "Affects 12 hashes in storage local, flag 11": said before hashes are changed.
QString affectedHashes(size_t count, const QString& storage, uint32_t flag);

} // namespace assay::gui
