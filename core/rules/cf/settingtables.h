// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/cf/settings.h"
#include "core/rules/eval/evaltables.h"
#include "core/rules/rule.h"
#include "core/rules/view/viewtables.h"

#include <vector>

namespace assay::rules {

// Tables made from the lines that are no rules. Lines with wrong values are left out and become problems.
ViewTables makeViewTables(const Settings& settings, std::vector<RuleProblem>& problems);
EvalTables makeEvalTables(const Settings& settings, std::vector<RuleProblem>& problems);

} // namespace assay::rules
