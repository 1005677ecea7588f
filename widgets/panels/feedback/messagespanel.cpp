// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/messagespanel.h"

#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/feedback/batchrows.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/panels/feedback/feedbacktable.h"
#include "widgets/settings/appsettings.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace assay::gui {

MessagesPanel::MessagesPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_model(new SnapshotTable(messageColumns(), this))
    , m_table(makeTable("messageTable", m_model, this))
    , m_empty(new QLabel(tr("No message yet. Answers to submitted batches and reports of runs come here."), this))
    , m_open(pushButton("messageOpen", "goto", tr("&Go to what it is about"), tr("Open the batch, run or model"), this))
{
    m_table->setAccessibleName(tr("Messages"));
    m_table->setAccessibleDescription(tr("Messages of this case, newest first. Enter opens what one is about."));
    m_empty->setObjectName(QStringLiteral("messagesEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    auto* inbox = pushButton("messageInbox", "", tr("Read in&box"), tr("Take in replies, and batches of others"), this);
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 4, 8, 4);
    tools->addWidget(m_open);
    tools->addStretch(1);
    tools->addWidget(inbox);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    BatchDesk& desk = context.live.batches();
    connect(inbox, &QPushButton::clicked, &desk, &BatchDesk::readInbox);
    connect(m_open, &QPushButton::clicked, this, &MessagesPanel::openCurrent);
    connect(m_table, &QTableView::activated, this, &MessagesPanel::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &MessagesPanel::updateButton);
    connect(&desk, &BatchDesk::messagesChanged, this, &MessagesPanel::present);
    connect(&context.settings, &AppSettings::viewChanged, this, &MessagesPanel::present);
    present();
}

void MessagesPanel::present()
{
    const auto rows =
        std::make_shared<const MessageRows>(m_context.live.batches().messages(), m_context.settings.timeZone());
    m_model->setSnapshot(nullptr, {});
    m_model->setSnapshot(rows, rows->order());
    if (m_model->rowCount() > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
    m_table->setVisible(rows->count() > 0);
    m_empty->setVisible(rows->count() == 0);
    updateButton();
}

QString MessagesPanel::currentObject() const
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid() || !m_model->rows())
        return {};
    const auto& rows = static_cast<const MessageRows&>(*m_model->rows());
    return QString::fromStdString(rows.message(m_model->rowAt(index.row())).object);
}

void MessagesPanel::updateButton()
{
    m_open->setEnabled(!currentObject().isEmpty());
}

void MessagesPanel::openCurrent()
{
    if (const QString object = currentObject(); !object.isEmpty())
        Q_EMIT objectRequested(object);
}

} // namespace assay::gui
