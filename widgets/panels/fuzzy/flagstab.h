// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/flageffect.h"
#include "widgets/panels/fuzzy/storagefocus.h"

#include <QWidget>

class QDialogButtonBox;
class QLabel;
class QRadioButton;
class QTableWidget;
class QToolButton;

namespace assay::gui {

class PlotView;

// What the flags of the chosen storage mean and score. Changes are a draft until they are applied; curve and counts
// follow the draft.
class FlagsTab : public QWidget
{
    Q_OBJECT
public:
    FlagsTab(const PanelContext& context, StorageFocus& focus, QWidget* parent);

private:
    void buildTable();
    QWidget* buildSide();
    void load();
    void fillTable();
    void fillRow(int row, const fuzzy::FlagRule& flag);
    void readRow(int row);
    void edit(const std::function<void(fuzzy::FuzzyRule&)>& change);
    void addFlag();
    void removeFlag();
    int currentRow() const;
    QString problem() const;
    void countHashes();
    void showDraft();
    void apply();

    PanelContext m_context;
    StorageFocus& m_focus;
    fuzzy::FuzzyRule m_stored, m_draft;
    std::shared_ptr<const WeightCounts> m_weights;
    bool m_filling = false;
    QTableWidget* m_table;
    QToolButton* m_add;
    QToolButton* m_remove;
    PlotView* m_plot;
    QRadioButton* m_tanh;
    QRadioButton* m_linear;
    QLabel* m_effect;
    QDialogButtonBox* m_buttons;
};

} // namespace assay::gui
