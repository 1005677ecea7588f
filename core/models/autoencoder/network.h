// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/torch/networktrainer.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::models {

// A trained autoencoder, ready to be asked: plain code, so that scoring needs no library. Immutable; any thread.
class AutoencoderNetwork
{
public:
    // BadData when the layers do not fit each other or a number is not finite.
    static Result<AutoencoderNetwork> make(nets::AutoencoderWeights weights);

    size_t columns() const { return m_columns; }
    size_t latent() const { return m_latent; }
    const nets::AutoencoderWeights& weights() const { return m_weights; }

    // `input` has columns() numbers; latent() of them are given.
    std::vector<float> encode(const float* input) const;
    // What the network makes of the input again: columns() numbers into `output`.
    void reconstruct(const float* input, float* output) const;

private:
    // A dense layer with the norm layer behind it worked in; weights column after column, so that all outputs of an
    // input are added at once.
    struct Layer
    {
        size_t inputs = 0, outputs = 0;
        std::vector<float> weights, biases;
        bool isRectified = false;
        void run(const float* input, float* output) const;
    };
    static Layer layerOf(const nets::DenseLayer& dense, const nets::NormLayer* norm);

    size_t m_columns = 0, m_latent = 0;
    nets::AutoencoderWeights m_weights; // as trained: what is stored
    std::vector<Layer> m_layers;
};

// Weights as bytes of a model file, and back; every size and number is checked.
std::string weightsToBytes(const nets::AutoencoderWeights& weights);
Result<nets::AutoencoderWeights> weightsFromBytes(std::string_view bytes);

} // namespace assay::models
