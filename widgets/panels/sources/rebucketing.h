// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/panels/panel.h"

namespace assay::gui {

// Asks for another length of the time buckets of a source of traffic; then its request sets are made again as a job,
// which says in a notice what became of the labels. The dialog and the job belong to `parent`.
void askForBuckets(const PanelContext& context, const SourceInfo& source, QWidget* parent);

} // namespace assay::gui
