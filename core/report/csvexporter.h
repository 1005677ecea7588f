// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"

namespace assay::report {

// Table of chosen columns. A column of times is followed by the same time in UTC.
std::unique_ptr<Exporter> makeCsvExporter(const ExportOptions& options);

} // namespace assay::report
