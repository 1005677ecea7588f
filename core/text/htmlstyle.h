// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/htmltokenizer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// "#fff", "#ffffff", "rgb(1,2,3)" and the common names, as 0xRRGGBB.
std::optional<uint32_t> parseHtmlColor(std::string_view text);

// The declarations of a style attribute: lower-case property and value, comments removed, at most 200.
std::vector<std::pair<std::string, std::string>> parseInlineStyle(std::string_view style);

// A CSS length in pixels (px, pt, em, rem, ex, none); nullopt for percentages and words.
std::optional<double> cssPixels(std::string_view value);

// What an element's own attributes say about its visibility and colours.
struct HtmlAppearance
{
    bool hidden = false; // display:none, zero size, moved off the page ...
    std::optional<uint32_t> color;
    std::optional<uint32_t> background;
    bool unknownBackground = false; // an image or something not understood
};
HtmlAppearance appearanceOf(const HtmlToken& start);

// Whether text of one colour on the other cannot be told apart.
bool colorsAreAlike(uint32_t a, uint32_t b);

} // namespace assay
