// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"

namespace assay::report {

// One assay.item/1 object a line, with hits, label, headers, text and attachments.
std::unique_ptr<Exporter> makeJsonlExporter(const ExportOptions& options);

} // namespace assay::report
