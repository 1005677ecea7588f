// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plotdata.h"

#include <QPalette>

#include <optional>
#include <vector>

class QCPAbstractItem;
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
    // Only the marks; quick enough for every step of a slider.
    void drawMarks(const std::vector<PlotMark>& marks, const QPalette& palette, const QFont& font);
    double xAt(double pixel) const;
    // The movable mark under the mouse, -1: none.
    int markAt(const std::vector<PlotMark>& marks, const QPointF& place) const;
    struct Point
    {
        size_t series = 0, index = 0;
    };
    // The point of a line that is nearest to a place, when it is near.
    std::optional<Point> pointAt(const PlotData& data, const QPointF& place) const;
    void writePng(QIODevice& out);
    void writeSvg(QIODevice& out, const QString& title);

private:
    void drawBars(const PlotSeries& series, const QPalette& palette);
    void drawLine(const PlotSeries& series, int number, const QPalette& palette);
    void drawBand(const PlotSeries& series, const QColor& color);
    void drawMarkers(const PlotSeries& series, int number, const QColor& color);
    void nameLine(const PlotSeries& series, int number, const QPalette& palette, const QFont& font);
    void placeMarks(const std::vector<PlotMark>& marks, const QPalette& palette, const QFont& font);
    void drawRing(const PlotMark& mark, const QColor& color, const QPalette& palette, const QFont& font);
    QPointF pixelOf(double x, double y) const;
    double drawn(double x) const; // where an x lies on a logarithmic axis
    void drawMark(const PlotMark& mark, const QPalette& palette, const QFont& font);
    void setAxes(const PlotData& data, const QPalette& palette, const QFont& font);

    QCustomPlot* m_plot;
    bool m_compact;
    std::vector<QCPAbstractItem*> m_marks; // belong to the plot
    double m_leastX = 0; // of a logarithmic axis
};

} // namespace assay::gui
