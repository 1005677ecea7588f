// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/neural/kann/topology.h"
#include "core/neural/train/generator.h"

#include <functional>
#include <span>

namespace assay::neural {

struct TrainingSettings
{
    Topology topology = Topology::Rspamd34;
    size_t hidden = 0; // units; 0: as rspamd chooses them with `hiddenMultiplier`
    double hiddenMultiplier = 1.5;
    size_t iterations = 25; // passes over the vectors
    double learningRate = 0.01;
    size_t batch = 64; // vectors between two steps
    size_t patience = 10; // passes before the best is looked for, and then without a better one
    double validationShare = 0.1; // floor of it is kept aside
    double stopCost = 0; // end when the cost of training falls to it; 0: never (rspamd reads its option and ignores it)
};

// Vectors one after the other with their targets.
struct TrainingVectors
{
    size_t length = 0;
    std::vector<float> numbers; // length for each vector
    std::vector<float> targets; // 1 spam, -1 ham
    std::vector<float> weights; // of the cost, 0 or more; empty: all alike
    size_t count() const { return targets.size(); }
    std::span<const float> row(size_t index) const { return {numbers.data() + index * length, length}; }
};

struct EpochCosts
{
    double training = 0;
    double validation = 0; // 0 without validation vectors
};

struct TrainedNetwork
{
    Graph graph;
    Layout layout;
    std::vector<EpochCosts> epochs;
    size_t best = 0; // pass whose weights were kept, from 0
};

// Called after each pass, on the calling thread; false: enough, keep the best of what there is.
using EpochWatcher = std::function<bool(size_t epoch, const EpochCosts& costs)>;

// Trains as rspamd does: single precision, one thread, numbers from the generator in the same order. The same vectors,
// settings and state of the generator give the same bits. With `heldOut` these vectors are what validates, and none is
// kept aside. BadArgument: no vectors, one class only, or settings out of
// range; BadData: a number or the cost is no number (nothing is kept then); Cancelled. Progress counts passes.
Result<TrainedNetwork> trainNetwork(const TrainingVectors& vectors, const TrainingSettings& settings,
    Generator& generator, const RunContext& context, const EpochWatcher& watcher = {},
    const TrainingVectors* heldOut = nullptr);

} // namespace assay::neural
