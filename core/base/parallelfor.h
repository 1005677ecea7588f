// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"

#include <cstddef>
#include <functional>

namespace assay {

// Calls body(index, worker) for every index in [0, count), on context.workers() threads (the caller's is one of them);
// worker is in [0, workers). Indices are handed out in ascending order, `grain` at a time. Stops early when asked;
// returns the number of indices that were run: all below it have been. body must not throw.
size_t parallelFor(size_t count, const RunContext& context,
    const std::function<void(size_t index, unsigned worker)>& body, size_t grain = 1);

} // namespace assay
