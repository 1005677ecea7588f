// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

enum class UrlSet {
    Strict, // by prefixes ("http:", "www.", "@" ...)
    Full // and by every public suffix
};

struct UrlMatch
{
    uint32_t offset = 0;
    uint32_t length = 0;
    std::string_view impliedScheme = {}; // to put before it: "http://"
};

// The links in a text on one line, as the peer takes them out; `newlines` are the ends of its former lines. In the
// order in which they are found.
std::vector<UrlMatch> findUrlsInText(std::string_view text, const std::vector<uint32_t>& newlines, UrlSet set);

// The first link candidate of a text, with the scheme that it implies; not yet checked.
struct FirstUrl
{
    size_t offset = 0;
    std::string url;
};
std::optional<FirstUrl> findFirstUrl(std::string_view text);

} // namespace assay::fuzzy
