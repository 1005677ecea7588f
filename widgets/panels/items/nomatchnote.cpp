// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/nomatchnote.h"

#include "widgets/bridge/format.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay::gui {

NoMatchNote::NoMatchNote(QWidget* list)
    : QFrame(list)
{
    setObjectName(QStringLiteral("noMatch"));
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("noMatchTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_reason = new QLabel(this);
    m_reason->setObjectName(QStringLiteral("noMatchReason"));
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setWordWrap(true);
    m_reason->setAlignment(Qt::AlignHCenter);
    auto* clear = new QPushButton(tr("Clear filter"), this);
    clear->setObjectName(QStringLiteral("noMatchClear"));
    connect(clear, &QPushButton::clicked, this, &NoMatchNote::clearRequested);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_reason);
    layout->addWidget(clear, 0, Qt::AlignHCenter);
    list->installEventFilter(this);
    hide();
}

void NoMatchNote::setShown(bool shown, quint64 total, const QString& zeroPart)
{
    setVisible(shown);
    if (!shown)
        return;
    m_title->setText(tr("No items match. 0 of %1").arg(formatCount(total)));
    m_title->setAccessibleName(m_title->text());
    m_reason->setText(
        zeroPart.isEmpty() ? QString() : tr("“%1” alone matches nothing.").arg(displayLine(zeroPart, 120)));
    m_reason->setVisible(!zeroPart.isEmpty());
    place();
    raise();
}

void NoMatchNote::place()
{
    const QSize list = parentWidget()->size();
    const QSize size = sizeHint().boundedTo(list).expandedTo(QSize(qMin(list.width(), 320), 0));
    setGeometry(QRect(QPoint((list.width() - size.width()) / 2, (list.height() - size.height()) / 2), size));
}

bool NoMatchNote::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace assay::gui
