// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evidence/weightcurve.h"

#include "widgets/bridge/themecolors.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace assay::gui {

WeightCurve::WeightCurve(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("weightCurve"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void WeightCurve::setMatch(const fuzzy::FuzzyMatch& match)
{
    m_curve = match.curve;
    m_weight = match.weight;
    m_threshold = match.threshold;
    const QString text = tr("Weight %1 gives %2 of the score; threshold %3")
                             .arg(QLocale().toString(m_weight),
                                 QLocale().toString(fuzzy::weightFactor(m_curve, m_weight, m_threshold), 'f', 4),
                                 QLocale().toString(m_threshold));
    setToolTip(text);
    setAccessibleName(text);
    update();
}

double WeightCurve::at(double weight) const
{
    return std::abs(fuzzy::weightFactor(m_curve, weight, m_threshold));
}

QSize WeightCurve::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 36, fontMetrics().height() * 5};
}

QSize WeightCurve::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

void WeightCurve::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics = fontMetrics();
    const QString top = QLocale().toString(1.0, 'f', 1);
    const QRectF plot =
        QRectF(rect()).adjusted(metrics.horizontalAdvance(top) + 8, metrics.height() / 2.0, -8, -metrics.height() - 6);
    const double weight = std::abs(m_weight);
    const double most = std::max({2.2 * m_threshold, 1.1 * weight, 1.0});
    const auto point = [&](double x) {
        return QPointF(plot.left() + plot.width() * x / most, plot.bottom() - plot.height() * at(x));
    };
    const QColor text = palette().color(QPalette::WindowText);
    const QColor faint = mixed(palette().color(QPalette::Window), text, 0.45);
    painter.setPen(faint);
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.drawLine(plot.bottomLeft(), plot.topLeft());
    painter.setPen(QPen(faint, 1, Qt::DashLine));
    const double threshold = plot.left() + plot.width() * m_threshold / most;
    painter.drawLine(QPointF(threshold, plot.top()), QPointF(threshold, plot.bottom()));

    QPainterPath path(point(0));
    const int steps = std::max(2, static_cast<int>(plot.width() / 2));
    for (int i = 1; i <= steps; ++i)
        path.lineTo(point(most * i / steps));
    const QColor color = accent(m_weight >= 0 ? Accent::Positive : Accent::Negative, palette());
    painter.setPen(QPen(color, 2));
    painter.drawPath(path);
    painter.setPen(QPen(color, 1, Qt::DotLine));
    painter.drawLine(point(weight), QPointF(point(weight).x(), plot.bottom()));
    painter.drawLine(point(weight), QPointF(plot.left(), point(weight).y()));
    painter.setPen(QPen(palette().color(QPalette::Window), 1.5));
    painter.setBrush(color);
    painter.drawEllipse(point(weight), 5, 5);

    painter.setPen(text);
    const double below = plot.bottom() + metrics.ascent() + 3;
    painter.drawText(QPointF(0, plot.top() + metrics.ascent() / 2.0), top);
    painter.drawText(QPointF(0, plot.bottom()), QLocale().toString(0.0, 'f', 1));
    const auto label = [&](double x, const QString& words) {
        const int width = metrics.horizontalAdvance(words);
        const double left = std::clamp(x - width / 2.0, plot.left(), std::max(plot.left(), plot.right() - width));
        painter.drawText(QPointF(left, below), words);
        return QRectF(left - 6, below - metrics.ascent(), width + 12, metrics.height());
    };
    const QString mine = tr("weight %1").arg(QLocale().toString(m_weight));
    const QString limit = tr("threshold %1").arg(QLocale().toString(m_threshold));
    const QRectF taken = label(point(weight).x(), mine);
    const double half = metrics.horizontalAdvance(limit) / 2.0;
    if (threshold + half < taken.left() || threshold - half > taken.right()) // else the dashed line has to do
        label(threshold, limit);
}

} // namespace assay::gui
