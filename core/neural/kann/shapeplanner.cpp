// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/kann/shapeplanner.h"

#include "core/neural/kann/unary.h"

#include <algorithm>

namespace assay::neural {
namespace {

// Far above a network over every symbol that rspamd has.
constexpr double mostWork = 1e9;
constexpr size_t mostMemory = size_t{16} << 20;

Error badGraph(std::string detail)
{
    return Error{ErrorCode::BadData, "KANN network", std::move(detail)};
}

std::string nodeName(size_t node)
{
    return "node " + std::to_string(node);
}

} // namespace

Result<void> ShapePlanner::plan()
{
    if (const auto found = findEnds(); !found)
        return found;
    markNeeded();
    for (Step& step : m_pass.m_steps) {
        if (!step.isNeeded)
            continue;
        const auto planned = m_nodes[step.node].isLeaf() ? planLeaf(step) : planOperation(step);
        if (!planned)
            return planned;
        if (const auto bounded = addWork(step); !bounded)
            return bounded;
    }
    if (m_pass.m_steps[m_pass.m_outputNode].size() != 1)
        return badGraph("its output is not one number");
    if (!m_pass.m_steps[m_pass.m_inputNode].isNeeded)
        return badGraph("its output does not depend on its input");
    return {};
}

Result<void> ShapePlanner::findEnds()
{
    size_t inputs = 0, outputs = 0;
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        Step step;
        step.node = i;
        m_pass.m_steps.push_back(step);
        if ((m_nodes[i].externalFlag & GraphNode::input) != 0 && m_nodes[i].isFeed()) {
            ++inputs;
            m_pass.m_inputNode = i;
        }
        if ((m_nodes[i].externalFlag & GraphNode::output) != 0) {
            ++outputs;
            m_pass.m_outputNode = i;
        }
    }
    if (inputs != 1 || outputs != 1)
        return badGraph("it has " + std::to_string(inputs) + " inputs and " + std::to_string(outputs) + " outputs");
    if (m_nodes[m_pass.m_outputNode].isLeaf())
        return badGraph("its output is not computed");
    return {};
}

void ShapePlanner::markNeeded()
{
    auto& steps = m_pass.m_steps;
    steps[m_pass.m_outputNode].isNeeded = true;
    for (size_t i = m_pass.m_outputNode + 1; i-- > 0;) {
        if (!steps[i].isNeeded)
            continue;
        for (const uint32_t child : m_nodes[i].children)
            steps[child].isNeeded = true;
    }
}

Result<void> ShapePlanner::planLeaf(Step& step)
{
    const GraphNode& node = m_nodes[step.node];
    step.columns = node.shape.empty() ? 1 : node.shape.back();
    if (!node.isFeed()) {
        step.rows = node.values.size() / step.columns;
        return {};
    }
    if (step.node != m_pass.m_inputNode)
        return badGraph(nodeName(step.node) + " waits for something that is no input");
    if (node.shape.size() != 2)
        return badGraph("its input has " + std::to_string(node.shape.size()) + " dimensions instead of 2");
    m_pass.m_inputs = step.columns; // the first dimension counts rows of a batch
    return {};
}

Result<void> ShapePlanner::planOperation(Step& step)
{
    const GraphNode& node = m_nodes[step.node];
    const auto operation = static_cast<Operator>(node.operation);
    if (node.recurrent >= 0)
        return Error{ErrorCode::Unsupported, "KANN network", nodeName(step.node) + " refers to an earlier input"};
    bool fits = false;
    if (operation == Operator::Add || operation == Operator::Subtract || operation == Operator::Multiply)
        fits = planBinary(step, node);
    else if (operation == Operator::MultiplyByTransposed || operation == Operator::MatrixProduct)
        fits = planProduct(step, node, operation == Operator::MultiplyByTransposed);
    else if (operation == Operator::Average || isUnary(operation))
        fits = planUnary(step, node);
    else
        return Error{ErrorCode::Unsupported, "KANN network",
            nodeName(step.node) + " has operator " + std::to_string(node.operation)};
    return fits ? Result<void>() : badGraph("the operands of " + nodeName(step.node) + " do not fit");
}

bool ShapePlanner::planUnary(Step& step, const GraphNode& node)
{
    const auto& steps = m_pass.m_steps;
    const Step& first = steps[node.children[0]];
    step.rows = first.rows;
    step.columns = first.columns;
    const auto operation = static_cast<Operator>(node.operation);
    if (operation == Operator::Average)
        return std::all_of(node.children.begin(), node.children.end(),
            [&](uint32_t child) { return steps[child].size() == first.size(); });
    return node.children.size() == (operation == Operator::Dropout ? 2 : 1); // the second is its rate
}

bool ShapePlanner::planBinary(Step& step, const GraphNode& node)
{
    if (node.children.size() != 2)
        return false;
    const Step& a = m_pass.m_steps[node.children[0]];
    const Step& b = m_pass.m_steps[node.children[1]];
    step.rows = a.rows;
    step.columns = a.columns;
    return a.size() % b.size() == 0;
}

bool ShapePlanner::planProduct(Step& step, const GraphNode& node, bool isTransposed)
{
    if (node.children.size() != 2)
        return false;
    const Step& a = m_pass.m_steps[node.children[0]];
    const Step& b = m_pass.m_steps[node.children[1]];
    step.rows = a.rows;
    step.columns = isTransposed ? b.rows : b.columns;
    m_work += static_cast<double>(a.size()) * static_cast<double>(step.columns);
    return a.columns == (isTransposed ? b.columns : b.rows) && step.columns <= mostMemory / step.rows;
}

Result<void> ShapePlanner::addWork(const Step& step)
{
    if (m_nodes[step.node].isVariable() || m_nodes[step.node].isConstant())
        return {};
    const double count =
        static_cast<double>(step.size()) * std::max<double>(1, double(m_nodes[step.node].children.size()));
    m_work += count;
    m_memory += step.size();
    if (m_work > mostWork || m_memory > mostMemory)
        return Error{ErrorCode::LimitExceeded, "KANN network", "it is too large to be computed for each item"};
    return {};
}

} // namespace assay::neural
