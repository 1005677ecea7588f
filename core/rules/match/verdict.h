// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/matcher.h"

#include <limits>

namespace assay::rules {

// What is known of one pattern once its class is compiled; kept in the cache file of the class.
struct PatternVerdict
{
    static constexpr uint32_t unbounded = std::numeric_limits<uint32_t>::max();

    PatternInfo info;
    bool inDatabase = false;
    // A database hit says only that the pattern may occur (or must be counted): PCRE2 decides.
    bool confirm = false;
    uint32_t databaseFlags = 0; // HS_FLAG_*
    uint32_t maxWidth = unbounded; // of a match in bytes
};

// The compiled form of one class: a verdict per pattern, in the order of the class, and the serialised database, whose
// ids are positions in that order. No database when no pattern is in one.
struct CompiledClass
{
    std::vector<PatternVerdict> verdicts;
    std::string database;
    bool worthKeeping = true; // false: compiled without a helper, so the next start shall try again
};

} // namespace assay::rules
