// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/kann/topology.h"
#include "core/neural/train/generator.h"

#include <span>
#include <vector>

namespace assay::neural {

// One hidden layer with its gradients, in single precision. Weights of the hidden layer are kept by input, so that
// inputs of 0, nearly all of a vector, cost nothing.
class Perceptron
{
public:
    Perceptron(const Layout& layout, Generator& generator);

    // Output for one vector, remembered for addGradient. Negative numbers count as 0.
    float run(std::span<const float> vector);
    // Cost of the last output.
    double cost(float target) const;
    // Adds `factor` times the gradient of the cost of the last output.
    void addGradient(float target, float factor);
    // One step of RMSprop along the gradients, which become 0.
    void step(float learningRate);

    using Snapshot = std::vector<float>;
    Snapshot snapshot() const { return m_weights; }
    void restore(const Snapshot& weights) { m_weights = weights; }
    Weights weights() const;

private:
    size_t hiddenBias() const { return m_layout.inputs * m_layout.hidden; }
    size_t outputWeights() const { return hiddenBias() + m_layout.hidden; }
    size_t outputBias() const { return outputWeights() + m_layout.hidden; }

    Layout m_layout;
    std::vector<float> m_weights; // hidden by input, hidden biases, output, output bias
    std::vector<float> m_gradients;
    std::vector<float> m_squares; // running means
    std::vector<uint32_t> m_active; // inputs above 0 of the last vector
    std::vector<float> m_values; // of those
    std::vector<float> m_hidden; // behind their activation
    std::vector<float> m_back;
    float m_output = 0;
};

} // namespace assay::neural
