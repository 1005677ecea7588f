// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For those files that draw plots, and no others: the library, and what they have in common.

#include <QColor>
#include <QPalette>

// Its header speaks the keywords of Qt that are switched off here.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef foreach

namespace assay::gui {

inline constexpr int seriesColors = 6;
inline constexpr double mouseReach = 9; // pixels
inline const QString markLayer = QStringLiteral("marks");

QColor seriesColor(int number, const QPalette& palette);
// The text of a palette mixed into its base: 0 is the base.
QColor faded(const QPalette& palette, double share);

} // namespace assay::gui
