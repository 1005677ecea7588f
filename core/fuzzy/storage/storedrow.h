// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/fuzzystorage.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace assay::fuzzy {

// A row of table digests. Ids are the file's and only grow while the newest hash stays.
struct StoredRow
{
    Blake2b512 digest = {};
    int64_t id = 0;
    int64_t time = 0;
    int32_t weight = 0;
    uint8_t flag = 0;
    bool hasShingles = false;
};

inline int32_t clampWeight(int64_t value)
{
    return static_cast<int32_t>(
        std::clamp<int64_t>(value, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
}

// What one step of a flush did to the file, for the index in memory.
struct RowChange
{
    StoredRow row;
    bool isRemoved = false;
    uint32_t ownedMask = 0; // bit i: shingle i now belongs to the row
    Shingles shingles = {};
};

// Ids of the hashes that own the shingles asked about; noOwner where nobody does.
inline constexpr int64_t noOwner = -1;
using ShingleOwners = std::array<int64_t, shingleCount>;

} // namespace assay::fuzzy
