// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/models/isoforest/forest.h"
#include "core/models/matrix.h"

#include <functional>

namespace assay::models {

struct GrowOptions
{
    ForestAlgorithm algorithm = ForestAlgorithm::Extended;
    uint32_t trees = 300;
    uint32_t termsPerSplit = 3; // of the extended forest
    uint32_t sampleSize = 0; // 0: all rows, at most 10,000 (extended) or 256 (plain)
    uint64_t seed = 42;
    // Called by the calling thread after trees of its own; false: keep those that are done.
    std::function<bool(uint64_t treesDone)> onTree = {};
};

// A forest from the rows (16 or more). Each tree has random numbers of its own, so the number of workers does not
// matter. Progress counts trees; Cancelled when asked to stop.
Result<Forest> growForest(const Matrix& rows, const GrowOptions& options, const RunContext& context);

} // namespace assay::models
