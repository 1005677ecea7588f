// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/model.h"

#include <string>
#include <vector>

namespace assay::train {

// Rows to learn from, with what a split must know about them.
struct TrainingSet
{
    models::Matrix rows; // the superset of features; missing: NaN
    std::vector<uint8_t> labels; // 0, 1; 2: none (a row of the baseline only)
    std::vector<float> weights; // 1 unless the context says otherwise
    std::vector<uint64_t> items; // numbers of the items, or of the rows of a table
    std::vector<uint64_t> groups; // rows of one group are never parted
    std::vector<int64_t> times; // seconds since 1970, 0: unknown
    std::string description; // English: query or batches
    uint64_t conflicts = 0; // rows left out because people do not agree
    size_t size() const { return items.size(); }
};

} // namespace assay::train
