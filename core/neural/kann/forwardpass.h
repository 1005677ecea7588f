// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/kann/graph.h"

#include <memory>
#include <span>

namespace assay::neural {

// Computes the one output of a network, in single precision as KANN does it, by the operators of its nodes. Immutable;
// any thread, each with a Workspace of its own.
class ForwardPass
{
public:
    // BadData when the graph has not one input and one output of one number, or lengths do not fit; Unsupported: an
    // operator before the output that is not computed here; LimitExceeded: more work than any sound network asks for.
    static Result<ForwardPass> make(std::shared_ptr<const Graph> graph);

    size_t inputs() const { return m_inputs; }
    const Graph& graph() const { return *m_graph; }

    // The values of all nodes, kept between calls.
    class Workspace
    {
        friend class ForwardPass;
        std::vector<std::vector<float>> values;
    };
    Workspace makeWorkspace() const;
    // `row` has inputs() numbers.
    float run(std::span<const float> row, Workspace& workspace) const;
    // Whether the output is the tanh of another value; that value, of the last run.
    bool endsWithTanh() const;
    float beforeTanh(const Workspace& workspace) const;

private:
    struct Step
    {
        size_t node = 0;
        size_t rows = 1; // of the result
        size_t columns = 1;
        bool isNeeded = false;
        size_t size() const { return rows * columns; }
    };
    friend class ShapePlanner;

    std::span<const float> valueOf(size_t node, const Workspace& workspace) const;
    void compute(const Step& step, Workspace& workspace) const;
    void computeBinary(const Step& step, Operator operation, Workspace& workspace) const;
    void computeProduct(const Step& step, Operator operation, Workspace& workspace) const;

    std::shared_ptr<const Graph> m_graph;
    std::vector<Step> m_steps; // one a node
    size_t m_inputs = 0;
    size_t m_inputNode = 0;
    size_t m_outputNode = 0;
};

} // namespace assay::neural
