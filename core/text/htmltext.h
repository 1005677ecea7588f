// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct HtmlLink
{
    std::string href; // as written, references decoded
    std::string text; // inside the link, one line
    std::string element; // "a", "area", "form"
};

struct HtmlText
{
    std::string visible; // lines as blocks and br end them; runs of blanks are one
    std::string hidden; // display:none, no size, the colour of its background ...
    std::string title;
    std::vector<HtmlLink> links; // in order
    std::vector<std::string> images; // src, in order
    bool tooDeep = false; // elements below maxDepth were flattened
    bool tooLarge = false; // cut at maxText or maxLinks
};

struct HtmlTextLimits
{
    size_t maxDepth = 512;
    size_t maxText = size_t{8} << 20; // bytes of visible and of hidden text
    size_t maxLinks = 20'000;
};

// The text of HTML (UTF-8) as a reader sees it. No recursion; linear in the length.
HtmlText htmlToText(std::string_view html, const HtmlTextLimits& limits = {});

} // namespace assay
