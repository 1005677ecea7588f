// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plotdata.h"

#include <QPalette>

class QCustomPlot;
class QFont;
class QIODevice;
class QWidget;

namespace assay::gui {

// Draws PlotData with QCustomPlot; nobody else knows that library.
class PlotPainter
{
public:
    explicit PlotPainter(bool compact);

    QWidget* widget() const; // belongs to whoever gives it a parent
    // Colours are those of the palette and of a set that the colour-blind tell apart.
    void draw(const PlotData& data, const QPalette& palette, const QFont& font);
    double xAt(double pixel) const;
    void writePng(QIODevice& out);
    void writeSvg(QIODevice& out, const QString& title);

private:
    void drawBars(const PlotSeries& series, const QPalette& palette);
    void drawLine(const PlotSeries& series, int number, const QPalette& palette);
    void drawMark(const PlotMark& mark, const QPalette& palette, const QFont& font);
    void setAxes(const PlotData& data, const QPalette& palette, const QFont& font);

    QCustomPlot* m_plot;
    bool m_compact;
};

} // namespace assay::gui
