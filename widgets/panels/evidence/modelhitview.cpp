// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evidence/modelhitview.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/evidence/explanationview.h"

#include <QVBoxLayout>

namespace assay::gui {

ModelHitView::ModelHitView(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_view(new ExplanationView("modelHit", this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
}

void ModelHitView::showHit()
{
    const auto& content = m_context.focus.content();
    const int hit = m_context.focus.hit();
    const auto scan = m_context.live.currentScan();
    if (!content || !scan || (content == m_content && hit == m_hit))
        return;
    m_content = content;
    m_hit = hit;
    const StoredHit& stored = content->hits.hits[static_cast<size_t>(hit)];
    const QString title = displayLine(stored.symbol.name, 200);
    m_view->setMessage(title, tr("Looking why…"));
    m_context.live.models().explain(this, scan->id, content->detail.id, *stored.output,
        [this, content, hit, title](const Result<ModelExplanation>& explanation) {
            if (m_content != content || m_hit != hit)
                return;
            if (explanation)
                m_view->setExplanation(*explanation);
            else
                m_view->setMessage(title, errorText(explanation.error(), Attempt::Other).full());
        });
}

} // namespace assay::gui
