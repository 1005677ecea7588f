// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/scanprinter.h"
#include "core/casefile/case.h"

namespace assay::ctl {

struct CaseScanResult
{
    ScanReport report;
    uint64_t failedSources = 0;
    std::optional<Error> stoppedBy; // what was stored before stays
};

// Imports the operands into the case (made when missing; a file that it holds unchanged is not imported again), scans
// their items, or all when there are no operands, stores the scan and prints it.
Result<CaseScanResult> scanIntoCase(const std::filesystem::path& file, const std::vector<std::string>& operands,
    const TrafficOptions& traffic, const std::shared_ptr<const DetectorSet>& detectors, const ScanOptions& options,
    ScanPrinter& printer, const RunContext& context);

} // namespace assay::ctl
