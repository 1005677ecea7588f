// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/fuzzyrule.h"

class QComboBox;

namespace assay::gui {

// Offers the flags of a storage that can be written; one without named flags takes any number from 1 to 255.
// `wanted` is chosen when it is among them.
void fillFlagChoice(QComboBox& box, const fuzzy::FuzzyRule* rule, int wanted);
void chooseFlag(QComboBox& box, int flag); // nothing happens when it is not offered
int chosenFlag(const QComboBox& box); // 0: none

} // namespace assay::gui
