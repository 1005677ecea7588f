// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/itemdelegate.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/itemrows.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/panels/items/itemtableview.h"
#include "widgets/panels/items/listselection.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr int gap = 4;

// U+25B8 and U+25BE: the same triangles as in trees.
QString triangle(bool open)
{
    return QString(QChar(open ? 0x25BE : 0x25B8));
}

QColor textColor(const QStyleOptionViewItem& option)
{
    const bool selected = option.state & QStyle::State_Selected;
    return option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
}

} // namespace

ItemDelegate::ItemDelegate(ItemTableView* view)
    : QStyledItemDelegate(view)
    , m_view(view)
{
}

void ItemDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->state.setFlag(QStyle::State_Selected, m_view->itemSelection()->isTableRowSelected(index.row()));
    if (m_view->table()->columns()[static_cast<size_t>(index.column())].elideMiddle)
        option->textElideMode = Qt::ElideMiddle;
}

void ItemDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (m_view->table()->isHeading(index.row())) {
        paintHeading(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = m_view->style();
    const QVariant part = index.data(BarRole);
    const bool isSubject = index.column() == m_view->badgeColumn();
    const QVariant copies = isSubject ? index.data(SnapshotTable::GroupSizeRole) : QVariant();
    if (copies.isValid()) {
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, m_view);
        cell.rect.setLeft(paintBadge(painter, cell, copies.toUInt(), m_view->table()->isOpen(index.row())));
    }
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, m_view);
    if (part.isValid())
        paintBar(painter, cell, part.toDouble());
}

// Each cell paints its piece of one text that begins at the left edge, so that it can run over all columns.
void ItemDelegate::paintHeading(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const bool selected = cell.state & QStyle::State_Selected;
    const QPalette& palette = cell.palette;
    painter->save();
    painter->setClipRect(cell.rect);
    painter->fillRect(cell.rect,
        selected ? palette.color(QPalette::Highlight)
                 : mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.07));
    painter->setPen(mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.2));
    painter->drawLine(cell.rect.bottomLeft(), cell.rect.bottomRight());
    QRect line(0, cell.rect.top(), m_view->viewport()->width(), cell.rect.height());
    line.adjust(gap, 0, -gap, 0);
    const SnapshotTable& table = *m_view->table();
    const QString count = formatCount(table.groupSize(index.row()));
    const QFontMetrics metrics(cell.font);
    painter->setPen(textColor(cell));
    painter->setFont(cell.font);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, triangle(table.isOpen(index.row())));
    line.adjust(metrics.horizontalAdvance(triangle(true)) + gap, 0, 0, 0);
    QFont bold = cell.font;
    bold.setBold(true);
    const QFontMetrics boldMetrics(bold);
    const int room = std::max(0, line.width() - metrics.horizontalAdvance(count) - 3 * gap);
    const QString title =
        boldMetrics.elidedText(index.data(SnapshotTable::HeadingRole).toString(), Qt::ElideMiddle, room);
    painter->setFont(bold);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, title);
    painter->setFont(cell.font);
    painter->drawText(line.adjusted(boldMetrics.horizontalAdvance(title) + 3 * gap, 0, 0, 0),
        Qt::AlignLeft | Qt::AlignVCenter, count);
    painter->restore();
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(cell);
        m_view->style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, m_view);
    }
}

// Under the number: to the right of the middle when positive, to the left when negative; full at the reject threshold.
void ItemDelegate::paintBar(QPainter* painter, const QStyleOptionViewItem& option, double part) const
{
    const bool selected = option.state & QStyle::State_Selected;
    const QRectF cell(option.rect);
    const double height = std::max(2.0, cell.height() / 9);
    const QRectF room(cell.left() + gap, cell.bottom() - height - 1, cell.width() - 2 * gap, height);
    const double zero = room.left() + room.width() / 4;
    const double length =
        part >= 0 ? std::min(1.0, part) * room.width() * 3 / 4 : std::min(1.0, -part) * room.width() / 4;
    const QColor color =
        selected ? textColor(option) : accent(part >= 0 ? Accent::Positive : Accent::Negative, option.palette);
    painter->fillRect(QRectF(part >= 0 ? zero : zero - length, room.top(), length, height), color);
}

// "×3" in front of the text; returns where the text begins.
int ItemDelegate::paintBadge(QPainter* painter, const QStyleOptionViewItem& option, uint copies, bool open) const
{
    const QString text = QStringLiteral("%1 ×%2").arg(triangle(open), formatCount(copies));
    const int width = option.fontMetrics.horizontalAdvance(text) + 2 * gap;
    const QRect badge =
        option.rect.adjusted(gap, 2, 0, -2)
            .intersected(QRect(option.rect.left() + gap, option.rect.top(), width, option.rect.height()));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const QColor ground =
        option.palette.color(option.state & QStyle::State_Selected ? QPalette::Highlight : QPalette::Base);
    painter->setBrush(mixed(ground, textColor(option), 0.15));
    painter->drawRoundedRect(badge, 3, 3);
    painter->setPen(textColor(option));
    painter->drawText(badge, Qt::AlignCenter, text);
    painter->restore();
    return badge.right() + 1;
}

bool ItemDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const bool ownTip = index.data(Qt::ToolTipRole).isValid();
    if (event->type() != QEvent::ToolTip || ownTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QSize wanted = view->style()->sizeFromContents(QStyle::CT_ItemViewItem, &cell, {}, view);
    if (wanted.width() > view->visualRect(index).width())
        QToolTip::showText(event->globalPos(), index.data().toString(), view);
    else
        QToolTip::hideText();
    return true;
}

} // namespace assay::gui
