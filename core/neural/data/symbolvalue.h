// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/neural/data/profile.h"
#include "core/neural/kann/topology.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay::neural {

// A symbol of a scanned message.
struct SymbolScore
{
    double score = 0;
    std::optional<double> weight; // configured; nothing: not in the configuration
};
using SymbolScores = std::map<std::string, SymbolScore, std::less<>>;

// The number of a symbol that is there, as the peer of that network computes it; 0 for what is no number.
double symbolValue(const SymbolScore& symbol, Topology topology);

// Metatokens and then a number for each symbol of the profile.
std::vector<double> makeVector(std::span<const double> metatokens, const SymbolScores& symbols, const Profile& profile,
    Topology topology = Topology::Rspamd34);

// From where on a network's output is a symbol.
struct SymbolThresholds
{
    double spam = 0;
    double ham = 0; // of the output without its sign
    bool isFlat = false; // every symbol weighs 1
};
struct NeuralSymbol
{
    std::string_view name; // NEURAL_SPAM or NEURAL_HAM
    double weight = 0; // 0 or more; times the configured score
    std::string option; // the output, "%.3f"
};
// Nothing when the output does not reach its threshold. Outputs of the seed's network are held within [-1, 1].
std::optional<NeuralSymbol> symbolOf(double output, const SymbolThresholds& thresholds = {});

} // namespace assay::neural
