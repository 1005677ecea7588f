// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/audit/auditpanel.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/audit/auditrows.h"
#include "widgets/settings/appsettings.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

QToolButton* button(QWidget* parent, const char* name, const char* icon, const QString& text, const QString& toolTip)
{
    auto* made = new QToolButton(parent);
    made->setObjectName(QString::fromLatin1(name));
    made->setIcon(themedIcon(QString::fromLatin1(icon)));
    made->setText(text);
    made->setToolTip(toolTip);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setMinimumHeight(24);
    return made;
}

} // namespace

AuditPanel::AuditPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_model(new SnapshotTable(auditColumns(), this))
    , m_entries(std::make_shared<Entries>())
{
    buildWidgets();
    connect(&context.live, &LiveCase::caseChanged, this, &AuditPanel::clear);
    connect(&context.live, &LiveCase::labelsChanged, this, &AuditPanel::markStale);
    connect(&context.live, &LiveCase::itemsChanged, this, &AuditPanel::markStale);
    connect(&context.settings, &AppSettings::viewChanged, this, &AuditPanel::showEntries);
}

void AuditPanel::buildWidgets()
{
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("auditSearch"));
    m_search->setPlaceholderText(tr("Search the log"));
    m_search->setAccessibleName(tr("Search the log"));
    m_search->setClearButtonEnabled(true);
    m_result = new QLabel(this);
    m_result->setObjectName(QStringLiteral("auditResult"));
    m_result->setTextFormat(Qt::PlainText);
    m_affected = button(this, "auditAffected", "find", tr("Show items"), tr("List the items that this entry is about"));
    m_verify = button(this, "auditVerify", "verify", tr("Verify"), tr("Check that no entry was changed or removed"));
    m_export = button(this, "auditExport", "save", tr("Export…"), tr("Write the log as JSONL or CSV"));
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("auditTable"));
    m_table->setAccessibleName(tr("Audit log"));
    m_table->setAccessibleDescription(tr("What was done in this case, newest first"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setHighlightSections(false);
    const int unit = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column, unit * m_model->columns()[static_cast<size_t>(column)].widthInChars + 12);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 4, 8, 4);
    tools->setSpacing(10);
    tools->addWidget(m_search, 1);
    tools->addWidget(m_result, 2);
    tools->addWidget(m_affected);
    tools->addWidget(m_verify);
    tools->addWidget(m_export);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(m_table, 1);
    connect(m_search, &QLineEdit::textChanged, this, &AuditPanel::showEntries);
    connect(m_verify, &QToolButton::clicked, this, &AuditPanel::verify);
    connect(m_export, &QToolButton::clicked, this, &AuditPanel::chooseExport);
    connect(m_affected, &QToolButton::clicked, this, &AuditPanel::showAffected);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        const store::AuditEntry* entry = currentEntry();
        m_affected->setEnabled(entry && (operationOf(*entry) || !affectedQuery(*entry).isEmpty()));
    });
    clear();
}

void AuditPanel::clear()
{
    m_entries = std::make_shared<Entries>();
    m_reading = false;
    m_result->clear();
    showEntries();
    m_verify->setEnabled(m_context.live.isOpen());
    markStale();
}

void AuditPanel::showEvent(QShowEvent* event)
{
    Panel::showEvent(event);
    read();
}

void AuditPanel::markStale()
{
    m_stale = true;
    if (isVisible())
        read();
}

void AuditPanel::read()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!m_stale || m_reading || !file)
        return;
    m_stale = false;
    m_reading = true;
    using Shared = std::shared_ptr<const Entries>;
    const JobTitle title{tr("Read audit log"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file, before = m_entries](const RunContext& context) -> Result<Shared> {
        auto entries = std::make_shared<Entries>(*before);
        const auto visited =
            file->visitAudit(before->empty() ? 1 : before->back().number + 1, [&](const store::AuditEntry& entry) {
                entries->push_back(entry);
                return !context.stopRequested();
            });
        if (!visited)
            return visited.error();
        return Shared(std::move(entries));
    };
    m_context.jobs.start<Shared>(this, QStringLiteral("read"), title, work, [this, file](Result<Shared> result) {
        if (file != m_context.live.file())
            return;
        m_reading = false;
        if (!result) {
            m_context.live.report(result.error(), Attempt::OpenCase);
            return;
        }
        m_entries = *result;
        showEntries();
        if (m_stale)
            markStale();
    });
}

void AuditPanel::showEntries()
{
    const auto rows = std::make_shared<const AuditRows>(m_entries, m_context.settings.timeZone());
    m_model->setSnapshot(rows, rows->newestFirst(m_search->text().trimmed()));
    m_export->setEnabled(!m_entries->empty());
    m_affected->setEnabled(false);
}

const store::AuditEntry* AuditPanel::currentEntry() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? &(*m_entries)[m_model->order()[static_cast<size_t>(current.row())]] : nullptr;
}

void AuditPanel::showAffected()
{
    const store::AuditEntry* entry = currentEntry();
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!entry || !file)
        return;
    const std::optional<uint64_t> operation = operationOf(*entry);
    if (!operation) {
        m_context.query.replace(affectedQuery(*entry));
        return;
    }
    using Items = std::vector<ItemId>;
    const JobTitle title{tr("Find items"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Items>(
        this, QStringLiteral("affected"), title,
        [file, id = *operation](const RunContext&) { return file->changedItems(id); },
        [this, query = affectedQuery(*entry)](Result<Items> items) {
            const QString ids = items ? itemsQuery(*items) : QString();
            if (ids.isEmpty() && query.isEmpty())
                m_result->setText(tr("These are too many items to list them by number"));
            else
                m_context.query.replace(ids.isEmpty() ? query : ids);
        });
}

void AuditPanel::verify()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file)
        return;
    m_verify->setEnabled(false);
    m_result->setText(tr("Verifying…"));
    const JobTitle title{tr("Verify audit log"), m_context.live.title(), JobUnit::None, JobShow::Visible};
    m_context.jobs.start<store::AuditReport>(
        this, QStringLiteral("verify"), title, [file](const RunContext&) { return file->verifyAudit(); },
        [this](Result<store::AuditReport> report) {
            m_verify->setEnabled(true);
            if (!report) {
                m_result->clear();
                m_context.live.report(report.error(), Attempt::OpenCase);
            } else if (report->firstBroken) {
                m_result->setText(tr("Broken at entry %1: %2", "number, reason")
                                      .arg(formatCount(*report->firstBroken), QString::fromStdString(report->reason)));
            } else {
                m_result->setText(tr("The chain of %1 entries is intact").arg(formatCount(report->entries)));
            }
        });
}

void AuditPanel::chooseExport()
{
    auto* dialog = new QFileDialog(this, tr("Export the audit log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("JSON lines (*.jsonl)"), tr("CSV (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("jsonl"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(
            filter.contains(QStringLiteral("csv")) ? QStringLiteral("csv") : QStringLiteral("jsonl"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPanel::exportTo);
    dialog->open();
}

void AuditPanel::exportTo(const QString& file)
{
    const JobTitle title{tr("Export the audit log"), file, JobUnit::None, JobShow::Visible};
    m_context.jobs.start<uint64_t>(
        this, QStringLiteral("export"), title,
        [entries = m_entries, file](const RunContext& context) { return writeAudit(*entries, file, context); },
        [this, file](Result<uint64_t> written) {
            if (written)
                m_result->setText(tr("%1 entries written").arg(formatCount(*written)));
            else
                m_context.live.report(written.error(), Attempt::SaveFile);
        });
}

} // namespace assay::gui
