// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/models/disagreementrows.h"
#include "widgets/panels/panel.h"
#include "widgets/panels/triage/triagekeys.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QTableView;

namespace assay::gui {

class DisagreementPane;

// The items on which the reference and the model in focus differ at the thresholds that are tried. Enter opens one with
// both explanations; label keys work.
class DisagreementTab : public QWidget
{
    Q_OBJECT
public:
    DisagreementTab(const PanelContext& context, CompareFocus& focus, QWidget* parent);

Q_SIGNALS:
    void itemRequested(assay::ItemId item);
    void countChanged(quint64 count);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void ask();
    void take(const std::shared_ptr<const ComparedCurves>& curves, size_t model, DisagreementRows::Rows rows);
    void showItems();
    void open();
    void showInPane();
    void closePane();
    bool label(const QKeyEvent& event);
    void findCauses();
    void findCause(std::vector<int> rows);

    PanelContext m_context;
    CompareFocus& m_focus;
    QTimer m_settle, m_causeSettle;
    TriageKeyMap m_keys;
    bool m_isStale = true;
    DisagreementRows* m_rows;
    QTableView* m_table;
    QComboBox* m_order;
    QLabel* m_count;
    DisagreementPane* m_pane;
};

} // namespace assay::gui
