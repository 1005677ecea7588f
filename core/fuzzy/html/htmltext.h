// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

struct HtmlText
{
    struct Span
    {
        uint32_t offset = 0;
        uint32_t length = 0;
    };
    std::string text; // what is visible
    std::vector<Span> shownUrls; // texts of links that are addresses themselves, in order
    std::vector<std::string> hrefs; // where its links and images lead, as written
};

// HTML to text as the peer does it, quirks included; never to be used for display. Time and memory are linear in the
// input, depth is bounded.
HtmlText readHtml(std::string_view html);

} // namespace assay::fuzzy
