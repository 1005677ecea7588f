// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/statisticsrows.h"
#include "widgets/panels/fuzzy/storagefocus.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QTreeView;

namespace assay::gui {

class FuzzyServices;
class PlotView;

// What is counted about the chosen storage and its service.
class StatisticsTab : public QWidget
{
    Q_OBJECT
public:
    StatisticsTab(const PanelContext& context, StorageFocus& focus, QWidget* parent);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildTools();
    void refresh();
    void present();
    void showChecks();
    void copy();
    void chooseExport();

    PanelContext m_context;
    StorageFocus& m_focus;
    FuzzyServices& m_services;
    TreeModel* m_model;
    QTreeView* m_tree;
    QComboBox* m_order;
    QCheckBox* m_raw;
    QLabel* m_note;
    PlotView* m_checks;
    FuzzyFigures m_figures;
    QTimer m_again;
};

} // namespace assay::gui
