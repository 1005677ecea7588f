// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/export/exports.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/export/exportdialog.h"
#include "widgets/panels/export/reportprint.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/settings/appsettings.h"

#include <QDir>
#include <QFileDialog>
#include <QPrintPreviewDialog>
#include <QPrinter>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr size_t mostPreviewed = 200; // items; a preview is laid out while the window waits
constexpr int nameLimit = 60;

// A file name without what file systems and people stumble over.
QString safeName(QString name)
{
    for (QChar& c : name) {
        if (!c.isLetterOrNumber() && !QStringLiteral("-_.@ ").contains(c))
            c = QChar('_');
    }
    name = name.left(nameLimit).trimmed();
    while (name.startsWith(QChar('.')))
        name.remove(0, 1);
    return name.isEmpty() ? QStringLiteral("export") : name;
}

} // namespace

Exports::Exports(const PanelContext& context, ItemsPanel& items, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_items(items)
    , m_window(window)
{
}

ExportPlan Exports::usualPlan() const
{
    ExportPlan plan;
    plan.folder = m_context.settings.exportFolder();
    if (plan.folder.isEmpty() || !QDir(plan.folder).exists())
        plan.folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (!QDir(plan.folder).exists())
        plan.folder = QDir::homePath();
    const QString day = QDate::currentDate().toString(Qt::ISODate);
    const QString title = m_context.live.title();
    plan.name = safeName(title.contains(day) ? title : title + QChar(' ') + day);
    plan.utc = m_context.settings.view().utc;
    return plan;
}

std::vector<uint32_t> Exports::rowsOf(ExportScope scope) const
{
    if (scope == ExportScope::Selection)
        return m_items.selectedRows();
    if (scope == ExportScope::Query)
        return m_items.order();
    std::vector<uint32_t> rows;
    const auto& labels = m_context.live.snapshot()->labels;
    for (uint32_t row = 0; labels && row < labels->marks.size(); ++row) {
        if (labels->marks[row] & feedback::markBookmarked)
            rows.push_back(row);
    }
    return rows;
}

void Exports::ask(const QStringList& kinds)
{
    ExportPlan plan = usualPlan();
    plan.kinds = kinds;
    plan.scope = m_items.selectedCount() > 1 ? ExportScope::Selection : ExportScope::Query;
    openDialog(plan);
}

void Exports::askReport()
{
    ExportPlan plan = usualPlan();
    plan.kinds = {QStringLiteral("html"), QStringLiteral("eml")};
    plan.scope = ExportScope::Bookmarked;
    plan.name = safeName(tr("Report %1").arg(plan.name));
    openDialog(plan);
}

void Exports::openDialog(ExportPlan plan)
{
    if (!m_context.live.isOpen())
        return;
    const ExportCounts counts{m_items.order().size(), m_items.selectedCount(), rowsOf(ExportScope::Bookmarked).size()};
    if (plan.scope == ExportScope::Bookmarked && counts.bookmarked == 0) {
        Q_EMIT notice({NoticeLevel::Warning, tr("Nothing is bookmarked yet: select items and press B."), {}, {}});
        return;
    }
    QStringList columns;
    for (const int column : m_items.columns().shown())
        columns << m_items.columns().key(column);
    auto* dialog = new ExportDialog(plan, counts, columns, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::chosen, this, &Exports::start);
    dialog->open();
}

ExportSubject Exports::subject(std::vector<uint32_t> rows, bool utc) const
{
    const LiveCase& live = m_context.live;
    return {live.file(), live.snapshot(), std::move(rows), live.title(), m_context.query.text(),
        utc ? QTimeZone::utc() : m_context.settings.timeZone()};
}

void Exports::start(const ExportPlan& plan)
{
    m_context.settings.setExportFolder(plan.folder);
    ExportSubject what = subject(rowsOf(plan.scope), plan.utc);
    if (plan.scope == ExportScope::Bookmarked)
        what.query = QStringLiteral("is:bookmarked");
    const JobTitle title{tr("Export"), plan.name, JobUnit::Items, JobShow::Visible};
    const auto work = [what = std::move(what), plan](
                          const RunContext& context) { return runExport(what, plan, context); };
    m_context.jobs.start<ExportResult>(this, QStringLiteral("export %1").arg(plan.name), title, work,
        [this, plan](Result<ExportResult> result) { finish(plan, result); });
}

void Exports::finish(const ExportPlan& plan, const Result<ExportResult>& result)
{
    if (!result) {
        report(result.error());
        return;
    }
    QStringList names;
    for (const QString& file : result->files)
        names << QFileInfo(file).fileName();
    QString text = tr("Exported %n item(s) to %1.", nullptr, static_cast<int>(result->items))
                       .arg(names.join(QStringLiteral(", ")));
    if (result->failed)
        text +=
            QChar(' ') + tr("%n could not be read; the export says which.", nullptr, static_cast<int>(result->failed));
    Q_EMIT notice({result->failed ? NoticeLevel::Warning : NoticeLevel::Info, text, result->files.join(QChar('\n')),
        plan.folder});
}

void Exports::report(const Error& error)
{
    if (error.code == ErrorCode::Cancelled)
        return;
    const ErrorText text = errorText(error, Attempt::Other);
    Q_EMIT notice({NoticeLevel::Error, tr("The export was not written. %1").arg(text.full()), text.details, {}});
}

void Exports::saveAsEml()
{
    const std::optional<ItemId> item = m_context.focus.item();
    if (!item)
        return;
    auto* dialog = new QFileDialog(m_window, tr("Save as EML"), usualPlan().folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Mail messages (*.eml)"));
    dialog->setDefaultSuffix(QStringLiteral("eml"));
    dialog->selectFile(QStringLiteral("%1-%2.eml").arg(safeName(m_context.live.title())).arg(item->value));
    connect(dialog, &QFileDialog::fileSelected, this, [this, item](const QString& file) { writeEml(*item, file); });
    dialog->open();
}

void Exports::writeEml(ItemId item, const QString& target)
{
    using Saved = quint64; // bytes
    const JobTitle title{tr("Save as EML"), QFileInfo(target).fileName(), JobUnit::Bytes, JobShow::Quiet};
    const auto work = [file = m_context.live.file(), item, target](const RunContext&) -> Result<Saved> {
        const auto bytes = file->itemBytes(item);
        if (!bytes)
            return bytes.error();
        QSaveFile out(target);
        const auto length = static_cast<qint64>(bytes->size());
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes->data(), length) != length || !out.commit())
            return Error{ErrorCode::WriteFailed, target.toStdString(), out.errorString().toStdString()};
        return bytes->size();
    };
    m_context.jobs.start<Saved>(
        this, QStringLiteral("eml ") + target, title, work, [this, target](Result<Saved> saved) {
            if (!saved) {
                report(saved.error());
                return;
            }
            const QFileInfo file(target);
            Q_EMIT notice(
                {NoticeLevel::Info, tr("Saved %1 (%2).").arg(file.fileName(), formatSize(*saved)), {}, file.path()});
        });
}

