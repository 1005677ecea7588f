// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"
#include "widgets/plots/plotdata.h"

class QLabel;
class QTreeView;

namespace assay::gui {

class PlotView;

// Bars of the pauses between requests, from the shortest that occurred to the longest.
PlotData gapPlot(const RequestFacts& facts);
// The paths as a tree; the value of a row is its whole path, none where it stands for many.
std::vector<TreeNode> pathNodes(const RequestFacts& facts);

// How a client went through a site: its pauses and its paths.
class SessionTab : public QWidget
{
    Q_OBJECT
public:
    SessionTab(const PanelContext& context, QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);

private:
    void showMenu(const QPoint& position);

    PanelContext m_context;
    QLabel* m_summary;
    PlotView* m_plot;
    TreeModel* m_paths;
    QTreeView* m_tree;
};

} // namespace assay::gui
