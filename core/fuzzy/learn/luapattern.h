// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::fuzzy {

// Lua's patterns with a bound: Lua's own matcher goes back and forth inside one C call that no hook can stop. All of it
// is plain memory, so that it may stand on the stack or in memory of Lua when an error jumps over it.

constexpr size_t mostCaptures = 32;

struct PatternItem
{
    enum class Kind : uint8_t {
        Set, // one byte of `bytes`
        Open,
        OpenPosition,
        Close,
        Balance, // %b: from `first` to the `second` that closes it
        Frontier, // %f: outside of `bytes` before, inside after
        Repeat, // %1: what capture `first` holds
        End // $
    };
    enum class Count : uint8_t { One, Optional, Most, MostOfOne, Fewest };
    Kind kind = Kind::Set;
    Count count = Count::One;
    uint8_t first = 0, second = 0;
    std::bitset<256> bytes;
};

struct Pattern
{
    const PatternItem* items = nullptr;
    size_t count = 0;
    bool isAnchored = false; // began with "^"
    unsigned captures = 0;
};

// Writes the items of `text`; `items` has room for one per byte. Returns what is wrong with it, or null.
const char* compilePattern(std::string_view text, bool anchors, PatternItem* items, Pattern& pattern);

struct PatternMatch
{
    struct Capture
    {
        size_t begin = 0, length = 0;
        bool isPosition = false;
    };
    size_t begin = 0, end = 0;
    std::array<Capture, mostCaptures> captures = {};
};

enum class MatchResult : uint8_t { Found, None, TooDeep, OutOfSteps };

// The first match that begins at or behind `from`; only at `from` when it is anchored. Takes what it does off `steps`.
MatchResult matchPattern(
    const Pattern& pattern, std::string_view text, size_t from, uint64_t& steps, PatternMatch& match);

} // namespace assay::fuzzy
