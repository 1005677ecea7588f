// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/feedback/suspectrows.h"
#include "widgets/panels/panel.h"
#include "widgets/panels/triage/triagekeys.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;
class QTreeWidget;
class QTreeWidgetItem;

namespace assay::gui {

// Walks the labels that cross-validated models find unlikely: each with what the models think and what like items are
// labelled. Enter confirms, a label key labels otherwise, Delete ignores; the next one follows. Nothing is left out of
// a training by it.
class SuspectsPanel : public Panel
{
    Q_OBJECT
public:
    SuspectsPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("suspects"); }
    QString title() const override { return tr("Suspects"); }
    Qt::DockWidgetArea area() const override { return Qt::RightDockWidgetArea; }
    bool shownByDefault() const override { return false; }
    void startReview(); // the keyboard goes to the first that is not decided; finds suspects when there are none yet

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Read
    {
        SuspectReport report;
        SuspectDecisions decisions;
    };
    void buildWidgets();
    QWidget* buildButtons();
    void clear();
    void read();
    void find();
    void take(std::shared_ptr<const SuspectReport> report);
    void present();
    void presentChoice();
    void showItem(ItemId item);
    std::optional<uint32_t> current() const; // row
    const SuspectRows* rows() const;
    void confirm();
    void ignore();
    void label(feedback::LabelId label);
    void storeDecisions();
    void goOn();
    bool handles(const QKeyEvent& event) const;
    bool handleKey(const QKeyEvent& event);
    TrainingSelection selection() const;

    PanelContext m_context;
    SnapshotTable* m_model;
    QTableView* m_table = nullptr;
    QComboBox* m_from = nullptr;
    QPushButton* m_find = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_about = nullptr;
    QTreeWidget* m_similar = nullptr;
    QPushButton* m_confirm = nullptr;
    QPushButton* m_ignore = nullptr;
    QWidget* m_buttons = nullptr;
    TriageKeyMap m_keys;
    std::shared_ptr<const SuspectReport> m_report; // null: not read yet
    SuspectDecisions m_decisions;
    bool m_isFinding = false;
    bool m_startWhenRead = false;
};

} // namespace assay::gui
