// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/settings/appsettings.h"
#include "widgets/shell/perspective.h"

#include <QStringList>

#include <optional>

namespace assay::gui {

// The command line of the window program, checked.
struct CommandLine
{
    QStringList paths;
    QString filter;
    bool explain = false; // show what each term of the filter finds
    std::optional<uint32_t> item;
    std::optional<Perspective> perspective;
    bool readOnly = false;
    bool restore = true;
    bool demo = false;
    std::optional<Theme> theme;
    QString language; // empty: the system's
    QString caseDir; // where new cases without a name go
    bool benchUi = false; // measure the window on the case, then quit
    QString benchJson; // file for the figures
    QString screenshot; // file to write, then quit
    QString scene; // of the picture; empty: the plain one
};

struct ParsedCommandLine
{
    CommandLine options;
    std::optional<int> exitCode; // set: print `message` and leave
    QString message;
};

// Needs no QApplication, so --version and --help work without a display.
ParsedCommandLine parseCommandLine(const QStringList& arguments);

} // namespace assay::gui
