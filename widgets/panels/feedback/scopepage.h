// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/label.h"
#include "widgets/bridge/batchdesk.h"
#include "widgets/panels/panel.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace assay::gui {

struct ListOrigin;
class QueryLine;

// Which items the active batch is about, and labels for all of them.
class ScopePage : public QWidget
{
    Q_OBJECT
public:
    ScopePage(const PanelContext& context, QWidget* parent);
    // Keeps the addresses of a file as a list of the case and makes it the list of the scope.
    void takeList(const QString& file);

Q_SIGNALS:
    void selectionWanted(bool add);
    void labelRequested(const std::vector<assay::ItemId>& items, assay::feedback::LabelId label, const QString& query);

private:
    QWidget* buildList();
    QWidget* buildHand();
    QWidget* buildLabels();
    void present();
    void presentCounts();
    void fillLists();
    void takeOrigin(ListOrigin origin, const QString& name);
    void chooseFile();
    void chooseClipboard();
    void setList(const QString& name);
    void setFrozen(bool on);
    void follow(); // the list shows the scope, when it is to
    void showItems();
    void showLabels();
    void labelAll(feedback::LabelId label);
    feedback::LabelId suggested() const;
    PanelContext m_context;
    BatchDesk& m_desk;
    QLabel* m_counts;
    QueryLine* m_query;
    QComboBox* m_list = nullptr;
    QLabel* m_listSummary = nullptr;
    QString m_summaryOf; // the list that m_listSummary is about
    QLabel* m_hand = nullptr;
    QPushButton* m_clearHand = nullptr;
    QCheckBox* m_frozen = nullptr;
    QCheckBox* m_follow = nullptr;
    QPushButton* m_labelAll = nullptr;
    QToolButton* m_labelOther = nullptr;
    bool m_presenting = false;
};

} // namespace assay::gui
