// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/compareplots.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/models/modelwords.h"
#include "widgets/plots/plotview.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

using Points = std::vector<train::ThresholdIndex::Point>;

// Words on a place of a curve: what its threshold would give.
std::function<QString(size_t)> hints(
    const std::shared_ptr<const ComparedCurves>& curves, size_t model, const Points ComparedCurves::OfModel::*points)
{
    return [curves, model, points](size_t index) {
        const train::ComparedModel& compared = curves->model(model);
        const train::Confusion at = compared.index->at((curves->models[model].*points)[index].threshold);
        return ComparePlots::tr("%1\nThreshold %2\nRecall %3\nFalse positives %4\nPrecision %5\n%6 items above")
            .arg(displayLine(compared.title, 60), figure(at.threshold), percent(at.recall()),
                percent(at.falsePositiveRate(), 3), percent(at.precision()), formatCount(at.tp + at.fp));
    };
}

PlotSeries curve(
    const std::shared_ptr<const ComparedCurves>& curves, size_t model, const Points ComparedCurves::OfModel::*points)
{
    PlotSeries series;
    series.title = displayLine(curves->model(model).title, 40);
    series.color = static_cast<int>(model);
    series.hint = hints(curves, model, points);
    for (const train::ThresholdIndex::Point& point : curves->models[model].*points) {
        series.x.push_back(point.x);
        series.y.push_back(point.y);
    }
    if (series.x.size() > 1 && series.x.front() > series.x.back()) { // by threshold, which descends
        std::reverse(series.x.begin(), series.x.end());
        std::reverse(series.y.begin(), series.y.end());
        series.hint = [hint = series.hint, count = series.x.size()](size_t index) { return hint(count - 1 - index); };
    }
    return series;
}

PlotData shares(const QString& title, const QString& x, const QString& y)
{
    PlotData data;
    data.title = title;
    data.x.title = x;
    data.y.title = y;
    data.x.low = data.y.low = 0;
    data.x.high = data.y.high = 1.02;
    return data;
}

PlotSeries guide(double x0, double y0, double x1, double y1)
{
    PlotSeries series;
    series.style = PlotSeries::Style::Guide;
    series.x = {x0, x1};
    series.y = {y0, y1};
    return series;
}

PlotSeries calibration(const train::ComparedModel& model, size_t number)
{
    PlotSeries series;
    series.title = displayLine(model.title, 40);
    series.color = static_cast<int>(number);
    series.hasMarkers = true;
    const auto& bins = model.evaluation.calibration->widthBins;
    for (const train::CalibrationMetrics::Bin& bin : bins) {
        if (bin.rows == 0)
            continue;
        series.x.push_back(bin.meanScore);
        series.y.push_back(bin.meanLabel);
    }
    series.hint = [x = series.x, y = series.y, title = series.title](size_t point) {
        return ComparePlots::tr("%1\nSaid %2, was %3").arg(title, percent(x[point]), percent(y[point]));
    };
    return series;
}

// Shares of a class by score, as an outline.
PlotSeries outline(
    const QString& title, const std::vector<double>& bounds, const std::vector<uint64_t>& counts, int color)
{
    PlotSeries series;
    series.title = title;
    series.style = PlotSeries::Style::Steps;
    series.color = color;
    double all = 0;
    for (const uint64_t count : counts)
        all += double(count);
    for (size_t bar = 0; bar < counts.size(); ++bar) {
        series.x.push_back(bounds[bar]);
        series.y.push_back(all > 0 ? double(counts[bar]) / all : 0);
    }
    if (!counts.empty()) {
        series.x.push_back(bounds.back());
        series.y.push_back(0);
    }
    return series;
}

} // namespace

