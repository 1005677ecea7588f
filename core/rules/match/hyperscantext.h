// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/matcher.h"

namespace assay::rules {

// A pattern in the spelling of Hyperscan.
struct HyperscanText
{
    std::string text;
    uint32_t flags = 0; // HS_FLAG_*: case, dot, lines
    // False: the pattern cannot be spelled (the /x flag changes inside it).
    bool usable = false;
    // The text may match more than the pattern (never less): every hit needs PCRE2.
    bool approximate = false;
};

// Translates a byte pattern. Control and non-ASCII bytes become escapes, \Q..\E and (?^flags:) are spelled out, and
// since Hyperscan folds ASCII only, letters C0-DE and E0-FE of caseless patterns become classes of both cases; where
// such a letter stands in a scope whose case rule is not plain, the class makes the text approximate.
HyperscanText toHyperscanText(const Pattern& pattern);

} // namespace assay::rules
