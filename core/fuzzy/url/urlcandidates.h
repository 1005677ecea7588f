// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/url/urlsearch.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

// A place where a pattern of the link search occurs.
struct UrlCandidate
{
    enum class Kind : uint8_t { File, Web, Phone, Mailto, At, Suffix };
    size_t begin = 0;
    size_t end = 0;
    Kind kind = Kind::Web;
    std::string_view impliedScheme; // "http://" for "www." ...
};

// All of them, by their ends; of several suffixes that end together the longest.
std::vector<UrlCandidate> findUrlCandidates(std::string_view text, UrlSet set);

} // namespace assay::fuzzy
