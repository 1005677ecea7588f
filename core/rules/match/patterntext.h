// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// A Perl pattern in the spelling that both libraries understand, with a way back to places in the original.
struct PatternText
{
    std::string text;
    // Where in the text as written the byte at `offset` of `text` comes from.
    size_t originalOffset(size_t offset) const;

    struct Edit
    {
        size_t at = 0; // in `text`: the end of a rewritten piece
        size_t original = 0; // the same place in the text as written
    };
    std::vector<Edit> edits; // ascending
};

// Rewrites what Perl 5.36 reads otherwise than PCRE2 10.42: {,n} and blanks inside a quantifier's braces are a
// quantifier; the character-set flags a, d, l, u and the flags o, p of (?flags) have no counterpart and are dropped
// (all patterns have the semantics of /aa already).
// `extended`: the pattern has the flag x, so '#' starts a comment.
PatternText rewritePerlPattern(std::string_view pattern, bool extended = false);

} // namespace assay::rules
