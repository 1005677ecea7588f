// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include "core/casefile/case.h"

#include <QFrame>

class QLabel;
class QToolButton;

namespace assay::gui {

// What people said about the item in focus: label with author and time, bookmark, tags, note; History lists all labels
// it ever had. Hidden while there is nothing to say.
class LabelStrip : public QFrame
{
    Q_OBJECT
public:
    LabelStrip(const PanelContext& context, QWidget* parent);

private:
    void refresh();
    void showMarks(const Case::ItemMarks& marks);
    void askHistory();
    void showHistory(const std::vector<feedback::LabelEvent>& events);

    PanelContext m_context;
    QLabel* m_icon;
    QLabel* m_label;
    QLabel* m_marks;
    QToolButton* m_history;
};

} // namespace assay::gui
