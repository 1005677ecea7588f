// SPDX-License-Identifier: GPL-3.0-or-later
// Marks of a plot, and what lies under the mouse.
#include "widgets/plots/plotpainter.h"
#include "widgets/plots/plotstyle.h"

#include <cmath>

namespace assay::gui {
namespace {

constexpr int ringSize = 11; // pixels

} // namespace

// Blue, orange, green, purple, brown and grey after Okabe and Ito, lighter on dark ground.
QColor seriesColor(int number, const QPalette& palette)
{
    const bool dark = palette.color(QPalette::Text).lightnessF() > palette.color(QPalette::Base).lightnessF();
    const QRgb light[seriesColors] = {0x0072b2, 0xd55e00, 0x007e5a, 0xa8467f, 0x7a6100, 0x555555};
    const QRgb onDark[seriesColors] = {0x56b4e9, 0xe69f00, 0x2fc79a, 0xe08fbf, 0xf0e442, 0xc8c8c8};
    return QColor((dark ? onDark : light)[number % seriesColors]);
}

QColor faded(const QPalette& palette, double share)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const auto mix = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return {mix(base.red(), text.red()), mix(base.green(), text.green()), mix(base.blue(), text.blue())};
}

void PlotPainter::drawMarks(const std::vector<PlotMark>& marks, const QPalette& palette, const QFont& font)
{
    placeMarks(marks, palette, font);
    m_plot->layer(markLayer)->replot();
}

void PlotPainter::placeMarks(const std::vector<PlotMark>& marks, const QPalette& palette, const QFont& font)
{
    for (QCPAbstractItem* item : m_marks)
        m_plot->removeItem(item);
    const int before = m_plot->itemCount();
    m_plot->setCurrentLayer(markLayer);
    for (const PlotMark& mark : marks) {
        if (!std::isnan(mark.at))
            drawMark(mark, palette, font);
    }
    m_plot->setCurrentLayer(QStringLiteral("main"));
    m_marks.clear();
    for (int item = before; item < m_plot->itemCount(); ++item)
        m_marks.push_back(m_plot->item(item));
}

int PlotPainter::markAt(const std::vector<PlotMark>& marks, const QPointF& place) const
{
    int nearest = -1;
    double distance = mouseReach;
    for (size_t i = 0; i < marks.size(); ++i) {
        if (!marks[i].isMovable)
            continue;
        const QPointF gap = pixelOf(marks[i].at, marks[i].y.value_or(0)) - place;
        const double away = marks[i].y ? std::hypot(gap.x(), gap.y()) : std::abs(gap.x());
        if (away < distance) {
            distance = away;
            nearest = static_cast<int>(i);
        }
    }
    return nearest;
}

std::optional<PlotPainter::Point> PlotPainter::pointAt(const PlotData& data, const QPointF& place) const
{
    std::optional<Point> nearest;
    double distance = 3 * mouseReach;
    for (size_t s = 0; s < data.series.size(); ++s) {
        const PlotSeries& series = data.series[s];
        for (size_t i = 0; series.hint && i < series.x.size(); ++i) {
            const QPointF gap = pixelOf(series.x[i], series.y[i]) - place;
            const double away = std::hypot(gap.x(), gap.y());
            if (away < distance) {
                distance = away;
                nearest = Point{s, i};
            }
        }
    }
    return nearest;
}

// A ring around a point, its words beside it.
void PlotPainter::drawRing(const PlotMark& mark, const QColor& color, const QPalette& palette, const QFont& font)
{
    auto* ring = new QCPItemEllipse(m_plot);
    ring->setPen(QPen(color, 2.5));
    ring->setBrush(palette.color(QPalette::Base));
    auto* centre = new QCPItemTracer(m_plot);
    centre->setStyle(QCPItemTracer::tsNone);
    centre->position->setCoords(drawn(mark.at), *mark.y);
    for (QCPItemPosition* corner : {ring->topLeft, ring->bottomRight}) {
        corner->setParentAnchor(centre->position);
        corner->setType(QCPItemPosition::ptAbsolute);
    }
    ring->topLeft->setCoords(-ringSize / 2.0, -ringSize / 2.0);
    ring->bottomRight->setCoords(ringSize / 2.0, ringSize / 2.0);
    if (mark.text.isEmpty())
        return;
    auto* words = new QCPItemText(m_plot);
    words->setText(mark.text);
    words->setFont(font);
    words->setColor(color);
    words->position->setParentAnchor(centre->position);
    words->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    words->position->setCoords(ringSize, 2);
}

void PlotPainter::drawMark(const PlotMark& mark, const QPalette& palette, const QFont& font)
{
    const QColor color = mark.color >= 0 ? seriesColor(mark.color, palette) : palette.color(QPalette::Text);
    if (mark.y) {
        drawRing(mark, color, palette, font);
        return;
    }
    auto* line = new QCPItemStraightLine(m_plot);
    line->setPen(QPen(color, mark.isMovable ? 2 : 1.5, Qt::DashLine));
    const QPointF step = mark.isVertical ? QPointF(0, 1) : QPointF(1, 0);
    const QPointF start = mark.isVertical ? QPointF(mark.at, 0) : QPointF(0, mark.at);
    line->point1->setCoords(start);
    line->point2->setCoords(start + step);
    if (mark.text.isEmpty())
        return;
    auto* words = new QCPItemText(m_plot);
    words->setText(mark.text);
    words->setFont(font);
    words->setColor(color);
    words->setBrush(palette.color(QPalette::Base));
    words->setPadding(QMargins(3, 1, 3, 1));
    QCPItemPosition* place = words->position;
    if (mark.isVertical) {
        const bool right = mark.at > m_plot->xAxis->range().center();
        words->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
        place->setTypeX(QCPItemPosition::ptPlotCoords);
        place->setTypeY(QCPItemPosition::ptAxisRectRatio);
        place->setCoords(mark.at, 0.02);
    } else {
        words->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
        place->setTypeX(QCPItemPosition::ptAxisRectRatio);
        place->setTypeY(QCPItemPosition::ptPlotCoords);
        place->setCoords(0.02, mark.at);
    }
}

} // namespace assay::gui
