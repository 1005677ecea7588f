// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/models/comparefocus.h"
#include "widgets/panels/panel.h"

class QLabel;
class QPushButton;
class QTabWidget;

namespace assay::gui {

class ComparePlots;
class CompareSetup;
class DisagreementTab;
class ThresholdPanel;
class VerdictTab;

// Two to six models on one frozen set of items.
class CompareTab : public QWidget
{
    Q_OBJECT
public:
    CompareTab(const PanelContext& context, QWidget* parent);
    void compare(const std::vector<CompareWhich>& models); // the first is the reference
    QTabWidget* pages() const { return m_pages; }
    CompareFocus& focus() { return *m_focus; }

Q_SIGNALS:
    void itemsRequested(const std::vector<assay::ItemId>& items);

private:
    QWidget* buildHead();
    void start();
    void take(const std::shared_ptr<const ComparedCurves>& curves);
    void test();
    void chooseReport();
    void writeReport(const QString& file);
    void promote(size_t model);
    void clear(const QString& text);

    PanelContext m_context;
    CompareFocus* m_focus;
    ModelDesk::Tests m_tests; // of the comparison in focus; null: not yet
    CompareSetup* m_setup;
    QLabel *m_head, *m_warning;
    QPushButton *m_overlap, *m_report, *m_promote;
    ThresholdPanel* m_thresholds;
    ComparePlots* m_plots;
    DisagreementTab* m_disagreements;
    VerdictTab* m_verdict;
    QTabWidget* m_pages;
};

} // namespace assay::gui