void Exports::printItem()
{
    const std::optional<ItemId> item = m_context.focus.item();
    if (!item)
        return;
    const auto row = static_cast<uint32_t>(m_context.live.items()->find(*item));
    if (row < m_context.live.items()->count())
        preview({row}, tr("%1, item %2").arg(m_context.live.title()).arg(item->value));
}

void Exports::printReport()
{
    std::vector<uint32_t> rows = m_items.selectedCount() > 1 ? m_items.selectedRows() : m_items.order();
    if (rows.size() > mostPreviewed) {
        Q_EMIT notice({NoticeLevel::Warning,
            tr("%1 items are too many for a print preview (%2 at most). Select fewer, or export a PDF.")
                .arg(formatCount(rows.size()), formatCount(mostPreviewed)),
            {}, {}});
        return;
    }
    preview(std::move(rows), m_context.live.title());
}

void Exports::preview(std::vector<uint32_t> rows, const QString& title)
{
    ExportPlan plan = usualPlan();
    plan.options.wholeBodies = rows.size() == 1;
    plan.options.hashSources = false; // of gigabytes, for a look at one page
    const JobTitle jobTitle{tr("Prepare print"), title, JobUnit::Items, JobShow::Visible};
    const auto work = [what = subject(std::move(rows), plan.utc), plan](
                          const RunContext& context) { return reportHtml(what, plan, context); };
    m_context.jobs.start<QString>(this, QStringLiteral("preview"), jobTitle, work, [this, title](Result<QString> html) {
        if (html)
            showPreview(*html, title);
        else
            report(html.error());
    });
}

void Exports::showPreview(const QString& html, const QString& title)
{
    auto printer = std::make_shared<QPrinter>(QPrinter::ScreenResolution);
    printer->setDocName(title);
    auto* dialog = new QPrintPreviewDialog(printer.get(), m_window);
    dialog->setObjectName(QStringLiteral("printPreview"));
    dialog->setWindowTitle(tr("Print preview"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const PageHead head{title, formatTimeExact(QDateTime::currentSecsSinceEpoch(), m_context.settings.timeZone())};
    connect(dialog, &QPrintPreviewDialog::paintRequested, this, [this, html, head, printer](QPrinter* target) {
        const auto printed = printPages(html, *target, head);
        if (!printed)
            report(printed.error());
    });
    dialog->open();
}

} // namespace assay::gui
