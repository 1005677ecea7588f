// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/casefile/modelling.h"
#include "core/train/registry.h"

namespace assay::test {

// A case with so many made-up messages, every third labelled spam, the others ham.
Result<std::unique_ptr<Case>> labelledCase(const std::filesystem::path& folder, unsigned items);
// A small forest from all labelled items.
TrainRequest smallTraining();

} // namespace assay::test
