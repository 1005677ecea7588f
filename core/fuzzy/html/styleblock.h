// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/htmltables.h"

#include <cstdint>

namespace assay::fuzzy {

// The style of one element as far as it decides what is visible. Each value has a strength: unset, inherited (or by
// default), set.
struct StyleBlock
{
    enum Strength : uint8_t { Unset = 0, Inherited = 1, Set = 3 };
    enum class Visibility : uint8_t { Visible, Hidden, Transparent };

    Colour foreground;
    Colour background;
    Display display = Display::Inline;
    int8_t fontSize = 0; // pixels without fraction; negative: percent of the outer size
    Strength foregroundStrength = Unset;
    Strength backgroundStrength = Unset;
    Strength displayStrength = Unset;
    Strength fontStrength = Unset;
    Visibility visibility = Visibility::Visible;

    void setForeground(Colour colour);
    void setBackground(Colour colour);
    void setDisplay(Display value, Strength strength = Set);
    void setFontSize(double size, bool isPercent);

    // Takes what is set more strongly outside.
    void inherit(const StyleBlock& outer);
    // Takes what a style sheet says where nothing is set.
    void override(const StyleBlock& sheet);
    void computeVisibility();
};

} // namespace assay::fuzzy