ComparePlots::ComparePlots(CompareFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_focus(focus)
{
    m_plots[Roc] = addPlot("comparePlot");
    m_plots[PrecisionRecall] = addPlot("comparePlotPr");
    m_plots[Calibration] = addPlot("comparePlotCalibration");
    m_plots[Scores] = addPlot("comparePlotScores");
    m_plots[Cost] = addPlot("comparePlotCost");
    m_logarithmic = new QCheckBox(tr("Log&arithmic false positive rate"), this);
    m_logarithmic->setObjectName(QStringLiteral("compareLog"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(4, 4, 4, 4);
    grid->setSpacing(4);
    grid->addWidget(m_plots[Roc], 0, 0, 1, 2);
    grid->addWidget(m_plots[PrecisionRecall], 0, 2, 1, 2);
    grid->addWidget(m_plots[Calibration], 0, 4, 1, 2);
    grid->addWidget(m_plots[Scores], 1, 0, 1, 3);
    grid->addWidget(m_plots[Cost], 1, 3, 1, 3);
    grid->addWidget(m_logarithmic, 2, 0, 1, 3);
    for (int row : {0, 1})
        grid->setRowStretch(row, 1);
    connect(&focus, &CompareFocus::curvesChanged, this, &ComparePlots::draw);
    connect(&focus, &CompareFocus::thresholdsChanged, this, &ComparePlots::moveMarks);
    connect(&focus, &CompareFocus::modelChanged, this, &ComparePlots::drawScores);
    connect(m_logarithmic, &QCheckBox::toggled, this, &ComparePlots::drawRoc);
    for (int plot = 0; plot < plotCount; ++plot) {
        connect(m_plots[plot], &PlotView::failed, this, &ComparePlots::failed);
        connect(m_plots[plot], &PlotView::markMoved, this,
            [this, plot](int mark, double x) { dragged(static_cast<Plot>(plot), mark, x); });
    }
}

PlotView* ComparePlots::addPlot(const char* name)
{
    auto* plot = new PlotView(this);
    plot->setObjectName(QString::fromLatin1(name));
    return plot;
}

void ComparePlots::draw()
{
    const auto& curves = m_focus.curves();
    if (!curves)
        return;
    drawRoc();
    PlotData precision = shares(tr("Precision and recall"), tr("Recall"), tr("Precision"));
    PlotData calibrated = shares(tr("Calibration"), tr("Probability that was said"), tr("Share that was hostile"));
    calibrated.series.push_back(guide(0, 0, 1, 1));
    calibrated.legendOnTop = false;
    PlotData cost;
    cost.title = tr("Cost");
    cost.x.title = tr("Threshold");
    cost.y.title = tr("Cost");
    cost.y.low = 0;
    cost.y.text = [](double value) { return QLocale().toString(value, 'f', 0); };
    cost.legendOnTop = true;
    const auto& models = curves->result().models;
    QStringList areas;
    for (size_t i = 0; i < models.size(); ++i) {
        precision.series.push_back(curve(curves, i, &ComparedCurves::OfModel::precisionRecall));
        cost.series.push_back(curve(curves, i, &ComparedCurves::OfModel::cost));
        if (models[i].evaluation.calibration)
            calibrated.series.push_back(calibration(models[i], i));
        areas << tr("%1: %2", "model, area")
                     .arg(displayLine(models[i].title, 40), figure(models[i].evaluation.averagePrecision));
    }
    precision.namesLines = true;
    precision.summary = tr("Average precision: %1").arg(areas.join(QStringLiteral("; ")));
    calibrated.summary = tr("Models that state a probability, ten bins");
    cost.summary = tr("Cost of wrong verdicts by threshold: %1 for a false positive, %2 for a false negative")
                       .arg(curves->result().costs.falsePositive)
                       .arg(curves->result().costs.falseNegative);
    precision.marks = marks(PrecisionRecall);
    cost.marks = marks(Cost);
    m_plots[PrecisionRecall]->setData(std::move(precision));
    m_plots[Calibration]->setData(std::move(calibrated));
    m_plots[Cost]->setData(std::move(cost));
    drawScores();
    moveMarks();
}

void ComparePlots::drawRoc()
{
    const auto& curves = m_focus.curves();
    if (!curves)
        return;
    PlotData plot = shares(tr("ROC"), tr("False positive rate"), tr("Recall"));
    const bool logarithmic = m_logarithmic->isChecked();
    const double least = 0.5 / double(std::max<uint64_t>(1, curves->result().negatives));
    if (logarithmic) {
        plot.x.isLog = true;
        plot.x.low = least;
        plot.x.high = 1;
        plot.x.text = [](double rate) { return QLocale().toString(rate, 'g', 2); };
    } else {
        plot.series.push_back(guide(0, 0, 1, 1));
    }
    QStringList areas;
    for (size_t i = 0; i < m_focus.count(); ++i) {
        plot.series.push_back(curve(curves, i, &ComparedCurves::OfModel::roc));
        areas << tr("%1: %2", "model, area")
                     .arg(displayLine(curves->model(i).title, 40), figure(curves->model(i).evaluation.rocAuc));
    }
    plot.namesLines = true;
    plot.summary = tr("Area under the ROC curve: %1").arg(areas.join(QStringLiteral("; ")));
    plot.marks = marks(Roc);
    m_plots[Roc]->setData(std::move(plot));
}

void ComparePlots::drawScores()
{
    const auto& curves = m_focus.curves();
    if (!curves)
        return;
    const size_t model = m_focus.model();
    const train::ThresholdIndex::Bars& bars = curves->models[model].bars;
    PlotData plot;
    plot.title = tr("Scores of %1").arg(displayLine(curves->model(model).title, 40));
    plot.summary = tr("Share of each label by score");
    plot.x.title = tr("Score of %1").arg(displayLine(curves->model(model).title, 40));
    plot.y.title = tr("Share of the label");
    plot.y.low = 0;
    plot.y.text = [](double share) { return percent(share, 1); };
    plot.series = {outline(tr("not hostile"), bars.bounds, bars.negatives, 0),
        outline(tr("hostile"), bars.bounds, bars.positives, 1)};
    plot.legendOnTop = true;
    plot.marks = marks(Scores);
    m_plots[Scores]->setData(std::move(plot));
}

std::vector<PlotMark> ComparePlots::marks(Plot plot) const
{
    std::vector<PlotMark> marks;
    const auto& curves = m_focus.curves();
    for (size_t i = 0; curves && i < m_focus.count(); ++i) {
        PlotMark mark;
        mark.color = static_cast<int>(i);
        mark.isMovable = true;
        const double threshold = m_focus.threshold(i);
        const train::Confusion at = m_focus.confusion(i);
        if (plot == Roc) {
            mark.at = at.falsePositiveRate();
            mark.y = at.recall();
        } else if (plot == PrecisionRecall) {
            mark.at = at.recall();
            mark.y = at.tp + at.fp ? at.precision() : 1;
        } else if (plot == Scores && i != m_focus.model()) {
            mark.isMovable = false;
            mark.at = std::nan(""); // of another scale
        } else {
            mark.at = std::clamp(threshold, curves->models[i].low, curves->models[i].high);
            mark.text = plot == Scores ? figure(threshold) : QString();
            mark.color = plot == Scores ? -1 : mark.color;
        }
        marks.push_back(mark);
    }
    return marks;
}

void ComparePlots::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    moveMarks(); // thresholds that were moved on another page
}

void ComparePlots::moveMarks()
{
    for (const Plot plot : {Roc, PrecisionRecall, Scores, Cost}) {
        if (m_plots[plot]->isVisible() && !m_plots[plot]->showsTable())
            m_plots[plot]->setMarks(marks(plot));
    }
}

void ComparePlots::dragged(Plot plot, int mark, double x)
{
    const auto& curves = m_focus.curves();
    if (!curves || mark < 0 || static_cast<size_t>(mark) >= m_focus.count())
        return;
    const auto model = static_cast<size_t>(mark);
    const train::ThresholdIndex& index = *curves->model(model).index;
    if (plot == Roc)
        m_focus.setThreshold(model, index.thresholdForFalsePositiveRate(std::clamp(x, 0.0, 1.0)));
    else if (plot == PrecisionRecall)
        m_focus.setThreshold(model, index.thresholdForRecall(std::clamp(x, 0.0, 1.0)));
    else
        m_focus.setThreshold(model, x);
}

} // namespace assay::gui
