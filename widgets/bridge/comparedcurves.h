// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/comparing.h"

#include <memory>
#include <vector>

namespace assay::gui {

// A comparison with what its plots show, made once. Immutable; any thread.
struct ComparedCurves
{
    struct OfModel
    {
        std::vector<train::ThresholdIndex::Point> roc, precisionRecall, cost;
        train::ThresholdIndex::Bars bars;
        double low = 0, high = 1; // of its scores
    };
    explicit ComparedCurves(std::shared_ptr<const CaseComparison> made);

    std::shared_ptr<const CaseComparison> comparison;
    std::vector<OfModel> models;
    const train::ModelComparison& result() const { return *comparison->result; }
    const train::ComparedModel& model(size_t index) const { return comparison->result->models[index]; }
};

} // namespace assay::gui
