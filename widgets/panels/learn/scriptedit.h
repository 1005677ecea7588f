// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace assay::gui {

class Jobs;

// The Lua condition of a storage, compiled while it is typed: "checked: line 3: …".
class ScriptEdit : public QWidget
{
    Q_OBJECT
public:
    ScriptEdit(Jobs& jobs, QWidget* parent);

    void setText(const QString& text);
    QString text() const;
    // Checked, and can be used; an empty script can.
    bool isSound() const { return m_sound; }

Q_SIGNALS:
    void changed(); // the text
    void checked(); // whether it is sound is known now

private:
    void edited();
    void check();
    void showFault(const QString& fault);
    Jobs& m_jobs;
    QPlainTextEdit* m_edit;
    QLabel* m_state;
    QTimer m_soon;
    bool m_sound = true;
};

} // namespace assay::gui
