// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"

namespace assay {

// Makes the case of the sample mails in `sample`: still empty, but with a fuzzy storage beside it that has learned the
// first two messages of its folder "complaints", so that scans find what is near to them. A storage that is there
// already is used as it is. Errors as of Case::create.
Result<std::unique_ptr<Case>> createSampleCase(
    const std::filesystem::path& file, const std::filesystem::path& sample, const RunContext& context = {});

} // namespace assay
