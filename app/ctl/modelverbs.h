// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"
#include "core/models/matrix.h"

#include <cstdint>
#include <vector>

namespace assay::ctl {

// Verbs about models and the tables they learn from.
Verb featuresVerb();
Verb modelFitVerb();
Verb modelScoreVerb();
Verb modelCompareVerb();
Verb modelDriftVerb();
Verb modelCleanVerb();

// The labels of a table, taken out of it: column `name`, 0 or 1 in every row. BadData names the first row (from 0) that
// holds something else, BadArgument a column that is not there.
Result<std::vector<uint8_t>> takeLabels(models::Matrix& table, const std::string& name);
// The table without that column.
models::Matrix withoutColumn(const models::Matrix& table, size_t column);

} // namespace assay::ctl
