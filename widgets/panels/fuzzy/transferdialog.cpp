// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/transferdialog.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/fuzzy/storagefocus.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>

#include <algorithm>

namespace assay::gui {
namespace {

using fuzzy::ImportReport;
using fuzzy::MergeRule;

std::filesystem::path toPath(const QString& file)
{
    return std::filesystem::path(QFile::encodeName(file).toStdString());
}

} // namespace

HashImportDialog::HashImportDialog(
    const PanelContext& context, StorageFocus& focus, const QString& file, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_focus(focus)
    , m_storage(focus.name())
    , m_file(file)
    , m_rule(new QComboBox(this))
    , m_preview(new QLabel(tr("Reading…"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("hashImportDialog"));
    setWindowTitle(tr("Import hashes"));
    m_rule->setObjectName(QStringLiteral("hashImportRule"));
    const std::pair<QString, MergeRule> rules[] = {{tr("add the weights"), MergeRule::Sum},
        {tr("take the larger weight"), MergeRule::Max}, {tr("keep what is stored"), MergeRule::Keep},
        {tr("replace what is stored"), MergeRule::Replace}};
    for (const auto& entry : rules)
        m_rule->addItem(entry.first, int(entry.second));
    m_preview->setObjectName(QStringLiteral("hashImportPreview"));
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setWordWrap(true);
    m_preview->setMinimumSize(fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 5);
    m_preview->setAlignment(Qt::AlignTop);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_go = buttons->addButton(tr("Import"), QDialogButtonBox::AcceptRole);
    m_go->setObjectName(QStringLiteral("hashImportApply"));
    m_go->setDefault(true);
    auto* form = new QFormLayout(this);
    form->addRow(tr("File:"), new QLabel(displayLine(QFileInfo(file).fileName(), 80), this));
    form->addRow(tr("Into:"), new QLabel(displayLine(m_storage, 60), this));
    form->addRow(tr("Hashes that are &there already:"), m_rule);
    form->addRow(m_preview);
    form->addRow(buttons);
    connect(m_rule, &QComboBox::currentIndexChanged, this, &HashImportDialog::plan);
    connect(buttons, &QDialogButtonBox::accepted, this, &HashImportDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&context.live, &LiveCase::caseChanged, this, &QDialog::reject);
    plan();
}

MergeRule HashImportDialog::rule() const
{
    return static_cast<MergeRule>(m_rule->currentData().toInt());
}

void HashImportDialog::plan()
{
    m_go->setEnabled(false);
    const JobTitle title{tr("Look at hashes"), QFileInfo(m_file).fileName(), JobUnit::Items, JobShow::Visible};
    const auto work = [file = m_context.live.file(), storage = m_storage, from = toPath(m_file), rule = rule()](
                          const RunContext& context) -> Result<ImportReport> {
        const auto local = FuzzyDesk::localStorage(*file, storage, context);
        if (!local)
            return local.error();
        return fuzzy::planImport(**local, from, rule, context);
    };
    m_context.jobs.start<ImportReport>(
        this, QStringLiteral("plan"), title, work, [this](const Result<ImportReport>& report) {
            if (report)
                present(*report);
            else if (report.error().code == ErrorCode::BadArgument)
                m_preview->setText(tr("The hashes cannot be mixed: %1").arg(displayLine(report.error().detail, 300)));
            else
                m_preview->setText(errorText(report.error(), Attempt::ReadItem).full());
        });
}

void HashImportDialog::present(const ImportReport& report)
{
    QStringList lines{tr("%1 hashes read: %2 new, %3 change, %4 stay as they are", "counts")
                          .arg(formatCount(report.read), formatCount(report.added), formatCount(report.changed),
                              formatCount(report.unchanged))};
    if (report.badLines)
        lines << tr("%1 lines cannot be read and are passed over:").arg(formatCount(report.badLines));
    for (size_t i = 0; i < std::min<size_t>(3, report.problems.size()); ++i)
        lines << displayLine(report.problems[i], 120);
    m_preview->setText(lines.join(QChar('\n')));
    m_go->setEnabled(report.added + report.changed > 0);
}

void HashImportDialog::apply()
{
    const JobTitle title{tr("Import hashes"), QFileInfo(m_file).fileName(), JobUnit::Items, JobShow::Visible};
    const auto work = [file = m_context.live.file(), storage = m_storage, from = toPath(m_file), rule = rule()](
                          const RunContext& context) -> Result<ImportReport> {
        const auto local = FuzzyDesk::localStorage(*file, storage, context);
        if (!local)
            return local.error();
        return fuzzy::importHashes(**local, from, rule, context);
    };
    StorageFocus* focus = &m_focus;
    LiveCase* live = &m_context.live;
    // The dialog closes at once; the focus lives as long as the window.
    m_context.jobs.startInOrder<ImportReport>(focus, title, work, [focus, live](const Result<ImportReport>& report) {
        if (report) {
            Q_EMIT live->notice({NoticeLevel::Info,
                tr("Imported %1 hashes: %2 new, %3 changed", "counts")
                    .arg(formatCount(report->read), formatCount(report->added), formatCount(report->changed)),
                {}});
        } else {
            live->report(report.error(), Attempt::Label);
        }
        focus->refresh();
    });
    accept();
}

void exportHashes(const PanelContext& context, const StorageFocus& focus, QWidget* parent)
{
    auto* dialog = new QFileDialog(parent, HashImportDialog::tr("Export hashes"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({HashImportDialog::tr("JSON lines (*.jsonl)"), HashImportDialog::tr("CSV (*.csv)"),
        HashImportDialog::tr("Fuzzy storage (*.sqlite)")});
    dialog->setDefaultSuffix(QStringLiteral("jsonl"));
    const auto write = [context, name = focus.name(), receiver = QPointer(parent)](const QString& to) {
        if (!receiver)
            return;
        const auto format = fuzzy::hashFileFormatFromName(QFileInfo(to).suffix().toLower().toStdString());
        const JobTitle title{HashImportDialog::tr("Export hashes"), name, JobUnit::Items, JobShow::Visible};
        const auto work = [file = context.live.file(), name, path = toPath(to), format](
                              const RunContext& run) -> Result<uint64_t> {
            const auto local = FuzzyDesk::localStorage(*file, name, run);
            if (!local)
                return local.error();
            return fuzzy::exportHashes(**local, path, format.value_or(fuzzy::HashFileFormat::JsonLines), run);
        };
        context.jobs.start<uint64_t>(
            receiver, QStringLiteral("export"), title, work, [live = &context.live, to](const Result<uint64_t>& count) {
                if (!count)
                    live->report(count.error(), Attempt::SaveFile);
                else
                    Q_EMIT live->notice({NoticeLevel::Info,
                        HashImportDialog::tr("%1 hashes written to %2").arg(formatCount(*count), to), {}});
            });
    };
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, write);
    dialog->open();
}

} // namespace assay::gui
