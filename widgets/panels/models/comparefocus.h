// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/comparedcurves.h"

#include <QObject>

#include <memory>
#include <vector>

namespace assay::gui {

// What people move a threshold to.
enum class ThresholdSnap { Stored, FalsePositives, BestF1, RecallOfReference, LeastCost };

// The comparison that is looked at and the thresholds that are tried on it. Nothing is stored.
class CompareFocus : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void setCurves(std::shared_ptr<const ComparedCurves> curves); // thresholds begin as stored
    const std::shared_ptr<const ComparedCurves>& curves() const { return m_curves; } // null: none
    size_t count() const { return m_thresholds.size(); }
    double threshold(size_t model) const { return m_thresholds[model]; }
    train::Confusion confusion(size_t model) const;

    void setThreshold(size_t model, double threshold);
    void step(size_t model, int rows); // by whole rows
    void snap(size_t model, ThresholdSnap to);
    // Linked: the others follow to the same false positive rate.
    void setLinked(bool on);
    bool isLinked() const { return m_linked; }
    // The model that plots of one model show, and the second one of a pair; the first is the reference.
    void setModel(size_t model);
    size_t model() const { return m_model; }

Q_SIGNALS:
    void curvesChanged();
    void thresholdsChanged();
    void modelChanged();

private:
    void follow(size_t model);
    std::shared_ptr<const ComparedCurves> m_curves;
    std::vector<double> m_thresholds;
    size_t m_model = 0;
    bool m_linked = false;
};

} // namespace assay::gui
