// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"

namespace assay::report {

// The different source addresses of the items, sorted, one a line.
std::unique_ptr<Exporter> makeIpListExporter(const ExportOptions& options);

} // namespace assay::report
