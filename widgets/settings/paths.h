// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// Where the program may write, after the XDG base directories. Folders are made with mode 0700 when first asked for.
namespace assay::gui {

QString configFile(); // $ASSAY_CONFIG or $XDG_CONFIG_HOME/assay/assay.ini
QString stateFolder(); // $XDG_STATE_HOME/assay
QString stateFile(); // window state and recent list
QString draftsFolder(); // cases that were not given a name yet

} // namespace assay::gui
