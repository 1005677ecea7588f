// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rulesengine.h"

#include <QString>

namespace assay::gui {

// Why a place of evidence has no range in the bytes, or only an enclosing one; empty when it has.
QString rawRangeReason(rules::Unmapped why);

} // namespace assay::gui
