// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plotpainter.h"

#include <QSvgGenerator>

#include <algorithm>

// Its header speaks the keywords of Qt that are switched off here.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef foreach

namespace assay::gui {
namespace {

constexpr int pngScale = 2;

// Blue, orange, green and purple of Okabe and Ito, the first two lighter on dark ground.
QColor seriesColor(int number, const QPalette& palette)
{
    const bool dark = palette.color(QPalette::Text).lightnessF() > palette.color(QPalette::Base).lightnessF();
    const QRgb light[] = {0x0072b2, 0xd55e00, 0x007e5a, 0xa8467f};
    const QRgb onDark[] = {0x56b4e9, 0xe69f00, 0x2fc79a, 0xe08fbf};
    return QColor((dark ? onDark : light)[number % 4]);
}

QColor faded(const QPalette& palette, double share)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const auto mix = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return {mix(base.red(), text.red()), mix(base.green(), text.green()), mix(base.blue(), text.blue())};
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
    if (data.isPlaces)
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

void PlotPainter::draw(const PlotData& data, const QPalette& palette, const QFont& font)
{
    m_plot->clearPlottables();
    m_plot->clearItems();
    m_plot->setBackground(palette.color(QPalette::Base));
    int lines = 0;
    for (const PlotSeries& series : data.series) {
        if (series.style == PlotSeries::Style::Bars)
            drawBars(series, palette);
        else
            drawLine(series, lines++, palette);
    }
    setAxes(data, palette, font);
    for (const PlotMark& mark : data.marks)
        drawMark(mark, palette, font);
    m_plot->legend->setVisible(!m_compact && data.series.size() > 1);
    m_plot->legend->setFont(font);
    m_plot->legend->setTextColor(palette.color(QPalette::Text));
    m_plot->legend->setBrush(palette.color(QPalette::Base));
    m_plot->legend->setBorderPen(QPen(faded(palette, 0.2)));
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotPainter::drawLine(const PlotSeries& series, int number, const QPalette& palette)
{
    QCPGraph* graph = m_plot->addGraph();
    graph->setName(series.title);
    QPen pen(seriesColor(number, palette), m_compact ? 1.5 : 2);
    if (series.style == PlotSeries::Style::Dashed)
        pen.setStyle(Qt::DashLine);
    graph->setPen(pen);
    graph->setData(
        QVector<double>(series.x.begin(), series.x.end()), QVector<double>(series.y.begin(), series.y.end()), true);
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

void PlotPainter::drawMark(const PlotMark& mark, const QPalette& palette, const QFont& font)
{
    auto* line = new QCPItemStraightLine(m_plot);
    line->setPen(QPen(palette.color(QPalette::Text), 1.5, Qt::DashLine));
    const QPointF step = mark.isVertical ? QPointF(0, 1) : QPointF(1, 0);
    const QPointF start = mark.isVertical ? QPointF(mark.at, 0) : QPointF(0, mark.at);
    line->point1->setCoords(start);
    line->point2->setCoords(start + step);
    if (mark.text.isEmpty())
        return;
    auto* words = new QCPItemText(m_plot);
    words->setText(mark.text);
    words->setFont(font);
    words->setColor(palette.color(QPalette::Text));
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
