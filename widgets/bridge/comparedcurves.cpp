// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/comparedcurves.h"

namespace assay::gui {
namespace {

constexpr size_t histogramBars = 60;

} // namespace

ComparedCurves::ComparedCurves(std::shared_ptr<const CaseComparison> made)
    : comparison(std::move(made))
{
    for (const train::ComparedModel& model : comparison->result->models) {
        OfModel curves;
        curves.roc = model.index->roc();
        curves.precisionRecall = model.index->precisionRecall();
        curves.cost = model.index->costCurve(comparison->result->costs);
        curves.bars = model.index->histogram(histogramBars);
        if (!curves.bars.bounds.empty()) {
            curves.low = curves.bars.bounds.front();
            curves.high = curves.bars.bounds.back();
        }
        models.push_back(std::move(curves));
    }
}

} // namespace assay::gui
