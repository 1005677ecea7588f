// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"
#include "widgets/bridge/traininglog.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QTreeView;

namespace assay::gui {

class PlotView;

// A training while it runs, and earlier ones as they went.
class RunTab : public QWidget
{
    Q_OBJECT
public:
    RunTab(const PanelContext& context, QWidget* parent);
    void showCurrent(); // the one that runs

Q_SIGNALS:
    void registryRequested();

private:
    QWidget* buildHead();
    void fillRuns();
    void choose();
    void readRun(uint64_t number);
    void showLog(const TrainingLog& log);
    void showPlot(const TrainingLog& log);
    void showEnd();
    void updateButtons();
    bool isLive() const; // shows the training of this session, not one of the list
    const RunInfo* chosenRun() const;

    PanelContext m_context;
    TrainingLog m_past; // of the chosen run
    qsizetype m_shownLines = 0;
    QComboBox* m_runs;
    QLabel *m_status, *m_end;
    QProgressBar* m_progress;
    PlotView* m_plot;
    QPlainTextEdit* m_log;
    TreeModel* m_gate;
    QTreeView* m_gateTable;
    QPushButton *m_pause, *m_cancel, *m_toRegistry;
};

} // namespace assay::gui
