// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

class QTreeView;

namespace assay::gui {

// The saved views of the case with how many items they match now. A click or Enter applies one.
class ViewsPanel : public Panel
{
    Q_OBJECT
public:
    ViewsPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("views"); }
    QString title() const override { return tr("Saved views"); }
    Qt::DockWidgetArea area() const override { return Qt::LeftDockWidgetArea; }

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void rebuild();
    int current() const; // index of the view, -1 for none
    void change();
    PanelContext m_context;
    TreeModel* m_model;
    QTreeView* m_tree;
};

} // namespace assay::gui
