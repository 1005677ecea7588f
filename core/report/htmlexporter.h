// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"

namespace assay::report {

// One page with everything in it: no scripts, nothing from outside.
std::unique_ptr<Exporter> makeHtmlExporter(const ExportOptions& options);

} // namespace assay::report
