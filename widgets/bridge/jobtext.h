// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/jobs.h"

namespace assay::gui {

struct JobCells
{
    QString name; // "Scan", "Scan (cancelling)"
    QString done; // "812,004 of 1,048,576 · 77 %"
    QString rate; // "1,940/s"
    QString left; // "6 min"
    QString elapsed;
};
JobCells jobCells(const JobState& job);
// One line for the status bar: "Scan trial · 38 % · 1,940/s · 6 min left".
QString jobLine(const JobState& job);

} // namespace assay::gui
