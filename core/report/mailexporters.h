// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"

namespace assay::report {

// The messages byte for byte as they are stored, with a manifest that compares the SHA-256 of what was written with the
// recorded one. Refused with a redaction.
//
// A folder of NUMBER-subject.eml with manifest.csv.
std::unique_ptr<Exporter> makeEmlExporter(const ExportOptions& options);
// One mailbox with TARGET.manifest.csv. Lines that begin with "From " after any number of '>' get one '>' more
// (mboxrd), so that readers of mboxrd give back the stored bytes.
std::unique_ptr<Exporter> makeMboxExporter(const ExportOptions& options);

} // namespace assay::report
