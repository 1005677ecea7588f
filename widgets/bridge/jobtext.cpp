// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/jobtext.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>

namespace assay::gui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

QString amount(quint64 value, JobUnit unit)
{
    return unit == JobUnit::Bytes ? formatSize(value) : formatCount(value);
}

} // namespace

JobCells jobCells(const JobState& job)
{
    JobCells cells;
    cells.name = job.cancelling ? tr("%1 (cancelling)").arg(job.title.name) : job.title.name;
    cells.elapsed = formatDuration(static_cast<double>(job.elapsedMs / 1000));
    if (job.title.unit == JobUnit::None)
        return cells;
    cells.done = amount(job.done, job.title.unit);
    if (job.total)
        cells.done = tr("%1 of %2 · %3 %").arg(cells.done, amount(job.total, job.title.unit)).arg(job.percent());
    if (job.perSecond > 0)
        cells.rate = formatRate(job.perSecond, job.title.unit == JobUnit::Bytes);
    if (job.secondsLeft() >= 0)
        cells.left = formatDuration(std::max(1.0, job.secondsLeft()));
    return cells;
}

QString jobLine(const JobState& job)
{
    const JobCells cells = jobCells(job);
    QStringList parts{job.title.target.isEmpty() ? cells.name : cells.name + QChar(' ') + job.title.target};
    if (job.percent() >= 0)
        parts << tr("%1 %").arg(job.percent());
    else if (!cells.done.isEmpty())
        parts << cells.done;
    if (!cells.rate.isEmpty())
        parts << cells.rate;
    if (!cells.left.isEmpty())
        parts << tr("%1 left").arg(cells.left);
    return parts.join(QStringLiteral(" · "));
}

} // namespace assay::gui
