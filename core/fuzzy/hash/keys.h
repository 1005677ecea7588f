// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace assay::fuzzy {

inline constexpr size_t shingleCount = 32;
inline constexpr std::string_view defaultKey = "rspamd";

// What the two key strings of a rule come to. The characters themselves are hashed, whatever they look like.
struct Keys
{
    using ShingleKey = std::array<uint8_t, 16>;

    Blake2b512 hashKey = {}; // of digests over text
    ShingleKey shinglesKey = {};
    std::array<ShingleKey, shingleCount> shingleKeys = {}; // one a shingle
    std::array<uint64_t, shingleCount> seeds = {}; // their first eight bytes
};

Keys deriveKeys(std::string_view fuzzyKey, std::string_view shinglesKey);

} // namespace assay::fuzzy
