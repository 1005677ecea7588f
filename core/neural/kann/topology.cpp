// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/kann/topology.h"

#include <cmath>

namespace assay::neural {
namespace {

uint32_t lengthOf(size_t count)
{
    return static_cast<uint32_t>(count);
}

class GraphMaker
{
public:
    // Number of the new node.
    uint32_t feed(uint32_t externalFlag, std::vector<uint32_t> shape)
    {
        GraphNode node;
        node.externalFlag = externalFlag;
        node.shape = std::move(shape);
        return add(std::move(node));
    }
    uint32_t weights(std::vector<uint32_t> shape, std::vector<float> values)
    {
        GraphNode node;
        node.flag = GraphNode::variable;
        node.shape = std::move(shape);
        node.values = std::move(values);
        return add(std::move(node));
    }
    uint32_t operation(Operator operation, std::vector<uint32_t> children, uint32_t externalFlag = 0)
    {
        GraphNode node;
        node.externalFlag = externalFlag;
        node.operation = static_cast<uint16_t>(operation);
        for (const uint32_t child : children)
            node.flag |= m_graph.nodes[child].flag & GraphNode::variable; // has a gradient
        node.children = std::move(children);
        return add(std::move(node));
    }
    Graph take() { return std::move(m_graph); }

private:
    uint32_t add(GraphNode node)
    {
        m_graph.nodes.push_back(std::move(node));
        return lengthOf(m_graph.nodes.size() - 1);
    }
    Graph m_graph;
};

bool haveSameNodes(const Graph& a, const Graph& b)
{
    if (a.nodes.size() != b.nodes.size())
        return false;
    for (size_t i = 0; i < a.nodes.size(); ++i) {
        const GraphNode& left = a.nodes[i];
        const GraphNode& right = b.nodes[i];
        if (left.externalFlag != right.externalFlag || left.flag != right.flag || left.children != right.children
            || left.operation != right.operation || left.shape != right.shape || left.recurrent != right.recurrent)
            return false;
    }
    return true;
}

} // namespace

std::string_view topologyName(Topology topology)
{
    return topology == Topology::Seed ? "seed" : "rspamd34";
}

std::optional<Topology> topologyFromName(std::string_view name)
{
    for (const Topology topology : {Topology::Rspamd34, Topology::Seed}) {
        if (name == topologyName(topology))
            return topology;
    }
    return std::nullopt;
}

size_t hiddenUnits(Topology topology, size_t inputs, double multiplier)
{
    if (topology == Topology::Seed)
        return (inputs + 1) / 2;
    return static_cast<size_t>(std::floor(static_cast<double>(inputs) * multiplier + 1));
}

Graph makeGraph(const Layout& layout, Weights weights)
{
    const uint32_t n = lengthOf(layout.inputs), h = lengthOf(layout.hidden);
    const bool isSeed = layout.topology == Topology::Seed;
    GraphMaker make;
    uint32_t last = make.operation(Operator::Relu, {make.feed(GraphNode::input, {1, n})});
    const auto dense = [&](std::vector<uint32_t> shape, std::vector<float> values, std::vector<float> biases,
                           uint32_t externalFlag) {
        const uint32_t units = shape[0];
        const uint32_t matrix = make.weights(std::move(shape), std::move(values));
        const uint32_t product = make.operation(Operator::MultiplyByTransposed, {last, matrix});
        const uint32_t bias = make.weights({units}, std::move(biases));
        last = make.operation(Operator::Add, {product, bias}, externalFlag);
    };
    dense({h, n}, std::move(weights.hidden), std::move(weights.hiddenBias), 0);
    if (isSeed)
        last = make.operation(Operator::Tanh, {last});
    dense({1, h}, std::move(weights.output), {weights.outputBias}, isSeed ? GraphNode::output : 0);
    if (!isSeed)
        last = make.operation(Operator::Tanh, {last}, GraphNode::output);
    const uint32_t truth = make.feed(GraphNode::truth, {1, 1});
    make.operation(isSeed ? Operator::MeanSquares : Operator::CrossEntropyOfSigns, {last, truth}, GraphNode::cost);
    return make.take();
}

std::optional<Layout> recogniseLayout(const Graph& graph)
{
    if (graph.nodes.size() < 3 || graph.nodes[0].shape.size() != 2 || graph.nodes[2].shape.size() != 2)
        return std::nullopt;
    for (const Topology topology : {Topology::Rspamd34, Topology::Seed}) {
        const Layout layout = {topology, graph.nodes[0].shape[1], graph.nodes[2].shape[0]};
        if (haveSameNodes(makeGraph(layout, {}), graph))
            return layout;
    }
    return std::nullopt;
}

} // namespace assay::neural
