// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/panels/panel.h"

class QLabel;
class QStackedWidget;
class QTextBrowser;
class QToolButton;

namespace assay::gui {

class FuzzyHitView;
class ModelHitView;

// The place of evidence that is shown: rule, part, offsets, text, and which other hits cover the same bytes; the fuzzy
// hash that matched; or why a model said so.
class EvidencePanel : public Panel
{
    Q_OBJECT
public:
    EvidencePanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("evidence"); }
    QString title() const override { return tr("Evidence"); }
    Qt::DockWidgetArea area() const override { return Qt::RightDockWidgetArea; }

private:
    void showEvidence();
    void showPosition(const StoredHit& hit);
    QString describe(const StoredHit& hit, const Evidence& evidence) const;
    QString describeTraffic(const Evidence& evidence) const;
    QString overlapping(const Evidence& evidence) const;

    PanelContext m_context;
    QStackedWidget* m_stack;
    QTextBrowser* m_view;
    FuzzyHitView* m_fuzzy;
    ModelHitView* m_modelHit;
    QLabel* m_position;
    QToolButton* m_previous;
    QToolButton* m_next;
};

} // namespace assay::gui
