// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

namespace assay {

// The detectors for scans of a case: those of the options, with the fuzzy storages and the current models of the case
// besides.
Result<std::shared_ptr<const DetectorSet>> createDetectors(const Case& file, DetectorOptions options);

} // namespace assay
