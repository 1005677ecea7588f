// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace assay::rules {

// Pieces of patterns that many rules share: <NAME> in the pattern of a named rule stands for a longer text
// (spec/regex B.6).
struct ReplaceTags
{
    using Table = std::map<std::string, std::string, std::less<>>;
    std::string start = "<", end = ">";
    Table tags, pre, inter, post;
    std::set<std::string, std::less<>> rules;

    // The pattern with its tags replaced, in at most six rounds; growth stops at 4 MiB.
    std::string apply(std::string pattern) const;
};

} // namespace assay::rules
