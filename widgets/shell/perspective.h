// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>

namespace assay::gui {

// What the window is arranged for: a centre and a layout of docks of its own.
enum class Perspective { Investigate, Fuzzy };

// Names on the command line and in the state of the window: "investigate", "fuzzy".
QString perspectiveName(Perspective perspective);
std::optional<Perspective> perspectiveFromName(const QString& name);
QStringList perspectiveNames();

} // namespace assay::gui
