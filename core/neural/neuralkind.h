// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/model.h"
#include "core/neural/kann/graph.h"

namespace assay::neural {

// rspamd's mail neural net as a kind of model ("neural"). The network's output lies between -1 (ham) and 1 (spam); the
// score is (output + 1) / 2, held within [0, 1]: a probability by its range, not calibrated. outputOfScore gives the
// output back. Columns are inputs as the network takes them, missing ones and negative numbers count as 0; columns
// whose numbers go beyond 100 are scaled while learning, and the network's weights hold the scale. Explanations tell
// what the answer loses when an input is zeroed, in log-odds where the network ends with tanh (they add up without a
// remainder where it has no other bend, as rspamd 3.4's), else in the score. With seed 0 the random numbers are those
// of rspamd.
const models::ModelKind& neuralKind();

inline double outputOfScore(double score)
{
    return 2 * score - 1;
}

// A model out of a network and the names of its inputs. BadData when they do not fit or it cannot be computed.
Result<models::ModelPtr> makeNeuralModel(Graph graph, std::vector<std::string> features);
// The network of a model of this kind; null for others.
const Graph* networkOf(const models::Model& model);

} // namespace assay::neural
