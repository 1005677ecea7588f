// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace assay::nets {

// outputs = weights * inputs + biases; weights row after row, one row an output.
struct DenseLayer
{
    uint32_t inputs = 0, outputs = 0;
    std::vector<float> weights, biases;
};

// (x - mean) / sqrt(variance + 1e-5) * scale + shift, for each of its values.
struct NormLayer
{
    std::vector<float> scale, shift, mean, variance;
};

// n-64-32-L-32-64-n. A norm layer and a rectifier follow dense layers 0, 1, 3 and 4, a sigmoid follows layer 5.
struct AutoencoderWeights
{
    static constexpr uint32_t wide = 64, narrow = 32;
    std::array<DenseLayer, 6> dense;
    std::array<NormLayer, 4> norm;
};

struct AutoencoderFit
{
    uint32_t columns = 0, latent = 16;
    std::span<const float> values; // rows of `columns` numbers in [0, 1]
    std::span<const float> heldOut; // the same, not learned from; may be empty
    uint32_t epochs = 50, batch = 256;
    double rate = 1e-3, weightDecay = 1e-5;
    // Above 0, with rows held out: keeps the epoch with the least loss on them, and stops after so many epochs in which
    // it fell by less than 0.1 %.
    uint32_t patience = 0;
    uint64_t seed = 42;
    std::stop_token stop; // asked between batches
    // Losses are means over rows and columns, the second NaN without rows held out. False: keep what there is.
    std::function<bool(uint32_t epochsDone, double loss, double heldOutLoss)> onEpoch;
};

// Trains networks with libtorch. One training at a time, on one thread; the same input gives the same weights.
class NetworkTrainer
{
public:
    virtual ~NetworkTrainer() = default;
    // Cancelled when asked to stop; BadData when the loss is no number any more; Internal with libtorch's reason.
    virtual Result<AutoencoderWeights> trainAutoencoder(const AutoencoderFit& fit) const = 0;
};

// What the module gives under this name; null when it was built for another interface.
inline constexpr uint32_t trainerInterface = 1;
using TrainerFunction = const NetworkTrainer* (*)(uint32_t interface);
inline constexpr const char* trainerFunctionName = "assayNetworkTrainer";

} // namespace assay::nets
