// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::models {

// A fold from 0 to `count` - 1 (2 or more) for each row, so that each fold has the classes in about the same shares. In
// the order of the rows: the first rows of a class are in fold 0, the next in fold 1.
std::vector<uint32_t> stratifiedFolds(std::span<const uint8_t> labels, uint32_t count);
// Rows with the same group are in the same fold; folds are about as large as each other.
std::vector<uint32_t> groupedFolds(std::span<const uint64_t> groups, uint32_t count);

} // namespace assay::models
