// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scan/hit.h"

#include <QStyledItemDelegate>
#include <QWidget>

namespace assay::gui {

// The total on a line with the thresholds as ticks.
class ScoreBar : public QWidget
{
    Q_OBJECT
public:
    explicit ScoreBar(QWidget* parent);
    void setScore(double score, const Thresholds& thresholds);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_score = 0;
    Thresholds m_thresholds;
};

// Draws the number of a cell as a bar that grows right from the middle when positive, left when negative.
class DivergingBarDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setLargest(double largest) { m_largest = largest; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    double m_largest = 1;
};

} // namespace assay::gui
