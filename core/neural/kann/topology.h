// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/kann/graph.h"

#include <optional>
#include <string_view>

namespace assay::neural {

// The two networks that rspamd has made.
enum class Topology : uint8_t {
    Rspamd34, // relu, dense, dense, tanh; cost: cross entropy of signs
    Seed // relu, dense, tanh, dense; cost: mean squares, so that outputs know no bounds
};
std::string_view topologyName(Topology topology); // "rspamd34", "seed"
std::optional<Topology> topologyFromName(std::string_view name);

struct Layout
{
    Topology topology = Topology::Rspamd34;
    size_t inputs = 0;
    size_t hidden = 0;
    bool operator==(const Layout&) const = default;
};

// floor(n * multiplier + 1), or floor((n + 1) / 2) of the seed's network.
size_t hiddenUnits(Topology topology, size_t inputs, double multiplier);

// Weights of one hidden layer and one output.
struct Weights
{
    std::vector<float> hidden; // [unit][input]
    std::vector<float> hiddenBias;
    std::vector<float> output; // [unit]
    float outputBias = 0;
};

// The nodes that rspamd makes, byte for byte when written.
Graph makeGraph(const Layout& layout, Weights weights);
// Nothing when the graph is another one (it may still be computed).
std::optional<Layout> recogniseLayout(const Graph& graph);

} // namespace assay::neural
