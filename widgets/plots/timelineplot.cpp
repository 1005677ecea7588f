// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/timelineplot.h"

#include "widgets/plots/plotstyle.h"
#include "widgets/plots/plottable.h"

#include <QDateTime>
#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStackedWidget>
#include <QTableView>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr double shortestSpan = 10; // seconds
constexpr int pixelsPerBin = 4;
constexpr int lowHeight = 200; // pixels; below there is no room for many numbers
constexpr double leastLog = 0.5; // where bars of a logarithmic axis begin

class ZoneTicker : public QCPAxisTickerDateTime
{
public:
    explicit ZoneTicker(const QTimeZone& zone)
        : m_zone(zone)
    {
        setTickCount(7);
    }

protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override
    {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(tick * 1000), m_zone);
        if (time.time() == QTime(0, 0))
            return locale.toString(time, QStringLiteral("d MMM\nyyyy"));
        return locale.toString(
            time, time.time().second() ? QStringLiteral("hh:mm:ss\nd MMM") : QStringLiteral("hh:mm\nd MMM"));
    }

private:
    QTimeZone m_zone;
};

QString timeText(double seconds, const QTimeZone& zone)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(seconds * 1000), zone),
        QStringLiteral("yyyy-MM-dd hh:mm:ss"));
}

double highestOf(const TimelineBins& bins)
{
    double highest = 0;
    for (size_t bin = 0; !bins.counts.empty() && bin < bins.counts.front().size(); ++bin) {
        double sum = 0;
        for (const std::vector<double>& counts : bins.counts)
            sum += counts[bin];
        highest = std::max(highest, sum);
    }
    return highest;
}

} // namespace

