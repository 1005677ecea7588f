// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallelfor.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace assay {

size_t parallelFor(
    size_t count, const RunContext& context, const std::function<void(size_t, unsigned)>& body, size_t grain)
{
    grain = std::max<size_t>(grain, 1);
    std::atomic<size_t> next{0};
    // A worker finishes the block it took, so everything below `next` has been run when all have returned.
    const auto work = [&](unsigned worker) {
        while (!context.stopRequested()) {
            const size_t begin = next.fetch_add(grain, std::memory_order_relaxed);
            if (begin >= count)
                return;
            const size_t end = std::min(begin + grain, count);
            for (size_t index = begin; index < end; ++index)
                body(index, worker);
        }
    };
    const auto workers = static_cast<unsigned>(std::min<size_t>(context.workers(), (count + grain - 1) / grain));
    {
        std::vector<std::jthread> threads;
        for (unsigned worker = 1; worker < workers; ++worker)
            threads.emplace_back(work, worker);
        work(0);
    }
    return std::min(next.load(), count);
}

} // namespace assay
