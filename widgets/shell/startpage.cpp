// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/startpage.h"

#include "widgets/bridge/format.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr int shownRecent = 6;

QPushButton* actionButton(QAction* action, QWidget* parent)
{
    auto* button = new QPushButton(action->icon(), action->text(), parent);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setToolTip(action->toolTip());
    button->setMinimumHeight(button->fontMetrics().height() * 2);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

QLabel* headline(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    label->setFont(font);
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    return label;
}

QHBoxLayout* centred(const QList<QWidget*>& widgets)
{
    auto* row = new QHBoxLayout;
    row->addStretch();
    for (QWidget* widget : widgets)
        row->addWidget(widget);
    row->addStretch();
    return row;
}

} // namespace

StartPage::StartPage(QAction* addFiles, QAction* openCase, QAction* sample, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("startPage"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* what = new QLabel(tr("Mail files (eml, mbox, Maildir, MH, msg), access logs, captures (pcap, pcapng), "
                               "folders, and archives of these. They are "
                               "only read, never changed, "
                               "and nothing leaves this computer."),
        this);
    what->setAlignment(Qt::AlignHCenter);
    what->setWordWrap(true);
    what->setForegroundRole(QPalette::PlaceholderText);
    m_recentTitle = new QLabel(tr("Recent cases"), this);
    m_recentTitle->setAlignment(Qt::AlignHCenter);
    QFont bold = m_recentTitle->font();
    bold.setBold(true);
    m_recentTitle->setFont(bold);
    auto* recentBox = new QWidget(this);
    m_recent = new QVBoxLayout(recentBox);
    m_recent->setContentsMargins(0, 0, 0, 0);
    m_recent->setSpacing(2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(40, 20, 40, 20);
    layout->addStretch(2);
    layout->addWidget(headline(tr("Drop mail or traffic here, or open a case"), this));
    layout->addSpacing(4);
    layout->addWidget(what);
    layout->addSpacing(16);
    QList<QWidget*> buttons{actionButton(addFiles, this), actionButton(openCase, this)};
    if (sample)
        buttons << actionButton(sample, this);
    layout->addLayout(centred(buttons));
    layout->addSpacing(24);
    layout->addWidget(m_recentTitle);
    layout->addLayout(centred({recentBox}));
    layout->addStretch(3);
    setRecent({});
}

void StartPage::setRecent(const QStringList& files)
{
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int shown = 0;
    for (const QString& file : files) {
        if (shown == shownRecent)
            break;
        if (!QFileInfo::exists(file))
            continue;
        ++shown;
        auto* button = new QPushButton(displayLine(QFileInfo(file).completeBaseName(), 60), this);
        button->setFlat(true);
        button->setToolTip(file);
        button->setAccessibleDescription(file);
        connect(button, &QPushButton::clicked, this, [this, file] { Q_EMIT recentChosen(file); });
        m_recent->addWidget(button);
    }
    m_recentTitle->setVisible(shown > 0);
}

EmptyCasePage::EmptyCasePage(QAction* addFiles, QAction* addFolder, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("emptyCasePage"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_text = headline({}, this);
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(m_text);
    layout->addSpacing(16);
    layout->addLayout(centred({actionButton(addFiles, this), actionButton(addFolder, this)}));
    layout->addStretch(3);
}

void EmptyCasePage::setText(const QString& text)
{
    m_text->setText(text);
}

} // namespace assay::gui
