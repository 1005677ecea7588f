// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include <vector>

namespace assay::gui {

// Makes the panels of the docks, in the order in which the layout places them.
std::vector<Panel*> createPanels(const PanelContext& context, QWidget* parent);

} // namespace assay::gui
