// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/kann/forwardpass.h"

namespace assay::neural {

// Finds input, output and what the output needs, and checks that all lengths fit, so that computing cannot fail.
class ShapePlanner
{
public:
    explicit ShapePlanner(ForwardPass& pass)
        : m_pass(pass)
        , m_nodes(pass.m_graph->nodes)
    {
    }
    Result<void> plan();

private:
    using Step = ForwardPass::Step;

    Result<void> findEnds();
    void markNeeded();
    Result<void> planLeaf(Step& step);
    Result<void> planOperation(Step& step);
    bool planUnary(Step& step, const GraphNode& node);
    bool planBinary(Step& step, const GraphNode& node);
    bool planProduct(Step& step, const GraphNode& node, bool isTransposed);
    Result<void> addWork(const Step& step);

    ForwardPass& m_pass;
    const std::vector<GraphNode>& m_nodes;
    double m_work = 0; // multiplications
    size_t m_memory = 0; // numbers
};

} // namespace assay::neural
