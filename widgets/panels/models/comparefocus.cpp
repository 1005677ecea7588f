// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/comparefocus.h"

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr double wantedFalsePositives = 0.001;

} // namespace

void CompareFocus::setCurves(std::shared_ptr<const ComparedCurves> curves)
{
    m_curves = std::move(curves);
    m_thresholds.clear();
    if (m_curves) {
        for (const train::ComparedModel& model : m_curves->result().models)
            m_thresholds.push_back(model.threshold);
    }
    m_model = m_thresholds.size() > 1 ? 1 : 0;
    Q_EMIT curvesChanged();
}

train::Confusion CompareFocus::confusion(size_t model) const
{
    return m_curves->model(model).index->at(m_thresholds[model]);
}

void CompareFocus::setThreshold(size_t model, double threshold)
{
    if (model >= m_thresholds.size() || std::isnan(threshold) || m_thresholds[model] == threshold)
        return;
    m_thresholds[model] = threshold;
    if (m_linked)
        follow(model);
    Q_EMIT thresholdsChanged();
}

void CompareFocus::step(size_t model, int rows)
{
    if (model < m_thresholds.size())
        setThreshold(model, m_curves->model(model).index->next(m_thresholds[model], rows));
}

void CompareFocus::snap(size_t model, ThresholdSnap to)
{
    if (model >= m_thresholds.size())
        return;
    const train::ComparedModel& compared = m_curves->model(model);
    const train::ThresholdIndex& index = *compared.index;
    switch (to) {
    case ThresholdSnap::Stored:
        setThreshold(model, compared.threshold);
        break;
    case ThresholdSnap::FalsePositives:
        setThreshold(model, index.thresholdForFalsePositiveRate(wantedFalsePositives));
        break;
    case ThresholdSnap::BestF1:
        setThreshold(model, index.thresholdOfBestF1());
        break;
    case ThresholdSnap::RecallOfReference:
        setThreshold(model, index.thresholdForRecall(confusion(0).recall()));
        break;
    case ThresholdSnap::LeastCost:
        setThreshold(model, index.cheapest(m_curves->result().costs));
        break;
    }
}

void CompareFocus::setLinked(bool on)
{
    m_linked = on;
    if (!on || m_thresholds.empty())
        return;
    follow(0);
    Q_EMIT thresholdsChanged();
}

void CompareFocus::follow(size_t model)
{
    const double rate = confusion(model).falsePositiveRate();
    for (size_t other = 0; other < m_thresholds.size(); ++other) {
        if (other != model)
            m_thresholds[other] = m_curves->model(other).index->thresholdForFalsePositiveRate(rate);
    }
}

void CompareFocus::setModel(size_t model)
{
    if (model >= m_thresholds.size() || model == m_model)
        return;
    m_model = model;
    Q_EMIT modelChanged();
}

} // namespace assay::gui
