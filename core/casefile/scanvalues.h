// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/index/scansegment.h"
#include "core/store/database.h"

namespace assay {

// Whom the index of a scan is for: changes whenever a result of these rows does.
IndexIdentity scanIdentity(const ScoreColumn& scores, uint32_t firstRow, uint32_t rows);
// Reads the stored results of a scan for these rows and makes the image of their index.
Result<std::string> makeScanSegment(store::Database& database, const ItemTable& items, const ScoreColumn& scores,
    uint32_t firstRow, uint32_t rows, const RunContext& context);

} // namespace assay
