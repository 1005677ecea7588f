// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace assay::gui {

// Colours with a meaning, beside the roles of the palette. Every use also has a sign, an icon or a shape.
enum class Accent { Positive, Negative, Match, CurrentMatch, Warning, Error, Subtle, Link };

// The accent that goes with a palette (one set for light, one for dark, one for high contrast backgrounds).
QColor accent(Accent accent, const QPalette& palette);
// True when texts are lighter than their background.
bool isDark(const QPalette& palette);
// `text` mixed into `base`: 0 is the base, 1 the text.
QColor mixed(const QColor& base, const QColor& text, double share);

} // namespace assay::gui
