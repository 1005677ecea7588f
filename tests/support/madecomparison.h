// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/comparing.h"
#include "widgets/bridge/comparedcurves.h"

#include <random>

namespace assay::test {

// A comparison of models whose scores are made from a seed; every second one is sharper than the one before.
inline std::shared_ptr<const gui::ComparedCurves> madeCurves(size_t rows, size_t models, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform;
    auto labels = std::make_shared<std::vector<uint8_t>>(rows);
    for (uint8_t& label : *labels)
        label = uniform(random) < 0.3;
    std::vector<train::ComparedModel> made(models);
    for (size_t m = 0; m < models; ++m) {
        made[m].title = "made " + std::to_string(m + 1);
        made[m].model = "made";
        made[m].version = std::to_string(m + 1);
        made[m].isProbability = true;
        auto scores = std::make_shared<std::vector<double>>(rows);
        const double gain = 0.25 + 0.1 * double(m);
        for (size_t row = 0; row < rows; ++row)
            (*scores)[row] = uniform(random) * (1 - gain) + ((*labels)[row] ? gain : 0);
        made[m].scores = std::move(scores);
    }
    auto comparison = std::make_shared<CaseComparison>();
    auto result = train::makeComparison(std::move(made), labels, {}, {}, {});
    if (!result)
        return nullptr;
    comparison->result = std::make_shared<const train::ModelComparison>(std::move(*result));
    comparison->items.reserve(rows);
    for (size_t row = 0; row < rows; ++row)
        comparison->items.push_back(ItemId{static_cast<uint32_t>(row)});
    return std::make_shared<const gui::ComparedCurves>(std::move(comparison));
}

} // namespace assay::test
