// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/hashrows.h"
#include "widgets/plots/plotdata.h"

#include <map>

namespace assay::gui {

// How many hashes of a storage have which weight, by flag.
using WeightCounts = std::map<uint8_t, std::map<int32_t, uint64_t>>;
WeightCounts countWeights(const HashList& hashes);

// What a change of flags does to stored hashes that match exactly.
struct FlagEffect
{
    uint64_t hashes = 0; // of the flag
    uint64_t starting = 0, stopping = 0; // to give a hit
    double before = 0, after = 0; // mean score
};
FlagEffect flagEffect(
    const WeightCounts& weights, const fuzzy::FuzzyRule& before, const fuzzy::FuzzyRule& after, uint8_t flag);

// Weight and score of a flag in both styles; the one in use is drawn through.
PlotData curvePlot(const fuzzy::FuzzyRule& rule, const fuzzy::FlagRule& flag);

} // namespace assay::gui
