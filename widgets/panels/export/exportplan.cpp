// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/export/exportplan.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/export/reportprint.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace assay::gui {
namespace {

std::filesystem::path toPath(const QString& path)
{
    return std::filesystem::path(QFile::encodeName(path).toStdString());
}

report::ReportHead headOf(const ExportSubject& subject)
{
    report::ReportHead head;
    head.caseTitle = subject.title.toStdString();
    head.query = subject.query.toStdString();
    head.zone = subject.zone.id().toStdString();
    head.zoneOffset = [zone = subject.zone](int64_t seconds) {
        return zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC)) / 60;
    };
    head.count = subject.rows.size();
    head.madeAt = QDateTime::currentSecsSinceEpoch();
    head.program = "assay " ASSAY_VERSION;
    return head;
}

Result<report::ExportReport> exportKind(const ExportSubject& subject, const ExportPlan& plan, const QString& kind,
    const QString& target, const RunContext& context)
{
    report::ExportOptions options = plan.options;
    options.target = toPath(target);
    return subject.file->exportItems(
        *subject.snapshot, subject.rows, kind.toStdString(), options, headOf(subject), context);
}

Result<report::ExportReport> exportPdf(
    const ExportSubject& subject, const ExportPlan& plan, const QString& target, const RunContext& context)
{
    if (subject.rows.size() > mostPrinted) {
        return Error{ErrorCode::BadArgument, target.toStdString(),
            "a PDF holds " + std::to_string(mostPrinted) + " items at most; HTML holds any number"};
    }
    const auto html = reportHtml(subject, plan, context);
    if (!html)
        return html.error();
    const auto written = writePdf(*html, target, {subject.title, subject.query}, context);
    if (!written)
        return written.error();
    report::ExportReport report;
    report.items = subject.rows.size();
    report.bytes = *written;
    report.files = {toPath(target)};
    return report;
}

void removeWritten(const std::vector<std::filesystem::path>& files)
{
    std::error_code ignored;
    for (const std::filesystem::path& file : files)
        std::filesystem::remove_all(file, ignored);
}

} // namespace

QString exportTarget(const ExportPlan& plan, const QString& kind)
{
    const QString base = QDir(plan.folder).filePath(plan.name);
    if (kind == pdfKind())
        return base + QStringLiteral(".pdf");
    const report::ExporterKind* known = report::findExporter(kind.toStdString());
    if (!known || known->suffix.empty())
        return base + QChar('-') + kind; // a folder
    return base + QString::fromUtf8(known->suffix.data(), static_cast<qsizetype>(known->suffix.size()));
}

QString exportKindTitle(const QString& kind)
{
    if (kind == pdfKind())
        return QCoreApplication::translate("assay::gui", "Report on paper (PDF)");
    const report::ExporterKind* known = report::findExporter(kind.toStdString());
    return known ? QCoreApplication::translate("core", std::string(known->title).c_str()) : kind;
}

Result<ExportResult> runExport(const ExportSubject& subject, const ExportPlan& plan, const RunContext& context)
{
    ExportResult result;
    std::vector<std::filesystem::path> written;
    for (const QString& kind : plan.kinds) {
        const QString target = exportTarget(plan, kind);
        const auto report = kind == pdfKind() ? exportPdf(subject, plan, target, context)
                                              : exportKind(subject, plan, kind, target, context);
        if (!report) {
            removeWritten(written);
            return report.error();
        }
        written.insert(written.end(), report->files.begin(), report->files.end());
        result.items = report->items;
        result.failed = std::max<quint64>(result.failed, report->failed);
        result.bytes += report->bytes;
        result.files << target;
    }
    return result;
}

Result<QString> reportHtml(const ExportSubject& subject, const ExportPlan& plan, const RunContext& context)
{
    const QTemporaryDir folder;
    const QString target = folder.filePath(QStringLiteral("report.html"));
    const auto report = exportKind(subject, plan, QStringLiteral("html"), target, context);
    if (!report)
        return report.error();
    QFile file(target);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::ReadFailed, target.toStdString(), file.errorString().toStdString()};
    return QString::fromUtf8(file.readAll());
}

} // namespace assay::gui
