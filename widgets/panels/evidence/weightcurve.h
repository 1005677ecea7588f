// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/scoring.h"

#include <QWidget>

namespace assay::gui {

// How the weight of a stored hash becomes a share of the score: the curve, its threshold, and where one hash stands.
class WeightCurve : public QWidget
{
    Q_OBJECT
public:
    explicit WeightCurve(QWidget* parent);
    void setMatch(const fuzzy::FuzzyMatch& match);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double at(double weight) const; // without the sign
    fuzzy::Curve m_curve = fuzzy::Curve::Tanh;
    double m_weight = 0, m_threshold = 1;
};

} // namespace assay::gui
