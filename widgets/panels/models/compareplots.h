// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/models/comparefocus.h"
#include "widgets/plots/plotdata.h"

#include <QWidget>

class QCheckBox;

namespace assay::gui {

class PlotView;

// ROC, precision and recall, calibration, scores by label, and cost of the compared models. Thresholds are marks in
// them that can be dragged.
class ComparePlots : public QWidget
{
    Q_OBJECT
public:
    ComparePlots(CompareFocus& focus, QWidget* parent);

Q_SIGNALS:
    void failed(const QString& text); // an export

protected:
    void showEvent(QShowEvent* event) override;

private:
    enum Plot { Roc, PrecisionRecall, Calibration, Scores, Cost, plotCount };
    PlotView* addPlot(const char* name);
    void draw();
    void drawRoc();
    void drawScores();
    void moveMarks();
    std::vector<PlotMark> marks(Plot plot) const;
    void dragged(Plot plot, int mark, double x);

    CompareFocus& m_focus;
    PlotView* m_plots[plotCount];
    QCheckBox* m_logarithmic;
};

} // namespace assay::gui
