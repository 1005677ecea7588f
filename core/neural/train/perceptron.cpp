// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/train/perceptron.h"

#include "core/neural/kann/unary.h"

#include <algorithm>
#include <cmath>

namespace assay::neural {
namespace {

constexpr float decay = 0.9f;
constexpr float smallestRoot = 1e-6f;
constexpr float smallestDenominator = 1e-9f;

} // namespace

Perceptron::Perceptron(const Layout& layout, Generator& generator)
    : m_layout(layout)
    , m_weights(outputBias() + 1)
    , m_gradients(m_weights.size())
    , m_squares(m_weights.size())
    , m_hidden(layout.hidden)
    , m_back(layout.hidden)
{
    const double spread = 1.0 / std::sqrt(static_cast<double>(layout.inputs));
    for (size_t unit = 0; unit < layout.hidden; ++unit) {
        for (size_t input = 0; input < layout.inputs; ++input)
            m_weights[input * layout.hidden + unit] = static_cast<float>(generator.normal() * spread);
    }
    const double outputSpread = 1.0 / std::sqrt(static_cast<double>(layout.hidden));
    for (size_t unit = 0; unit < layout.hidden; ++unit)
        m_weights[outputWeights() + unit] = static_cast<float>(generator.normal() * outputSpread);
}

float Perceptron::run(std::span<const float> vector)
{
    const size_t units = m_layout.hidden;
    m_active.clear();
    m_values.clear();
    std::fill(m_hidden.begin(), m_hidden.end(), 0.0f);
    for (size_t input = 0; input < vector.size(); ++input) {
        const float value = vector[input];
        if (!(value > 0))
            continue;
        m_active.push_back(static_cast<uint32_t>(input));
        m_values.push_back(value);
        const float* weights = m_weights.data() + input * units;
        for (size_t unit = 0; unit < units; ++unit)
            m_hidden[unit] += value * weights[unit];
    }
    const bool isSeed = m_layout.topology == Topology::Seed;
    float sum = 0;
    for (size_t unit = 0; unit < units; ++unit) {
        m_hidden[unit] += m_weights[hiddenBias() + unit];
        if (isSeed)
            m_hidden[unit] = kannTanh(m_hidden[unit]);
        sum += m_hidden[unit] * m_weights[outputWeights() + unit];
    }
    sum += m_weights[outputBias()];
    m_output = isSeed ? sum : kannTanh(sum);
    return m_output;
}

double Perceptron::cost(float target) const
{
    if (m_layout.topology == Topology::Seed)
        return static_cast<double>((m_output - target) * (m_output - target));
    double cost = 0;
    for (const float sign : {1.0f, -1.0f}) {
        const float share = 0.5f * (1.0f + sign * target);
        const float guessed = 0.5f * (1.0f + sign * m_output);
        if (share > 0)
            cost += static_cast<double>(share * std::log(share / std::max(guessed, smallestDenominator)));
    }
    return cost;
}

void Perceptron::addGradient(float target, float factor)
{
    const size_t units = m_layout.hidden;
    const bool isSeed = m_layout.topology == Topology::Seed;
    float slope = 0; // of the cost by the sum before the output's activation
    if (isSeed) {
        slope = 2.0f * (m_output - target);
    } else {
        if (1.0f + target > 0)
            slope -= 0.5f * (1.0f + target) / std::max(1.0f + m_output, smallestDenominator);
        if (1.0f - target > 0)
            slope += 0.5f * (1.0f - target) / std::max(1.0f - m_output, smallestDenominator);
        slope *= 1.0f - m_output * m_output;
    }
    slope *= factor;
    m_gradients[outputBias()] += slope;
    for (size_t unit = 0; unit < units; ++unit) {
        m_gradients[outputWeights() + unit] += slope * m_hidden[unit];
        m_back[unit] = slope * m_weights[outputWeights() + unit];
        if (isSeed)
            m_back[unit] *= 1.0f - m_hidden[unit] * m_hidden[unit];
        m_gradients[hiddenBias() + unit] += m_back[unit];
    }
    for (size_t i = 0; i < m_active.size(); ++i) {
        float* gradients = m_gradients.data() + size_t{m_active[i]} * units;
        for (size_t unit = 0; unit < units; ++unit)
            gradients[unit] += m_values[i] * m_back[unit];
    }
}

void Perceptron::step(float learningRate)
{
    for (size_t i = 0; i < m_weights.size(); ++i) {
        const float gradient = m_gradients[i];
        m_squares[i] = decay * m_squares[i] + (1.0f - decay) * gradient * gradient;
        m_weights[i] -= learningRate * gradient / std::sqrt(smallestRoot + m_squares[i]);
        m_gradients[i] = 0;
    }
}

Weights Perceptron::weights() const
{
    const size_t units = m_layout.hidden;
    Weights out;
    out.hidden.reserve(hiddenBias());
    for (size_t unit = 0; unit < units; ++unit) {
        for (size_t input = 0; input < m_layout.inputs; ++input)
            out.hidden.push_back(m_weights[input * units + unit]);
    }
    const auto at = [&](size_t index) { return m_weights.begin() + static_cast<std::ptrdiff_t>(index); };
    out.hiddenBias.assign(at(hiddenBias()), at(outputWeights()));
    out.output.assign(at(outputWeights()), at(outputBias()));
    out.outputBias = m_weights[outputBias()];
    return out;
}

} // namespace assay::neural
