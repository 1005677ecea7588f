// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/batchespanel.h"

#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/feedback/batchrows.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/panels/feedback/feedbacktable.h"
#include "widgets/settings/appsettings.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace assay::gui {

BatchesPanel::BatchesPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_model(new SnapshotTable(batchColumns(), this))
{
    buildWidgets();
    BatchDesk& desk = context.live.batches();
    connect(&desk, &BatchDesk::listChanged, this, &BatchesPanel::present);
    connect(&desk, &BatchDesk::activeChanged, this, [this] {
        present();
        if (const auto& batch = m_context.live.batches().active())
            choose(batch->info.id);
    });
    connect(&context.live, &LiveCase::caseChanged, this, &BatchesPanel::present);
    connect(&context.live, &LiveCase::itemsChanged, this, &BatchesPanel::updateButtons);
    connect(&context.settings, &AppSettings::viewChanged, this, &BatchesPanel::present);
    present();
}

void BatchesPanel::buildWidgets()
{
    m_table = makeTable("batchTable", m_model, this);
    m_table->setAccessibleName(tr("Batches"));
    m_table->setAccessibleDescription(tr("The batches of this case, newest first. Enter opens one."));
    m_empty =
        new QLabel(tr("No batch yet. A batch puts labelled items and the reason for their labels together."), this);
    m_empty->setObjectName(QStringLiteral("batchesEmpty"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_new = pushButton("batchNew", "batch", tr("&New batch"), tr("A batch from what the list shows"), this);
    m_open = pushButton("batchOpen", "open", tr("&Open"), tr("Go on with the chosen batch"), this);
    m_remove =
        pushButton("batchRemove", "cancel", tr("&Delete draft"), tr("Delete a batch that was never submitted"), this);
    m_import =
        pushButton("batchImport", "", tr("&Import bundle…"), tr("A batch from the bundle of another case"), this);
    m_inbox = pushButton("batchInbox", "", tr("Read in&box"), tr("Take in replies, and batches of others"), this);
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 4, 8, 4);
    for (QPushButton* button : {m_new, m_open, m_remove})
        tools->addWidget(button);
    tools->addStretch(1);
    tools->addWidget(m_import);
    tools->addWidget(m_inbox);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    connect(m_table, &QTableView::activated, this, &BatchesPanel::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &BatchesPanel::updateButtons);
    connect(m_new, &QPushButton::clicked, this, &BatchesPanel::newRequested);
    connect(m_open, &QPushButton::clicked, this, &BatchesPanel::openCurrent);
    connect(m_remove, &QPushButton::clicked, this, &BatchesPanel::removeCurrent);
    connect(m_import, &QPushButton::clicked, this, &BatchesPanel::chooseBundle);
    connect(m_inbox, &QPushButton::clicked, &m_context.live.batches(), &BatchDesk::readInbox);
}

void BatchesPanel::present()
{
    const BatchDesk& desk = m_context.live.batches();
    const std::optional<BatchId> before = current();
    const auto rows = std::make_shared<const BatchRows>(desk.list(), m_context.settings.timeZone());
    m_model->setSnapshot(rows, rows->order());
    if (before)
        choose(*before);
    if (m_model->rowCount() > 0 && !m_table->currentIndex().isValid())
        m_table->setCurrentIndex(m_model->index(0, 0));
    const bool none = desk.list()->empty();
    m_table->setVisible(!none);
    m_empty->setVisible(none);
    updateButtons();
}

void BatchesPanel::choose(BatchId id)
{
    const int row = m_model->rows() ? m_model->tableRowOf(id.value) : -1;
    if (row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
}

std::optional<BatchId> BatchesPanel::current() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() && m_model->rows() ? std::optional(BatchId{m_model->idAt(index.row())}) : std::nullopt;
}

void BatchesPanel::updateButtons()
{
    const bool writable = m_context.live.isOpen() && !m_context.live.isReadOnly();
    const std::optional<BatchId> id = current();
    const feedback::BatchInfo* info = id ? m_context.live.batches().info(*id) : nullptr;
    m_new->setEnabled(writable && m_context.live.items()->count() > 0);
    m_open->setEnabled(info != nullptr);
    m_remove->setEnabled(writable && info && info->submittedAt == 0 && info->records == 0);
    m_import->setEnabled(writable);
    m_inbox->setEnabled(writable);
}

void BatchesPanel::openCurrent()
{
    const std::optional<BatchId> id = current();
    if (!id)
        return;
    m_context.live.batches().open(*id);
    Q_EMIT opened();
}

void BatchesPanel::removeCurrent()
{
    const std::optional<BatchId> id = current();
    const feedback::BatchInfo* info = id ? m_context.live.batches().info(*id) : nullptr;
    if (!info)
        return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Delete draft"),
        tr("Delete %1? The labels of its items stay; its context and scope are lost.").arg(batchTitle(*info)),
        QMessageBox::Cancel, this);
    box->setObjectName(QStringLiteral("batchRemoveBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* yes = box->addButton(tr("Delete draft"), QMessageBox::DestructiveRole);
    connect(yes, &QPushButton::clicked, this, [this, id = *id] { m_context.live.batches().remove(id); });
    box->open();
}

void BatchesPanel::chooseBundle()
{
    auto* dialog = new QFileDialog(this, tr("Import bundle"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Feedback bundles (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, &m_context.live.batches(), &BatchDesk::import);
    dialog->open();
}

} // namespace assay::gui
