// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/kann/forwardpass.h"

#include "core/neural/kann/shapeplanner.h"
#include "core/neural/kann/unary.h"

#include <algorithm>
#include <cassert>

namespace assay::neural {
namespace {

// Eight sums side by side: the compiler may use vectors, and the result is the same on every machine.
float dot(const float* a, const float* b, size_t count)
{
    float sums[8] = {};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (size_t lane = 0; lane < 8; ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    }
    float rest = 0;
    for (; i < count; ++i)
        rest += a[i] * b[i];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) + rest;
}

} // namespace

Result<ForwardPass> ForwardPass::make(std::shared_ptr<const Graph> graph)
{
    ForwardPass pass;
    pass.m_graph = std::move(graph);
    if (const auto planned = ShapePlanner(pass).plan(); !planned)
        return planned.error();
    return pass;
}

ForwardPass::Workspace ForwardPass::makeWorkspace() const
{
    Workspace workspace;
    workspace.values.resize(m_steps.size());
    for (const Step& step : m_steps) {
        if (step.isNeeded && !m_graph->nodes[step.node].isLeaf())
            workspace.values[step.node].resize(step.size());
    }
    return workspace;
}

std::span<const float> ForwardPass::valueOf(size_t node, const Workspace& workspace) const
{
    const GraphNode& leaf = m_graph->nodes[node];
    return leaf.isVariable() || leaf.isConstant() ? std::span<const float>(leaf.values) : workspace.values[node];
}

float ForwardPass::run(std::span<const float> row, Workspace& workspace) const
{
    assert(row.size() == m_inputs);
    workspace.values[m_inputNode].assign(row.begin(), row.end());
    for (const Step& step : m_steps) {
        if (step.isNeeded && !m_graph->nodes[step.node].isLeaf())
            compute(step, workspace);
    }
    return valueOf(m_outputNode, workspace)[0];
}

bool ForwardPass::endsWithTanh() const
{
    return m_graph->nodes[m_outputNode].operation == static_cast<uint16_t>(Operator::Tanh);
}

float ForwardPass::beforeTanh(const Workspace& workspace) const
{
    return valueOf(m_graph->nodes[m_outputNode].children[0], workspace)[0];
}

void ForwardPass::compute(const Step& step, Workspace& workspace) const
{
    const GraphNode& node = m_graph->nodes[step.node];
    const auto operation = static_cast<Operator>(node.operation);
    switch (operation) {
    case Operator::Add:
    case Operator::Subtract:
    case Operator::Multiply:
        computeBinary(step, operation, workspace);
        return;
    case Operator::MultiplyByTransposed:
    case Operator::MatrixProduct:
        computeProduct(step, operation, workspace);
        return;
    default:
        break;
    }
    std::vector<float>& out = workspace.values[step.node];
    const std::span<const float> first = valueOf(node.children[0], workspace);
    std::copy(first.begin(), first.end(), out.begin());
    if (operation == Operator::Average) {
        for (size_t c = 1; c < node.children.size(); ++c) {
            const std::span<const float> other = valueOf(node.children[c], workspace);
            for (size_t i = 0; i < out.size(); ++i)
                out[i] += other[i];
        }
        for (float& value : out)
            value /= static_cast<float>(node.children.size());
    } else {
        applyUnary(operation, out, step.columns);
    }
}

// The second operand is repeated until the first ends.
void ForwardPass::computeBinary(const Step& step, Operator operation, Workspace& workspace) const
{
    const GraphNode& node = m_graph->nodes[step.node];
    std::vector<float>& out = workspace.values[step.node];
    const std::span<const float> a = valueOf(node.children[0], workspace);
    const std::span<const float> b = valueOf(node.children[1], workspace);
    for (size_t begin = 0; begin < a.size(); begin += b.size()) {
        for (size_t i = 0; i < b.size(); ++i) {
            const float left = a[begin + i];
            out[begin + i] = operation == Operator::Add ? left + b[i]
                : operation == Operator::Subtract       ? left - b[i]
                                                        : left * b[i];
        }
    }
}

void ForwardPass::computeProduct(const Step& step, Operator operation, Workspace& workspace) const
{
    const GraphNode& node = m_graph->nodes[step.node];
    std::vector<float>& out = workspace.values[step.node];
    const float* a = valueOf(node.children[0], workspace).data();
    const float* b = valueOf(node.children[1], workspace).data();
    const size_t inner = m_steps[node.children[0]].columns;
    for (size_t r = 0; r < step.rows; ++r) {
        for (size_t c = 0; c < step.columns; ++c) {
            float& sum = out[r * step.columns + c];
            if (operation == Operator::MultiplyByTransposed) {
                sum = dot(a + r * inner, b + c * inner, inner);
                continue;
            }
            sum = 0;
            for (size_t k = 0; k < inner; ++k)
                sum += a[r * inner + k] * b[k * step.columns + c];
        }
    }
}

} // namespace assay::neural
