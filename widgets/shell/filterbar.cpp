// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/filterbar.h"

#include "widgets/bridge/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace assay::gui {

FilterBar::FilterBar(QWidget* parent)
    : QWidget(parent)
{
    m_edit = new QLineEdit(this);
    m_edit->setObjectName(QStringLiteral("filterEdit"));
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->setPlaceholderText(tr("Filter by words in subject, sender or recipient"));
    m_edit->setToolTip(
        tr("Words that all occur in subject, sender, recipient or Message-ID; \"words in quotes\" stay together"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setAcceptDrops(false); // files dropped here are meant for the window
    m_edit->installEventFilter(this);
    m_edit->addAction(themedIcon(QStringLiteral("find")), QLineEdit::LeadingPosition);
    m_status = new QLabel(this);
    m_status->setObjectName(QStringLiteral("filterStatus"));
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 3, 10, 3);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_status);
    m_delay.setSingleShot(true);
    m_delay.setInterval(150);
    connect(&m_delay, &QTimer::timeout, this, &FilterBar::apply);
    connect(m_edit, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterBar::apply);
}

QString FilterBar::filter() const
{
    return m_edit->text();
}

void FilterBar::setFilter(const QString& text)
{
    m_edit->setText(text);
    apply();
}

void FilterBar::apply()
{
    m_delay.stop();
    if (m_edit->text() == m_applied)
        return;
    m_applied = m_edit->text();
    Q_EMIT filterChanged(m_applied);
}

void FilterBar::setStatus(const QString& text)
{
    m_status->setText(text);
    m_status->setAccessibleName(text);
    m_status->setToolTip({});
}

void FilterBar::setRefused(const QString& reason)
{
    m_status->setText(tr("Not applied"));
    m_status->setToolTip(reason);
}

void FilterBar::focusEdit()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            if (!m_edit->text().isEmpty()) {
                m_edit->clear();
                apply();
            } else {
                Q_EMIT left();
            }
            return true;
        }
        if (key == Qt::Key_Down) {
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay::gui
