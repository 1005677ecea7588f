// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/filter/filteredit.h"

namespace assay::gui {

// The faults of a query that are marked while it is typed.
std::vector<FilterMark> queryMarks(const QString& text, const query::Parsed& parsed);
// The first of them; null: there is none to tell of.
const query::Fault* queryFault(const query::Parsed& parsed);

} // namespace assay::gui
