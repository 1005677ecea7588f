// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/models/model.h"

#include <span>

namespace assay::train {

// Rows with what is known of them, all equally long.
struct FoldRows
{
    const models::Matrix& rows;
    std::span<const uint8_t> labels; // 0 or 1
    std::span<const float> weights;
    std::span<const uint64_t> groups; // rows of a group are in one fold
};

struct FoldSettings
{
    uint32_t folds = 5;
    uint64_t seed = 777;
    double unknown = 0.5; // of a row where the other folds are all of one class: nothing can be said
};

// What models of a kind say of rows whose groups they have not learned from, beside the rows. Progress counts folds.
// Errors: Cancelled and those of fitting and scoring.
Result<std::vector<double>> outOfFold(const models::ModelKind& kind, const models::Params& params, const FoldRows& data,
    const FoldSettings& settings, const RunContext& context);

} // namespace assay::train
