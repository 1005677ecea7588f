// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/partbar.h"

#include "widgets/bridge/themecolors.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QPainter>

namespace assay::gui {
namespace {

constexpr int barWidth = 4; // pixels: the margin that every text keeps free

} // namespace

PartBar::PartBar(QAbstractScrollArea* area)
    : QWidget(area)
    , m_area(area)
{
    setObjectName(QStringLiteral("partBar"));
    area->installEventFilter(this);
    hide();
}

void PartBar::mark(const QString& text)
{
    setToolTip(text);
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    place();
    raise();
}

void PartBar::place()
{
    setGeometry(0, 0, barWidth, m_area->viewport()->height());
}

bool PartBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
        place();
    return QWidget::eventFilter(watched, event);
}

void PartBar::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), accent(Accent::CurrentMatch, m_area->palette()));
}

} // namespace assay::gui
