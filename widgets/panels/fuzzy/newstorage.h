// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/fuzzydesk.h"

namespace assay::gui {

// `wanted`, with a number when a rule is called so already.
std::string freeName(const QString& wanted, const FuzzyDesk::Rules& known);
// A rule for the storage in a file, with the three flags that rspamd ships.
fuzzy::FuzzyRule newLocalStorage(const QString& file, const FuzzyDesk::Rules& known);
std::vector<fuzzy::FlagRule> usualFlags();

} // namespace assay::gui
