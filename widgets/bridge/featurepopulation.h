// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

#include <optional>
#include <vector>

namespace assay::gui {

// How the features of request sets are spread over a part of the case: a sample of it, evenly taken. Immutable.
struct FeaturePopulation
{
    std::vector<std::vector<float>> sorted; // of each feature of features::requestSetFeatures(), without those missing
    uint64_t sampled = 0, items = 0; // request sets looked at, of so many

    // Share of the sample with a smaller value, equal ones by half; 0 to 1. Nothing without a sample or a value.
    std::optional<double> percentile(size_t feature, double value) const;
};

// The request sets among `rows` of a snapshot (ascending). Any thread; reads at most `most` items. Items that cannot
// be read are passed over.
Result<FeaturePopulation> samplePopulation(const Case& file, const CaseSnapshot& snapshot,
    std::span<const uint32_t> rows, size_t most, const RunContext& context);

} // namespace assay::gui
