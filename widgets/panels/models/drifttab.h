// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/modelling.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"
#include "widgets/plots/plotdata.h"

#include <optional>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QTreeView;

namespace assay::gui {

class PlotView;
class QueryLine;

// Which inputs of a model are not what they were when it was trained, and the items in which that shows.
class DriftTab : public QWidget
{
    Q_OBJECT
public:
    DriftTab(const PanelContext& context, QWidget* parent);
    void look(const QString& model, const QString& version); // empty version: the current one
    void focusTable();

Q_SIGNALS:
    void itemsRequested(const std::vector<assay::ItemId>& items);
    void trainRequested(const QString& model, const QString& query); // with these data

private:
    QWidget* buildHead();
    void fillModels();
    void ask();
    void take(const DriftView& view);
    void showRow();
    void showItems();
    void showScore();
    const DriftRow* current() const;

    PanelContext m_context;
    std::optional<DriftView> m_view;
    QString m_model, m_version;
    QComboBox* m_choice;
    QueryLine* m_query;
    QDoubleSpinBox* m_limit;
    QLabel *m_score, *m_labels;
    TreeModel* m_rows;
    QTreeView* m_table;
    PlotView* m_plot;
    QPushButton *m_ask, *m_items, *m_train;
};

// The values of an input in training and now, over the same bounds, as shares.
PlotData driftPlot(const DriftRow& row);

} // namespace assay::gui
