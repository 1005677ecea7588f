// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/matcher.h"

#include <bitset>
#include <optional>
#include <vector>

namespace assay::rules {

using ByteSet = std::bitset<256>;

// What a pattern matches, as a tree over byte sets, with everything left out that can only make it match less: anchors,
// look-around, possessiveness. A back-reference stands for any text.
struct PatternTree
{
    enum class Kind : uint8_t { Bytes, Sequence, Choice, Repeat, WordEdge, Anything };
    static constexpr uint32_t unlimited = UINT32_MAX;

    Kind kind = Kind::Sequence;
    ByteSet bytes; // Bytes: one of them
    std::vector<PatternTree> children; // Sequence (none: the empty text), Choice; Repeat has one
    uint32_t least = 1, most = 1; // Repeat

    static PatternTree ofBytes(const ByteSet& set);
};

// Reads a byte pattern; none when it uses what the tree cannot hold (recursion, conditions, the x flag, verbs).
std::optional<PatternTree> parsePatternTree(const Pattern& pattern);

} // namespace assay::rules
