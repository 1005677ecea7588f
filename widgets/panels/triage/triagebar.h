// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include <QFrame>
#include <QTimer>

class QAction;
class QLabel;

namespace assay::gui {

class Triage;
class UndoBar;

// The line below the list: what was just done to many items, with Undo, and how far the labelling is.
class TriageBar : public QFrame
{
    Q_OBJECT
public:
    TriageBar(const PanelContext& context, Triage& triage, QAction* undo, QAction* redo, QWidget* parent);
    QString undoText() const;

private:
    void showProgress();

    PanelContext m_context;
    Triage& m_triage;
    UndoBar* m_change;
    QLabel* m_progress;
    QTimer m_soon; // counts once for several signals
};

} // namespace assay::gui
