// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/sources/rebucketing.h"

#include "core/casefile/trafficviews.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QCoreApplication>
#include <QInputDialog>

namespace assay::gui {
namespace {

constexpr int longestBucket = 86'400; // seconds
constexpr size_t namedLosses = 200; // in the details of the notice

QString tr(const char* text, const char* comment = nullptr, int count = -1)
{
    return QCoreApplication::translate("assay::gui", text, comment, count);
}

Notice noticeOf(const RebucketReport& report)
{
    Notice notice;
    notice.text =
        tr("%1 request sets were made anew; those of before stay under their source. Labels carried over: %2, "
           "not carried over: %3.")
            .arg(formatCount(report.added.items), formatCount(report.carried), formatCount(report.lostCount));
    notice.level = report.lostCount > 0 ? NoticeLevel::Warning : NoticeLevel::Info;
    QStringList losses;
    for (const RebucketReport::Lost& lost : report.lost) {
        losses << tr("Item %1, %2: %3", "label that was not carried over")
                      .arg(QString::number(lost.item.value), QString::fromStdString(lost.label),
                          QString::fromStdString(lost.why));
        if (losses.size() >= static_cast<qsizetype>(namedLosses))
            break;
    }
    notice.details = losses.join(QLatin1Char('\n'));
    return notice;
}

void rebucket(const PanelContext& context, uint32_t source, const QString& name, uint32_t seconds, QWidget* parent)
{
    const auto work = [file = context.live.file(), source, seconds](
                          const RunContext& run) { return file->rebucket(source, seconds, run); };
    const JobTitle title{tr("Time buckets"), name, JobUnit::Bytes};
    context.jobs.startInOrder<RebucketReport>(
        parent, title, work, [live = &context.live](const Result<RebucketReport>& report) {
            live->markStale();
            if (report)
                Q_EMIT live->notice(noticeOf(*report));
            else
                live->report(report.error(), Attempt::AddSource);
        });
}

} // namespace

void askForBuckets(const PanelContext& context, const SourceInfo& source, QWidget* parent)
{
    auto* dialog = new QInputDialog(parent);
    dialog->setObjectName(QStringLiteral("bucketDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Time buckets"));
    dialog->setLabelText(
        tr("Seconds of a request set. Models know the length that they were trained with; labels go to "
           "the new sets that overlap by half."));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(1, longestBucket);
    dialog->setIntValue(static_cast<int>(source.traffic.bucketSeconds));
    QObject::connect(dialog, &QInputDialog::intValueSelected, parent,
        [context, id = source.id, name = displayLine(source.title, 80), before = source.traffic.bucketSeconds, parent](
            int seconds) {
            if (static_cast<uint32_t>(seconds) != before)
                rebucket(context, id, name, static_cast<uint32_t>(seconds), parent);
        });
    dialog->open();
}

} // namespace assay::gui
