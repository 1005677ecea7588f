// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/hits/scorebar.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/bridge/treemodel.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace assay::gui {

ScoreBar::ScoreBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ScoreBar::setScore(double score, const Thresholds& thresholds)
{
    m_score = score;
    m_thresholds = thresholds;
    const QString text =
        tr("Score %1; add header from %2, reject from %3")
            .arg(formatScore(score), formatScore(thresholds.addHeader), formatScore(thresholds.reject));
    setToolTip(text);
    setAccessibleName(text);
    update();
}

QSize ScoreBar::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 2 + 8};
}

QSize ScoreBar::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 14, sizeHint().height()};
}

void ScoreBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int barHeight = fontMetrics().height() / 2 + 2;
    const QRectF bar(1, 2, width() - 2, barHeight);
    const double low = std::min(0.0, m_score);
    const double high = std::max({m_thresholds.reject * 1.2, m_score, 1.0});
    const auto x = [&](double score) { return bar.left() + bar.width() * (score - low) / (high - low); };
    painter.fillRect(bar, mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.08));
    const Accent color = m_score >= 0 ? Accent::Positive : Accent::Negative;
    painter.fillRect(
        QRectF(QPointF(std::min(x(0), x(m_score)), bar.top()), QPointF(std::max(x(0), x(m_score)), bar.bottom())),
        accent(color, palette()));
    painter.setPen(palette().color(QPalette::Text));
    painter.drawLine(QPointF(x(0), bar.top()), QPointF(x(0), bar.bottom()));
    const auto tick = [&](double at, const QString& name) {
        painter.drawLine(QPointF(x(at), bar.top() - 2), QPointF(x(at), bar.bottom() + 3));
        const int textWidth = fontMetrics().horizontalAdvance(name);
        const double left = std::clamp(x(at) - textWidth / 2.0, 0.0, std::max(0.0, width() - double(textWidth)));
        painter.drawText(QPointF(left, bar.bottom() + 3 + fontMetrics().ascent()), name);
    };
    tick(m_thresholds.addHeader, tr("add header %1").arg(QLocale().toString(m_thresholds.addHeader)));
    tick(m_thresholds.reject, tr("reject %1").arg(QLocale().toString(m_thresholds.reject)));
}

void DivergingBarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    const QWidget* widget = option.widget;
    (widget ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &cell, painter, widget);
    const QModelIndex first = index.siblingAtColumn(0);
    const QVariant number = index.data(TreeModel::NumberRole);
    if (!number.isValid() || !first.data(TreeModel::ValueRole).isValid())
        return;
    const double score = number.toDouble();
    const QRectF room = QRectF(option.rect).adjusted(3, option.rect.height() * 0.3, -3, -option.rect.height() * 0.3);
    const double middle = room.center().x();
    const double length = room.width() / 2 * std::min(1.0, std::abs(score) / std::max(m_largest, 0.01));
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Mid));
    painter->drawLine(QPointF(middle, room.top() - 1), QPointF(middle, room.bottom() + 1));
    QColor color = accent(score >= 0 ? Accent::Positive : Accent::Negative, option.palette);
    if (selected)
        color = option.palette.color(QPalette::HighlightedText);
    painter->fillRect(score >= 0 ? QRectF(middle, room.top(), length, room.height())
                                 : QRectF(middle - length, room.top(), length, room.height()),
        color);
    painter->restore();
}

} // namespace assay::gui
