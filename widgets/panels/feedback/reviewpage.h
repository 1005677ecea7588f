// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/batchdesk.h"
#include "widgets/panels/panel.h"

class QLabel;
class QTableWidget;
class QVBoxLayout;

namespace assay::gui {

// What the active batch would say: counts by label and prediction, and what is odd, each a click from its items.
class ReviewPage : public QWidget
{
    Q_OBJECT
public:
    ReviewPage(const PanelContext& context, QWidget* parent);

private:
    void present();
    void presentCounts();
    void presentWarnings();
    void addLine(const char* name, const char* icon, const QString& text, const std::vector<ItemId>& items);
    void showItems(const std::vector<ItemId>& items);
    void showCell(int row);
    PanelContext m_context;
    BatchDesk& m_desk;
    QLabel* m_state;
    QTableWidget* m_table;
    QVBoxLayout* m_warnings;
    QLabel* m_problems;
};

} // namespace assay::gui
