// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/labeldesk.h"

#include <QFrame>
#include <QTimer>

class QAction;
class QLabel;
class QToolButton;

namespace assay::gui {

class LiveCase;

// What was just done to many items or to stored hashes, with Undo: comes with the change, stays a while, and longer
// under the mouse.
class UndoBar : public QFrame
{
    Q_OBJECT
public:
    // `name` begins the names of the bar, its text and its button: "undo" gives undoBar, undoText, undoButton.
    UndoBar(const QString& name, LiveCase& live, QAction* undo, QAction* redo, QWidget* parent);
    // What it says; empty while it is hidden.
    QString text() const;

Q_SIGNALS:
    void shown(const QString& text);

protected:
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void showChange(const LabelChange& change);
    void dismiss();

    QAction* m_undo;
    QAction* m_redo;
    QLabel* m_text;
    QToolButton* m_button;
    bool m_wasUndo = false; // then the button does it again
    QTimer m_stay;
};

} // namespace assay::gui
