// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/data/symbolvalue.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::neural {
namespace {

constexpr double leastPresent = 0.1;

double modernValue(const SymbolScore& symbol)
{
    if (symbol.weight && *symbol.weight != 0)
        return std::max(leastPresent, std::min(1.0, std::abs(symbol.score / *symbol.weight)));
    if (symbol.weight && symbol.score == 0)
        return 1;
    return std::max(leastPresent, std::abs(std::tanh(symbol.score)));
}

} // namespace

double symbolValue(const SymbolScore& symbol, Topology topology)
{
    if (!std::isfinite(symbol.score) || (symbol.weight && !std::isfinite(*symbol.weight)))
        return 0;
    return topology == Topology::Seed ? std::tanh(symbol.score) : modernValue(symbol);
}

std::vector<double> makeVector(
    std::span<const double> metatokens, const SymbolScores& symbols, const Profile& profile, Topology topology)
{
    std::vector<double> vector(metatokens.begin(), metatokens.end());
    vector.reserve(vectorLength(profile));
    for (const std::string& name : profile.symbols) {
        const auto found = symbols.find(name);
        vector.push_back(found == symbols.end() ? 0.0 : symbolValue(found->second, topology));
    }
    return vector;
}

std::optional<NeuralSymbol> symbolOf(double output, const SymbolThresholds& thresholds)
{
    if (!std::isfinite(output))
        return std::nullopt;
    output = std::clamp(output, -1.0, 1.0);
    const bool isSpam = output > 0;
    const double weight = std::abs(output);
    if (weight < (isSpam ? thresholds.spam : thresholds.ham))
        return std::nullopt;
    char text[32]; // to_chars never asks the locale
    const auto end = std::to_chars(text, text + sizeof text, output, std::chars_format::fixed, 3);
    return NeuralSymbol{
        isSpam ? "NEURAL_SPAM" : "NEURAL_HAM", thresholds.isFlat ? 1.0 : weight, std::string(text, end.ptr)};
}

} // namespace assay::neural
