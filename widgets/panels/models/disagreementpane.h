// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/panels/models/comparefocus.h"
#include "widgets/panels/panel.h"

class QLabel;
class QPlainTextEdit;

namespace assay::gui {

class ExplanationView;

// One item that two models judge differently: its text, and why each said so, side by side.
class DisagreementPane : public QWidget
{
    Q_OBJECT
public:
    DisagreementPane(const PanelContext& context, QWidget* parent);
    void showItem(ItemId item, const train::ComparedModel& a, double scoreA, double thresholdA,
        const train::ComparedModel& b, double scoreB, double thresholdB);
    // A model that no item can be explained by: the rules alone, the fusion.
    static bool canExplain(const train::ComparedModel& model);

Q_SIGNALS:
    void itemRequested(assay::ItemId item); // in the list of items
    void left();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void load(ItemId item);
    void explain(ExplanationView* view, const train::ComparedModel& model, double score, double threshold);

    PanelContext m_context;
    ItemId m_item;
    QLabel* m_head;
    QPlainTextEdit* m_text;
    ExplanationView *m_a, *m_b;
};

} // namespace assay::gui
