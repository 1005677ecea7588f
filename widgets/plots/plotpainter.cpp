// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plotpainter.h"

#include "widgets/plots/plotstyle.h"

#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::gui {
namespace {

constexpr int pngScale = 2;
constexpr int colors = seriesColors;

// Lines differ in dash and marker too, for who does not see the colours.
QPen linePen(const PlotSeries& series, int number, const QColor& color, double width)
{
    QPen pen(color, width);
    const QList<qreal> dashes[colors] = {{}, {6, 3}, {2, 2}, {8, 3, 2, 3}, {4, 4}, {1, 2}};
    if (series.style == PlotSeries::Style::Dashed)
        pen.setStyle(Qt::DashLine);
    else if (series.color >= 0 && !dashes[number % colors].isEmpty())
        pen.setDashPattern(dashes[number % colors]);
    return pen;
}

QCPScatterStyle::ScatterShape markerOf(int number)
{
    using Shape = QCPScatterStyle;
    constexpr QCPScatterStyle::ScatterShape shapes[colors] = {
        Shape::ssDisc, Shape::ssSquare, Shape::ssTriangle, Shape::ssDiamond, Shape::ssCross, Shape::ssTriangleInverted};
    return shapes[number % colors];
}

class TextTicker : public QCPAxisTicker
{
public:
    explicit TextTicker(PlotText text)
        : m_text(std::move(text))
    {
    }

protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override
    {
        return m_text ? m_text(tick) : QCPAxisTicker::getTickLabel(tick, locale, format, precision);
    }

private:
    PlotText m_text;
};

class LogTicker : public QCPAxisTickerLog
{
public:
    explicit LogTicker(PlotText text)
        : m_text(std::move(text))
    {
    }

protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override
    {
        return m_text ? m_text(tick) : QCPAxisTickerLog::getTickLabel(tick, locale, format, precision);
    }

private:
    PlotText m_text;
};

// Only whole places have a name.
class PlaceTicker : public TextTicker
{
public:
    using TextTicker::TextTicker;

protected:
    double getTickStep(const QCPRange& range) override { return std::max(1.0, std::ceil(range.size() / 10)); }
    int getSubTickCount(double) override { return 0; }
};

void styleAxis(QCPAxis* axis, const PlotAxis& data, const QPalette& palette, const QFont& font)
{
    const QPen pen(faded(palette, 0.55));
    axis->setLabel(data.title);
    axis->setLabelFont(font);
    axis->setTickLabelFont(font);
    axis->setLabelColor(palette.color(QPalette::Text));
    axis->setTickLabelColor(palette.color(QPalette::Text));
    axis->setBasePen(pen);
    axis->setTickPen(pen);
    axis->setSubTickPen(pen);
    axis->grid()->setPen(QPen(faded(palette, 0.14)));
    axis->grid()->setZeroLinePen(pen);
    axis->setScaleType(data.isLog ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (data.isLog)
        axis->setTicker(QSharedPointer<LogTicker>::create(data.text));
    else if (data.isPlaces)
        axis->setTicker(QSharedPointer<PlaceTicker>::create(data.text));
    else
        axis->setTicker(QSharedPointer<TextTicker>::create(data.text));
}

void setRange(QCPAxis* axis, const PlotAxis& data)
{
    QCPRange range = axis->range();
    if (range.size() <= 0)
        range.upper = range.lower + 1;
    if (data.low)
        range.lower = *data.low;
    if (data.high)
        range.upper = *data.high;
    else
        range.upper += range.size() * 0.06;
    axis->setRange(range);
}

} // namespace

PlotPainter::PlotPainter(bool compact)
    : m_plot(new QCustomPlot)
    , m_compact(compact)
{
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->setAutoAddPlottableToLegend(true);
    m_plot->addLayer(markLayer);
    m_plot->layer(markLayer)->setMode(QCPLayer::lmBuffered);
    if (m_compact) {
        m_plot->axisRect()->setAutoMargins(QCP::msNone);
        m_plot->axisRect()->setMargins(QMargins(2, 4, 2, 4));
    }
}

QWidget* PlotPainter::widget() const
{
    return m_plot;
}

double PlotPainter::xAt(double pixel) const
{
    return m_plot->xAxis->pixelToCoord(pixel);
}

double PlotPainter::drawn(double x) const
{
    return std::max(x, m_leastX);
}

QPointF PlotPainter::pixelOf(double x, double y) const
{
    return {m_plot->xAxis->coordToPixel(drawn(x)), m_plot->yAxis->coordToPixel(y)};
}

void PlotPainter::draw(const PlotData& data, const QPalette& palette, const QFont& font)
{
    m_plot->clearPlottables();
    m_plot->clearItems();
    m_marks.clear();
    m_leastX = data.x.isLog ? data.x.low.value_or(1e-6) : -std::numeric_limits<double>::infinity();
    m_plot->setBackground(palette.color(QPalette::Base));
    int lines = 0;
    int legend = 0;
    for (const PlotSeries& series : data.series) {
        legend += series.style != PlotSeries::Style::Guide;
        if (series.style == PlotSeries::Style::Bars)
            drawBars(series, palette);
        else
            drawLine(series, series.color >= 0 ? series.color : lines++, palette);
    }
    setAxes(data, palette, font);
    for (size_t i = 0; data.namesLines && i < data.series.size(); ++i)
        nameLine(data.series[i], static_cast<int>(i), palette, font);
    placeMarks(data.marks, palette, font);
    m_plot->legend->setVisible(!m_compact && !data.namesLines && legend > 1);
    m_plot->legend->setFont(font);
    m_plot->legend->setTextColor(palette.color(QPalette::Text));
    m_plot->legend->setBrush(palette.color(QPalette::Base));
    m_plot->legend->setBorderPen(QPen(faded(palette, 0.2)));
    const Qt::Alignment place = data.legendOnTop ? Qt::AlignTop : Qt::AlignBottom;
    // Words of marks stand on top, at either side.
    const bool hasWords = std::any_of(data.marks.begin(), data.marks.end(),
        [](const PlotMark& mark) { return !mark.y && (mark.isMovable || !mark.text.isEmpty()); });
    const Qt::Alignment side = data.legendOnTop && hasWords ? Qt::AlignHCenter : Qt::AlignRight;
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, place | side);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotPainter::drawLine(const PlotSeries& series, int number, const QPalette& palette)
{
    using Style = PlotSeries::Style;
    QCPGraph* graph = m_plot->addGraph();
    graph->setName(series.title);
    const bool guide = series.style == Style::Guide;
    const QColor color = guide ? faded(palette, 0.4) : seriesColor(number, palette);
    graph->setPen(guide ? QPen(color, 1, Qt::DotLine) : linePen(series, number, color, m_compact ? 1.5 : 2));
    if (guide)
        graph->removeFromLegend();
    QVector<double> places(series.x.begin(), series.x.end());
    for (double& x : places)
        x = drawn(x);
    graph->setData(places, QVector<double>(series.y.begin(), series.y.end()), true);
    if (series.style == Style::Steps) {
        QColor fill = color;
        fill.setAlphaF(0.28F);
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setBrush(number % 2 ? QBrush(color, Qt::BDiagPattern) : QBrush(fill));
        graph->setPen(QPen(color, 1.5));
    }
    if (series.high.size() == series.x.size() && !series.x.empty())
        drawBand(series, color);
    if (series.hasMarkers || (series.color >= 0 && series.style == Style::Line))
        drawMarkers(series, number, color);
}

void PlotPainter::drawBand(const PlotSeries& series, const QColor& color)
{
    QCPGraph* edges[2];
    const std::vector<double>* values[2] = {&series.low, &series.high};
    for (int i = 0; i < 2; ++i) {
        edges[i] = m_plot->addGraph();
        edges[i]->removeFromLegend();
        edges[i]->setPen(Qt::NoPen);
        for (size_t point = 0; point < series.x.size(); ++point)
            edges[i]->addData(drawn(series.x[point]), (*values[i])[point]);
    }
    QColor fill = color;
    fill.setAlphaF(0.16F);
    edges[1]->setBrush(fill);
    edges[1]->setChannelFillGraph(edges[0]);
}

// At each point, or at a few of a long line.
void PlotPainter::drawMarkers(const PlotSeries& series, int number, const QColor& color)
{
    constexpr size_t few = 9;
    QCPGraph* markers = m_plot->addGraph();
    markers->removeFromLegend();
    markers->setLineStyle(QCPGraph::lsNone);
    markers->setScatterStyle(QCPScatterStyle(markerOf(number), color, color, m_compact ? 4 : 7));
    const size_t step = series.hasMarkers ? 1 : std::max<size_t>(1, series.x.size() / few);
    for (size_t i = series.hasMarkers ? 0 : step / 2; i < series.x.size(); i += step)
        markers->addData(drawn(series.x[i]), series.y[i]);
}

// Names stand at different places along the axis, so that lines that run together can still be told apart.
void PlotPainter::nameLine(const PlotSeries& series, int number, const QPalette& palette, const QFont& font)
{
    if (series.x.empty() || series.style == PlotSeries::Style::Guide)
        return;
    const QRect rect = m_plot->axisRect()->rect();
    const int color = series.color >= 0 ? series.color : number;
    const double along = 0.16 + 0.13 * (color % colors);
    const double wanted = m_plot->xAxis->pixelToCoord(rect.left() + along * rect.width());
    const auto found = std::lower_bound(series.x.begin(), series.x.end(), wanted);
    const auto point =
        static_cast<size_t>(found == series.x.end() ? found - series.x.begin() - 1 : found - series.x.begin());
    // Between two points the name stands on the line.
    double x = series.x[point], y = series.y[point];
    if (point > 0 && x > wanted && x > series.x[point - 1]) {
        const double share = (wanted - series.x[point - 1]) / (x - series.x[point - 1]);
        y = series.y[point - 1] + share * (y - series.y[point - 1]);
        x = wanted;
    }
    auto* name = new QCPItemText(m_plot);
    name->setText(series.title);
    name->setFont(font);
    name->setColor(seriesColor(color, palette));
    const bool high = y > m_plot->yAxis->range().center();
    const int away = 2 + (color % colors) * QFontMetrics(font).height(); // each on a line of its own
    name->setPadding(high ? QMargins(3, away, 3, 0) : QMargins(3, 0, 3, away));
    name->setPositionAlignment(Qt::AlignHCenter | (high ? Qt::AlignTop : Qt::AlignBottom));
    name->position->setCoords(drawn(x), y);
}

void PlotPainter::drawBars(const PlotSeries& series, const QPalette& palette)
{
    auto* kept = new QCPBars(m_plot->xAxis, m_plot->yAxis);
    auto* cut = new QCPBars(m_plot->xAxis, m_plot->yAxis);
    cut->removeFromLegend();
    for (size_t i = 0; i < series.x.size(); ++i) {
        const double gone = i < series.cut.size() ? std::min(series.cut[i], series.y[i]) : 0;
        cut->addData(series.x[i], gone);
        kept->addData(series.x[i], series.y[i] - gone);
    }
    kept->moveAbove(cut);
    kept->setName(series.title);
    for (QCPBars* bars : {kept, cut}) {
        bars->setWidth(0.86);
        bars->setPen(Qt::NoPen);
    }
    kept->setBrush(seriesColor(0, palette));
    cut->setBrush(QBrush(seriesColor(1, palette), Qt::BDiagPattern));
    cut->setPen(QPen(seriesColor(1, palette)));
}

void PlotPainter::setAxes(const PlotData& data, const QPalette& palette, const QFont& font)
{
    styleAxis(m_plot->xAxis, data.x, palette, font);
    styleAxis(m_plot->yAxis, data.y, palette, font);
    m_plot->rescaleAxes();
    setRange(m_plot->xAxis, data.x);
    setRange(m_plot->yAxis, data.y);
    m_plot->xAxis->setVisible(!m_compact);
    m_plot->yAxis->setVisible(!m_compact);
}

void PlotPainter::writePng(QIODevice& out)
{
    m_plot->toPixmap(m_plot->width(), m_plot->height(), pngScale).save(&out, "PNG");
}

void PlotPainter::writeSvg(QIODevice& out, const QString& title)
{
    QSvgGenerator generator;
    generator.setOutputDevice(&out);
    generator.setTitle(title);
    generator.setSize(m_plot->size());
    generator.setViewBox(QRect(QPoint(), m_plot->size()));
    QCPPainter painter;
    if (!painter.begin(&generator))
        return;
    painter.setMode(QCPPainter::pmVectorized);
    m_plot->toPainter(&painter, m_plot->width(), m_plot->height());
}

} // namespace assay::gui
