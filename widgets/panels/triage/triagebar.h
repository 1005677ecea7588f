// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/labeldesk.h"
#include "widgets/panels/panel.h"

#include <QFrame>
#include <QTimer>

class QAction;
class QLabel;
class QToolButton;

namespace assay::gui {

class Triage;

// The line below the list: what was just done to many items, with Undo, and how far the labelling is.
class TriageBar : public QFrame
{
    Q_OBJECT
public:
    TriageBar(const PanelContext& context, Triage& triage, QAction* undo, QAction* redo, QWidget* parent);
    QString undoText() const;

protected:
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void showChange(const LabelChange& change);
    void showProgress();
    void hideChange();

    PanelContext m_context;
    Triage& m_triage;
    QAction* m_undo;
    QAction* m_redo;
    QFrame* m_change;
    QLabel* m_changeText;
    QToolButton* m_changeButton;
    QLabel* m_progress;
    bool m_wasUndo = false; // then the button does it again
    QTimer m_stay; // of what was just done
    QTimer m_soon; // counts once for several signals
};

} // namespace assay::gui
