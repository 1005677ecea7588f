// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <memory>
#include <vector>

namespace assay::gui {

enum class ExportScope { Query, Selection, Bookmarked };

// The report on paper is made here from the HTML report; all other kinds are the core's.
inline QString pdfKind()
{
    return QStringLiteral("pdf");
}
constexpr size_t mostPrinted = 2000; // items in a PDF; more make a report that nobody turns the pages of

// What is written where.
struct ExportPlan
{
    ExportScope scope = ExportScope::Query;
    QStringList kinds; // of report::exporterKinds(), and pdfKind()
    QString folder, name; // targets are FOLDER/NAME.csv and so on
    bool utc = false;
    report::ExportOptions options; // the target is set for each kind
};

// Everything that a run needs, taken when it starts.
struct ExportSubject
{
    std::shared_ptr<Case> file;
    std::shared_ptr<const CaseSnapshot> snapshot;
    std::vector<uint32_t> rows; // of the snapshot, in their order
    QString title; // of the case
    QString query; // "" = everything
    QTimeZone zone;
};

struct ExportResult
{
    quint64 items = 0;
    quint64 failed = 0; // could not be read
    quint64 bytes = 0;
    QStringList files; // targets
};

QString exportTarget(const ExportPlan& plan, const QString& kind);
QString exportKindTitle(const QString& kind); // translated
// Writes all kinds one after another; progress counts items of all. Cancelled and errors leave nothing of what this run
// wrote. Any thread.
Result<ExportResult> runExport(const ExportSubject& subject, const ExportPlan& plan, const RunContext& context);
// The HTML report of the subject as text, for print and preview. Any thread.
Result<QString> reportHtml(const ExportSubject& subject, const ExportPlan& plan, const RunContext& context);

} // namespace assay::gui
