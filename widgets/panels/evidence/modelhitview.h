// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/panels/panel.h"

namespace assay::gui {

class ExplanationView;

// Why a model gave the hit that is in focus.
class ModelHitView : public QWidget
{
    Q_OBJECT
public:
    ModelHitView(const PanelContext& context, QWidget* parent);
    // Follows the focus, whose hit must be that of a model.
    void showHit();

private:
    PanelContext m_context;
    std::shared_ptr<const ItemContent> m_content; // what is shown is about it
    int m_hit = -1;
    ExplanationView* m_view;
};

} // namespace assay::gui
