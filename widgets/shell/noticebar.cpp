// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/noticebar.h"

#include "widgets/bridge/icons.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>

namespace assay::gui {

NoticeBar::NoticeBar(QWidget* parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("noticeBar"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setAccessibleName(tr("Message of the program"));
    m_icon = new QLabel(this);
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("noticeText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setForegroundRole(QPalette::ToolTipText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_details = new QPushButton(tr("Details"), this);
    m_folder = new QPushButton(tr("Show folder"), this);
    m_folder->setObjectName(QStringLiteral("noticeFolder"));
    m_dismiss = new QToolButton(this);
    m_dismiss->setText(tr("Dismiss"));
    m_dismiss->setAccessibleName(tr("Dismiss the message"));
    m_dismiss->setMinimumSize(24, 24);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 6, 4);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_folder);
    layout->addWidget(m_details);
    layout->addWidget(m_dismiss);
    connect(m_dismiss, &QToolButton::clicked, this, &NoticeBar::dismiss);
    connect(m_folder, &QPushButton::clicked, this,
        [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_notices.last().folder)); });
    connect(m_details, &QPushButton::clicked, this, [this] {
        auto* box =
            new QMessageBox(QMessageBox::NoIcon, tr("Details"), m_notices.last().text, QMessageBox::Close, window());
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->setInformativeText(m_notices.last().details.left(2000));
        box->setDetailedText(m_notices.last().details);
        box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        box->open();
    });
    hide();
}

void NoticeBar::show(const Notice& notice)
{
    m_notices.append(notice);
    while (m_notices.size() > 50)
        m_notices.removeFirst();
    showLast();
}

QString NoticeBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void NoticeBar::showLast()
{
    if (m_notices.isEmpty()) {
        hide();
        return;
    }
    const Notice& notice = m_notices.last();
    m_icon->setPixmap(
        themedIcon(QStringLiteral("warning")).pixmap(QSize(16, 16), devicePixelRatioF(), QIcon::Selected));
    QString text = notice.text;
    if (m_notices.size() > 1)
        text +=
            QChar(' ') + tr("(%n more message(s) behind this one)", nullptr, static_cast<int>(m_notices.size()) - 1);
    m_text->setText(text);
    m_icon->setVisible(notice.level != NoticeLevel::Info);
    m_details->setVisible(!notice.details.isEmpty());
    m_folder->setVisible(!notice.folder.isEmpty());
    QFrame::show();
}

void NoticeBar::dismiss()
{
    if (!m_notices.isEmpty())
        m_notices.removeLast();
    showLast();
}

} // namespace assay::gui
