// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/querytext.h"

#include <QLineEdit>

#include <vector>

namespace assay::gui {

// A place in the filter that is off.
struct FilterMark
{
    TextSpan span;
    bool isWarning = false;
    bool operator==(const FilterMark&) const = default;
};

// The line that a query is typed into. Draws a wavy line under marked places and hands the keys that belong to lists
// and windows around it to whoever connects; typing always stays its own.
class FilterEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterEdit(QWidget* parent);

    void setMarks(std::vector<FilterMark> marks);
    const std::vector<FilterMark>& marks() const { return m_marks; }
    // While a list of completions is shown: Up, Down, Tab, Enter and Esc belong to it.
    void setListShown(bool shown) { m_listShown = shown; }
    void selectSpan(const TextSpan& span);

Q_SIGNALS:
    void listStepped(int step); // Up, Down, PageUp, PageDown in the shown list
    void listAccepted(bool byTab); // Enter or Tab with the list shown
    void listDismissed(); // Esc with the list shown
    void applyRequested(); // Enter
    void completionRequested(); // Ctrl+Space
    void historyRequested(); // Down in the empty field, or Ctrl+Down
    void explainRequested(); // Alt+Enter
    void helpRequested(); // F1
    void cleared(); // Esc with text
    void left(); // Esc without text, or Down with text: back to the list

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    bool handleListKey(QKeyEvent* event);
    bool handleOwnKey(QKeyEvent* event);
    void drawMarks();
    std::vector<FilterMark> m_marks;
    bool m_listShown = false;
    bool m_composing = false; // an input method is at work
};

} // namespace assay::gui
