// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/manifest.h"
#include "core/train/rundirectory.h"

#include <functional>

namespace assay::train {

// What is done in a run directory; leaves the model in its result/.
using TrainRecipe = std::function<Result<models::Manifest>(
    const RunDirectory& run, const RunContext& context, const TrainObserver& observer, TrainControl* control)>;

// The inner of the program assay-train: runs a recipe in a folder, tells events on standard output and in events.jsonl,
// and leaves result/ or error.json. What libraries print goes to standard error. The process takes SIGTERM as "finish
// now", cannot open network sockets, has bounded memory, and ends with `parent` (0: nobody). Returns what main() does:
// 0, or 1 with error.json.
int runTrainProgram(const RunDirectory& run, unsigned workers, int parent, const TrainRecipe& recipe);

} // namespace assay::train
