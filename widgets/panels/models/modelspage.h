// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

namespace assay::gui {

// The models of the case: what there is, training, comparison and drift.
class ModelsPage : public QWidget
{
    Q_OBJECT
public:
    ModelsPage(const PanelContext& context, QWidget* parent);
};

} // namespace assay::gui
