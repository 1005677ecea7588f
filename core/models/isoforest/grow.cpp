// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/isoforest/grow.h"

#include "core/base/parallelfor.h"
#include "core/models/isoforest/treegrower.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <stop_token>

namespace assay::models {
namespace {

constexpr uint32_t autoSampleExtended = 10'000;
constexpr uint32_t autoSamplePlain = 256;

uint32_t sampleSizeOf(const GrowOptions& options, size_t rows)
{
    const uint32_t automatic = options.algorithm == ForestAlgorithm::Extended ? autoSampleExtended : autoSamplePlain;
    const uint32_t wanted = options.sampleSize ? options.sampleSize : automatic;
    return static_cast<uint32_t>(std::min<size_t>(wanted, rows));
}

} // namespace

Result<Forest> growForest(const Matrix& rows, const GrowOptions& options, const RunContext& context)
{
    Forest forest;
    forest.algorithm = options.algorithm;
    forest.sampleSize = sampleSizeOf(options, rows.rows);
    forest.termsPerSplit = options.algorithm == ForestAlgorithm::Extended
        ? static_cast<uint32_t>(std::clamp<size_t>(options.termsPerSplit, 1, rows.columns()))
        : 1;
    forest.features = rows.names;
    forest.medians = columnMedians(rows);
    forest.trees.resize(options.trees);
    const GrowPlan plan(rows, forest);
    std::vector<std::unique_ptr<TreeGrower>> growers(context.workers());
    context.setTotal(options.trees);
    std::stop_source enough; // stops without throwing away what is done
    const std::stop_callback passOn(context.stopToken(), [&] { enough.request_stop(); });
    std::atomic<uint64_t> grown{0};
    const size_t done =
        parallelFor(options.trees, context.withStop(enough.get_token()), [&](size_t index, unsigned worker) {
            if (!growers[worker])
                growers[worker] = std::make_unique<TreeGrower>(plan);
            forest.trees[index] = growers[worker]->grow(options.seed, index);
            context.advance();
            const uint64_t count = ++grown;
            if (worker == 0 && options.onTree && !options.onTree(count))
                enough.request_stop();
        });
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    forest.trees.resize(done);
    return forest;
}

} // namespace assay::models
