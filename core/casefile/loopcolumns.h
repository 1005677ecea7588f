// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/snapshot.h"
#include "core/store/database.h"

namespace assay {

// What submitted batches and suspects say about the first `rows` items; null without any. `previous` is what an earlier
// call gave: the same again as long as nothing changed.
Result<std::shared_ptr<const LoopColumns>> readLoopColumns(
    store::Database& database, uint32_t rows, std::shared_ptr<const LoopColumns> previous);

} // namespace assay
