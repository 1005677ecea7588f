// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <functional>
#include <optional>

class QAction;
class QWidget;

namespace assay::gui {

// What the window is arranged for: a centre and a layout of docks of its own.
enum class Perspective { Investigate, Feedback, Fuzzy, Models };

// Names on the command line and in the state of the window: "investigate", "feedback", "fuzzy", "models".
QString perspectiveName(Perspective perspective);
std::optional<Perspective> perspectiveFromName(const QString& name);
QStringList perspectiveNames();

// How the window looks in a perspective.
struct PerspectivePlace
{
    Perspective perspective = Perspective::Investigate;
    QAction* action = nullptr; // goes there
    QWidget* page = nullptr; // in the centre; null: the list of items with its filter
    QStringList docks; // ids of the panels that its own layout begins with
    std::function<void()> takeFocus; // of the keyboard
    std::function<void()> filter; // what the action "Filter" does; empty: it goes to the filter of the items
};

} // namespace assay::gui
