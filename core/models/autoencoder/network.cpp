// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/autoencoder/network.h"

#include "core/models/modelfile.h"

#include <algorithm>
#include <cmath>

namespace assay::models {
namespace {

constexpr double normEpsilon = 1e-5;
constexpr size_t mostInputs = 100'000;
constexpr std::array<int, 6> normBehind = {0, 1, -1, 2, 3, -1}; // of each dense layer; -1: none

bool areFinite(const std::vector<float>& values)
{
    return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

bool isSound(const nets::DenseLayer& layer, size_t inputs, size_t outputs)
{
    return layer.inputs == inputs && layer.outputs == outputs && layer.weights.size() == inputs * outputs
        && layer.biases.size() == outputs && areFinite(layer.weights) && areFinite(layer.biases);
}

bool isSound(const nets::NormLayer& layer, size_t width)
{
    for (const std::vector<float>* part : {&layer.scale, &layer.shift, &layer.mean, &layer.variance}) {
        if (part->size() != width || !areFinite(*part))
            return false;
    }
    return std::all_of(layer.variance.begin(), layer.variance.end(), [](float value) { return value >= 0; });
}

void writeFloats(BodyWriter& out, const std::vector<float>& values)
{
    out.number(static_cast<uint32_t>(values.size()));
    out.raw({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

std::vector<float> readFloats(BodyReader& in)
{
    std::vector<float> values(in.count(sizeof(float), mostInputs * nets::AutoencoderWeights::wide));
    const std::string_view bytes = in.raw(values.size() * sizeof(float));
    if (!in.failed())
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(values.data()));
    return values;
}

} // namespace

Result<AutoencoderNetwork> AutoencoderNetwork::make(nets::AutoencoderWeights weights)
{
    constexpr size_t wide = nets::AutoencoderWeights::wide, narrow = nets::AutoencoderWeights::narrow;
    const size_t columns = weights.dense[0].inputs, latent = weights.dense[2].outputs;
    const std::array<size_t, 7> sizes = {columns, wide, narrow, latent, narrow, wide, columns};
    const std::array<size_t, 4> widths = {wide, narrow, narrow, wide};
    bool sound = columns >= 1 && columns <= mostInputs && latent >= 1 && latent <= mostInputs;
    for (size_t i = 0; i < weights.dense.size(); ++i)
        sound = sound && isSound(weights.dense[i], sizes[i], sizes[i + 1]);
    for (size_t i = 0; i < weights.norm.size(); ++i)
        sound = sound && isSound(weights.norm[i], widths[i]);
    if (!sound)
        return Error{ErrorCode::BadData, "autoencoder", "its layers do not fit"};
    AutoencoderNetwork out;
    out.m_columns = columns;
    out.m_latent = latent;
    for (size_t i = 0; i < weights.dense.size(); ++i)
        out.m_layers.push_back(
            layerOf(weights.dense[i], normBehind[i] < 0 ? nullptr : &weights.norm[static_cast<size_t>(normBehind[i])]));
    out.m_weights = std::move(weights);
    return out;
}

AutoencoderNetwork::Layer AutoencoderNetwork::layerOf(const nets::DenseLayer& dense, const nets::NormLayer* norm)
{
    Layer layer;
    layer.inputs = dense.inputs;
    layer.outputs = dense.outputs;
    layer.isRectified = norm != nullptr;
    layer.weights.resize(dense.weights.size());
    for (size_t o = 0; o < layer.outputs; ++o) {
        const double factor = norm ? norm->scale[o] / std::sqrt(norm->variance[o] + normEpsilon) : 1.0;
        for (size_t i = 0; i < layer.inputs; ++i)
            layer.weights[i * layer.outputs + o] = static_cast<float>(dense.weights[o * layer.inputs + i] * factor);
        const double bias = norm ? (static_cast<double>(dense.biases[o]) - norm->mean[o]) * factor + norm->shift[o]
                                 : static_cast<double>(dense.biases[o]);
        layer.biases.push_back(static_cast<float>(bias));
    }
    return layer;
}

void AutoencoderNetwork::Layer::run(const float* input, float* output) const
{
    std::copy(biases.begin(), biases.end(), output);
    const float* column = weights.data();
    for (size_t i = 0; i < inputs; ++i, column += outputs) {
        const float x = input[i];
        if (x == 0) // most flags are
            continue;
        for (size_t o = 0; o < outputs; ++o)
            output[o] += x * column[o];
    }
    for (size_t o = 0; o < outputs && isRectified; ++o)
        output[o] = std::max(output[o], 0.0F);
}

std::vector<float> AutoencoderNetwork::encode(const float* input) const
{
    std::array<float, nets::AutoencoderWeights::wide> wide;
    std::array<float, nets::AutoencoderWeights::narrow> narrow;
    std::vector<float> out(m_latent);
    m_layers[0].run(input, wide.data());
    m_layers[1].run(wide.data(), narrow.data());
    m_layers[2].run(narrow.data(), out.data());
    return out;
}

void AutoencoderNetwork::reconstruct(const float* input, float* output) const
{
    std::array<float, nets::AutoencoderWeights::wide> wide;
    std::array<float, nets::AutoencoderWeights::narrow> narrow;
    const std::vector<float> inner = encode(input);
    m_layers[3].run(inner.data(), narrow.data());
    m_layers[4].run(narrow.data(), wide.data());
    m_layers[5].run(wide.data(), output);
    for (size_t i = 0; i < m_columns; ++i)
        output[i] = 1 / (1 + std::exp(-output[i]));
}

std::string weightsToBytes(const nets::AutoencoderWeights& weights)
{
    BodyWriter out;
    for (const nets::DenseLayer& layer : weights.dense) {
        out.number(layer.inputs);
        out.number(layer.outputs);
        writeFloats(out, layer.weights);
        writeFloats(out, layer.biases);
    }
    for (const nets::NormLayer& layer : weights.norm) {
        for (const std::vector<float>* part : {&layer.scale, &layer.shift, &layer.mean, &layer.variance})
            writeFloats(out, *part);
    }
    return out.take();
}

Result<nets::AutoencoderWeights> weightsFromBytes(std::string_view bytes)
{
    BodyReader in(bytes);
    nets::AutoencoderWeights weights;
    for (nets::DenseLayer& layer : weights.dense) {
        layer.inputs = in.number<uint32_t>();
        layer.outputs = in.number<uint32_t>();
        layer.weights = readFloats(in);
        layer.biases = readFloats(in);
    }
    for (nets::NormLayer& layer : weights.norm) {
        for (std::vector<float>* part : {&layer.scale, &layer.shift, &layer.mean, &layer.variance})
            *part = readFloats(in);
    }
    if (in.failed() || !in.isAtEnd())
        return Error{ErrorCode::BadData, "autoencoder", "its weights are cut off"};
    return weights;
}

} // namespace assay::models
