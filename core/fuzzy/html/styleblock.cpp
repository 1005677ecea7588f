// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/styleblock.h"

#include <cmath>
#include <limits>

namespace assay::fuzzy {
namespace {

constexpr int faintest = 10; // alpha below is invisible
constexpr int8_t usualFontSize = 10;
constexpr Colour black = {0, 0, 0, 255};
constexpr Colour white = {255, 255, 255, 255};

// Weighted distance of colours, in single precision as the peer computes it.
bool isSimilar(Colour a, Colour b)
{
    const float red = static_cast<float>(a.red) - static_cast<float>(b.red);
    const float green = static_cast<float>(a.green) - static_cast<float>(b.green);
    const float blue = static_cast<float>(a.blue) - static_cast<float>(b.blue);
    const float mean = (static_cast<float>(a.red) + static_cast<float>(b.red)) / 2.0F;
    const float red2 = red * red;
    const float green2 = green * green;
    const float blue2 = blue * blue;
    const float distance =
        std::sqrt(2.0F * red2 + 4.0F * green2 + 3.0F * blue2 + mean * (red2 - blue2) / 256.0F) / 256.0F;
    return distance < 0.1F;
}

int8_t toSize(double value)
{
    constexpr double lowest = std::numeric_limits<int8_t>::min();
    constexpr double highest = std::numeric_limits<int8_t>::max();
    return static_cast<int8_t>(value < lowest ? lowest : value > highest ? highest : value);
}

template <typename T>
void take(StyleBlock::Strength& strength, T& value, StyleBlock::Strength outerStrength, const T& outer)
{
    if (outerStrength > strength) {
        value = outer;
        strength = StyleBlock::Inherited;
    }
}

template <typename T>
void replace(StyleBlock::Strength& strength, T& value, StyleBlock::Strength sheetStrength, const T& sheet)
{
    if (sheetStrength != StyleBlock::Unset && strength != StyleBlock::Set) {
        value = sheet;
        strength = sheetStrength;
    }
}

} // namespace

void StyleBlock::setForeground(Colour colour)
{
    foreground = colour;
    foregroundStrength = Set;
}

void StyleBlock::setBackground(Colour colour)
{
    background = colour;
    backgroundStrength = Set;
}

void StyleBlock::setDisplay(Display value, Strength strength)
{
    display = value;
    displayStrength = strength;
}

void StyleBlock::setFontSize(double size, bool isPercent)
{
    const double value = isPercent ? -size : size;
    fontSize = value < std::numeric_limits<int8_t>::min() ? int8_t{-100} : toSize(value);
    fontStrength = Set;
}

void StyleBlock::inherit(const StyleBlock& outer)
{
    take(foregroundStrength, foreground, outer.foregroundStrength, outer.foreground);
    take(backgroundStrength, background, outer.backgroundStrength, outer.background);
    take(displayStrength, display, outer.displayStrength, outer.display);
    if (fontStrength == Unset || fontSize >= 0) {
        take(fontStrength, fontSize, outer.fontStrength, outer.fontSize);
        return;
    }
    // A share of the outer size, or of a usual one; shares of shares stay shares.
    if (outer.fontStrength == Unset)
        fontSize = toSize(usualFontSize * (-fontSize / 100.0));
    else if (outer.fontSize >= 0)
        fontSize = toSize(outer.fontSize * (-fontSize / 100.0));
    else
        fontSize = toSize(fontSize * (-outer.fontSize / 100.0));
}

void StyleBlock::override(const StyleBlock& sheet)
{
    replace(foregroundStrength, foreground, sheet.foregroundStrength, sheet.foreground);
    replace(backgroundStrength, background, sheet.backgroundStrength, sheet.background);
    replace(displayStrength, display, sheet.displayStrength, sheet.display);
    replace(fontStrength, fontSize, sheet.fontStrength, sheet.fontSize);
}

void StyleBlock::computeVisibility()
{
    visibility = Visibility::Visible;
    const bool isHidden = displayStrength != Unset && display == Display::Hidden;
    if (isHidden || (fontStrength != Unset && fontSize == 0)) {
        visibility = Visibility::Hidden;
        return;
    }
    const bool hasForeground = foregroundStrength != Unset;
    const bool hasBackground = backgroundStrength != Unset;
    bool isLost = hasForeground && foreground.alpha < faintest;
    if (hasForeground && hasBackground)
        isLost = isLost || (background.alpha > faintest && isSimilar(foreground, background));
    else if (hasForeground)
        isLost = isLost || isSimilar(foreground, white);
    else if (hasBackground)
        isLost = background.alpha > faintest && isSimilar(black, background);
    if (isLost)
        visibility = Visibility::Transparent;
}

} // namespace assay::fuzzy
