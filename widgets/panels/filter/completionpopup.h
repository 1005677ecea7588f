// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/filter/completioncontext.h"

#include <QFrame>

class QLabel;
class QTreeWidget;

namespace assay::gui {

// A list that hangs under the filter, inside the window: it never has the focus, so typing goes on. Nothing is chosen
// until Down is pressed; Enter means the query until then.
class CompletionPopup : public QFrame
{
    Q_OBJECT
public:
    // `anchor`: the widget it hangs under.
    explicit CompletionPopup(QWidget* anchor);

    // Shows the lines, or hides when there are none. The chosen line stays chosen while it is there.
    void showLines(std::vector<Completion> lines, const QString& heading);
    void step(int lines);
    // The chosen line; with `orFirst` the first one when none is chosen. Null: none.
    const Completion* chosen(bool orFirst) const;
    const std::vector<Completion>& lines() const { return m_lines; }

Q_SIGNALS:
    void clicked(const assay::gui::Completion& line);
    void shownChanged(bool shown);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void place();
    QWidget* m_anchor;
    QLabel* m_heading;
    QTreeWidget* m_list;
    std::vector<Completion> m_lines;
};

} // namespace assay::gui