TimelinePlot::TimelinePlot(QWidget* parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_pages(new QStackedWidget(this))
    , m_table(new PlotTable(this))
    , m_tableView(new QTableView(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(fontMetrics().height() * 8);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(
        tr("Requests over time. Arrow keys move, plus and minus zoom, T shows the figures as a table."));
    m_tableView->setModel(m_table);
    m_tableView->setAccessibleName(tr("Figures of the timeline"));
    m_tableView->installEventFilter(this);
    m_pages->addWidget(m_plot);
    m_pages->addWidget(m_tableView);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    buildPlot();
}

void TimelinePlot::buildPlot()
{
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    m_plot->addLayer(markLayer);
    m_plot->layer(markLayer)->setMode(QCPLayer::lmBuffered);
    m_plot->axisRect()->setMinimumMargins(QMargins(44, 4, 8, 4));
    m_plot->setAutoAddPlottableToLegend(false);
}

void TimelinePlot::setData(TimelineData figures)
{
    const bool wasWhole = m_shown == m_data.whole;
    m_data = std::move(figures);
    const bool fits = m_shown.to > m_data.whole.from && m_shown.from < m_data.whole.to;
    if (wasWhole || !fits)
        m_shown = m_data.whole;
    if (m_brush && (m_brush->to < m_data.whole.from || m_brush->from > m_data.whole.to))
        m_brush.reset();
    setToolTip({});
    setAccessibleDescription(m_data.summary);
    redraw();
}

void TimelinePlot::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    redraw();
}

void TimelinePlot::show(TimelineRange range)
{
    const TimelineRange& whole = m_data.whole;
    const double span = std::clamp(range.to - range.from, shortestSpan, std::max(shortestSpan, whole.to - whole.from));
    const double from = std::clamp(range.from, whole.from, std::max(whole.from, whole.to - span));
    const TimelineRange next{from, from + span};
    if (next == m_shown)
        return;
    m_shown = next;
    redraw();
    Q_EMIT shownChanged();
}

void TimelinePlot::setBrush(std::optional<TimelineRange> brush)
{
    if (brush == m_brush)
        return;
    m_brush = brush;
    drawBrush();
    Q_EMIT brushChanged();
}

void TimelinePlot::setLogarithmic(bool on)
{
    m_isLog = on;
    redraw();
}

// Nothing known is grey; then what is harmless and what is not, in colours that the colour-blind tell apart.
QColor TimelinePlot::classColor(int number) const
{
    return number == 0 ? faded(palette(), 0.35) : seriesColor(number - 1, palette());
}

bool TimelinePlot::showsTable() const
{
    return m_pages->currentIndex() == 1;
}

void TimelinePlot::showTable(bool on)
{
    m_pages->setCurrentIndex(on ? 1 : 0);
    fillTable();
    if (on)
        m_tableView->setFocus();
    else
        setFocus();
}

void TimelinePlot::redraw()
{
    m_plot->clearPlottables();
    m_plot->clearItems();
    m_brushItem = nullptr;
    m_plot->setBackground(palette().color(QPalette::Base));
    const bool hasSecond = m_data.lanes.size() > 1;
    if (hasSecond && !m_second) {
        m_second = new QCPAxisRect(m_plot);
        m_second->setMinimumMargins(QMargins(44, 0, 8, 4));
        m_plot->plotLayout()->addElement(1, 0, m_second);
        m_plot->plotLayout()->setRowStretchFactor(0, 2);
        auto* group = new QCPMarginGroup(m_plot);
        m_plot->axisRect()->setMarginGroup(QCP::msLeft | QCP::msRight, group);
        m_second->setMarginGroup(QCP::msLeft | QCP::msRight, group);
    } else if (!hasSecond && m_second) {
        m_plot->plotLayout()->remove(m_second);
        m_plot->plotLayout()->simplify();
        m_second = nullptr;
    }
    m_drawn = {};
    if (!m_data.lanes.empty())
        drawLane(m_plot->axisRect(), m_data.lanes.front(), m_drawn);
    TimelineBins below;
    if (hasSecond)
        drawLane(m_second, m_data.lanes[1], below);
    drawPeriods();
    drawBrush();
    fillTable();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void TimelinePlot::drawLane(QCPAxisRect* rect, const TimelineLane& lane, TimelineBins& bins)
{
    const int most = std::max(10, m_plot->width() / pixelsPerBin);
    bins = lane.bins(m_shown.from, m_shown.to, most);
    QCPBars* below = nullptr;
    for (size_t number = 0; number < bins.counts.size(); ++number) {
        auto* bars = new QCPBars(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        QVector<double> times, counts;
        for (size_t bin = 0; bin < bins.counts[number].size(); ++bin) {
            times.append(bins.first + (static_cast<double>(bin) + 0.5) * bins.step);
            counts.append(bins.counts[number][bin]);
        }
        const QColor color = classColor(static_cast<int>(number));
        bars->setData(times, counts, true);
        bars->setWidth(bins.step);
        bars->setPen(Qt::NoPen);
        bars->setBrush(color);
        bars->setAntialiased(false);
        bars->setBaseValue(m_isLog ? leastLog : 0);
        if (below)
            bars->moveAbove(below);
        below = bars;
    }
    styleRect(rect, lane.title, highestOf(bins));
}

void TimelinePlot::styleRect(QCPAxisRect* rect, const QString& title, double highest)
{
    const QPen pen(faded(palette(), 0.55));
    for (const QCPAxis::AxisType type : {QCPAxis::atBottom, QCPAxis::atLeft}) {
        QCPAxis* axis = rect->axis(type);
        axis->setLabelFont(font());
        axis->setTickLabelFont(font());
        axis->setLabelColor(palette().color(QPalette::Text));
        axis->setTickLabelColor(palette().color(QPalette::Text));
        axis->setBasePen(pen);
        axis->setTickPen(pen);
        axis->setSubTickPen(pen);
        axis->grid()->setPen(QPen(faded(palette(), 0.14)));
        axis->grid()->setZeroLinePen(pen);
    }
    QCPAxis* times = rect->axis(QCPAxis::atBottom);
    times->setTicker(QSharedPointer<ZoneTicker>::create(m_zone));
    times->setRange(m_shown.from, m_shown.to);
    // The lower lane has the words of both.
    times->setTickLabels(!m_second || rect == m_second);
    QCPAxis* counts = rect->axis(QCPAxis::atLeft);
    auto* name = new QCPItemText(m_plot);
    name->setClipAxisRect(rect);
    name->setText(title);
    name->setFont(font());
    name->setColor(palette().color(QPalette::Text));
    name->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
    name->position->setAxisRect(rect);
    name->position->setType(QCPItemPosition::ptAxisRectRatio);
    name->position->setCoords(0.995, 0.02);
    counts->setScaleType(m_isLog ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (m_isLog)
        counts->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    else
        counts->setTicker(QSharedPointer<QCPAxisTicker>::create());
    counts->ticker()->setTickCount(rect == m_second || m_plot->height() < lowHeight ? 2 : 4);
    counts->setNumberFormat(QStringLiteral("gb"));
    counts->setNumberPrecision(6);
    counts->setRange(m_isLog ? leastLog : 0, std::max(1.0, highest * (m_isLog ? 2 : 1.08)));
}

void TimelinePlot::drawPeriods()
{
    for (const TimelinePeriod& period : m_data.periods) {
        if (period.to < m_shown.from || period.from > m_shown.to)
            continue;
        auto* shade = new QCPItemRect(m_plot);
        QColor color = seriesColor(period.color, palette());
        shade->setPen(QPen(color, 1, Qt::DotLine));
        color.setAlphaF(0.10F);
        shade->setBrush(color);
        for (QCPItemPosition* corner : {shade->topLeft, shade->bottomRight}) {
            corner->setTypeX(QCPItemPosition::ptPlotCoords);
            corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        shade->topLeft->setCoords(period.from, 0);
        shade->bottomRight->setCoords(period.to, 1);
        if (period.text.isEmpty())
            continue;
        auto* text = new QCPItemText(m_plot);
        text->setText(period.text);
        text->setFont(font());
        text->setColor(palette().color(QPalette::Text));
        text->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
        text->setClipToAxisRect(true);
        text->position->setTypeX(QCPItemPosition::ptPlotCoords);
        text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        text->position->setCoords(std::max(period.from, m_shown.from), 0.02);
    }
}

void TimelinePlot::drawBrush()
{
    if (!m_brush) {
        if (m_brushItem)
            m_plot->removeItem(m_brushItem);
        m_brushItem = nullptr;
    } else {
        if (!m_brushItem) {
            m_brushItem = new QCPItemRect(m_plot);
            m_brushItem->setLayer(markLayer);
            for (QCPItemPosition* corner : {m_brushItem->topLeft, m_brushItem->bottomRight}) {
                corner->setTypeX(QCPItemPosition::ptPlotCoords);
                corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
            }
        }
        QColor color = palette().color(QPalette::Highlight);
        m_brushItem->setPen(QPen(color, 2));
        color.setAlphaF(0.22F);
        m_brushItem->setBrush(color);
        m_brushItem->topLeft->setCoords(m_brush->from, 0);
        m_brushItem->bottomRight->setCoords(m_brush->to, 1);
    }
    m_plot->layer(markLayer)->replot();
}

void TimelinePlot::fillTable()
{
    if (!showsTable())
        return;
    PlotData figures;
    figures.x.title = tr("Begin");
    figures.x.text = [zone = m_zone](double time) { return timeText(time, zone); };
    for (size_t number = 0; number < m_drawn.counts.size() && number < m_data.classes.size(); ++number) {
        PlotSeries series{m_data.classes[number]};
        for (size_t bin = 0; bin < m_drawn.counts[number].size(); ++bin) {
            series.x.push_back(m_drawn.first + static_cast<double>(bin) * m_drawn.step);
            series.y.push_back(m_drawn.counts[number][bin]);
        }
        figures.series.push_back(std::move(series));
    }
    m_table->setData(figures);
    m_tableView->resizeColumnsToContents();
}

void TimelinePlot::zoom(double factor, double around)
{
    show({around - (around - m_shown.from) * factor, around + (m_shown.to - around) * factor});
}

void TimelinePlot::move(double seconds)
{
    show({m_shown.from + seconds, m_shown.to + seconds});
}

double TimelinePlot::timeAt(double pixel) const
{
    return std::clamp(m_plot->xAxis->pixelToCoord(pixel), m_shown.from, m_shown.to);
}

void TimelinePlot::keyPressEvent(QKeyEvent* event)
{
    const double span = m_shown.to - m_shown.from;
    const double middle = m_shown.from + span / 2;
    switch (event->key()) {
    case Qt::Key_Left:
        return move(-span / 8);
    case Qt::Key_Right:
        return move(span / 8);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(0.5, middle);
    case Qt::Key_Minus:
        return zoom(2, middle);
    case Qt::Key_Home:
        return show(m_data.whole);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_brush)
            setBrush(m_shown);
        Q_EMIT brushApplied();
        return;
    case Qt::Key_Escape:
        if (!m_brush)
            break;
        return setBrush(std::nullopt);
    case Qt::Key_L:
        setLogarithmic(!m_isLog);
        Q_EMIT modeChanged();
        return;
    case Qt::Key_T:
        showTable(!showsTable());
        Q_EMIT modeChanged();
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool TimelinePlot::pressed(const QPoint& place, Qt::MouseButton button)
{
    setFocus();
    if (button != Qt::LeftButton && button != Qt::RightButton)
        return false;
    m_drag = button == Qt::LeftButton ? Drag::Brush : Drag::Move;
    m_dragFrom = timeAt(place.x());
    return true;
}

bool TimelinePlot::dragged(const QPoint& place)
{
    const double time = timeAt(place.x());
    if (m_drag == Drag::Move)
        move(m_dragFrom - time);
    else if (m_drag == Drag::Brush && time != m_dragFrom)
        setBrush(TimelineRange{std::min(time, m_dragFrom), std::max(time, m_dragFrom)});
    return m_drag != Drag::None;
}

void TimelinePlot::tell(const QPoint& place)
{
    const auto bin = static_cast<int64_t>(std::floor((timeAt(place.x()) - m_drawn.first) / m_drawn.step));
    if (m_drawn.counts.empty() || bin < 0 || bin >= static_cast<int64_t>(m_drawn.counts.front().size()))
        return;
    QStringList lines{timeText(m_drawn.first + static_cast<double>(bin) * m_drawn.step, m_zone)};
    for (size_t number = 0; number < m_drawn.counts.size() && number < m_data.classes.size(); ++number) {
        const double count = m_drawn.counts[number][static_cast<size_t>(bin)];
        if (count > 0)
            lines.append(
                tr("%1: %2", "class: requests").arg(m_data.classes[number], QLocale().toString(count, 'f', 0)));
    }
    QToolTip::showText(m_plot->mapToGlobal(place + QPoint(12, 12)), lines.join(QLatin1Char('\n')), m_plot);
}

bool TimelinePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tableView && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_T || key == Qt::Key_Escape) {
            showTable(false);
            Q_EMIT modeChanged();
            return true;
        }
    }
    if (watched != m_plot)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        return pressed(mouse->pos(), mouse->button());
    }
    case QEvent::MouseMove: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (!dragged(mouse->pos()))
            tell(mouse->pos());
        return true;
    }
    case QEvent::MouseButtonRelease: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        // A click beside the brush takes it away.
        const double time = timeAt(mouse->pos().x());
        if (m_drag == Drag::Brush && time == m_dragFrom && m_brush && (time < m_brush->from || time > m_brush->to))
            setBrush(std::nullopt);
        m_drag = Drag::None;
        return true;
    }
    case QEvent::MouseButtonDblClick:
        if (m_brush)
            Q_EMIT brushApplied();
        return true;
    case QEvent::Wheel: {
        const auto* wheel = static_cast<QWheelEvent*>(event);
        zoom(std::pow(0.8, wheel->angleDelta().y() / 120.0), timeAt(wheel->position().x()));
        return true;
    }
    default:
        return QWidget::eventFilter(watched, event);
    }
}

void TimelinePlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        redraw();
}

void TimelinePlot::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    redraw();
}

} // namespace assay::gui
