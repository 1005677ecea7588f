// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/hits/hitsmodel.h"
#include "widgets/panels/panel.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTreeView;

namespace assay::gui {

class DivergingBarDelegate;
class ScoreBar;

// The hits of the item in focus: total, thresholds, and a tree whose rows add up to the total. Choosing a hit shows its
// first match.
class HitsPanel : public Panel
{
    Q_OBJECT
public:
    HitsPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("hits"); }
    QString title() const override { return tr("Hits"); }
    Qt::DockWidgetArea area() const override { return Qt::RightDockWidgetArea; }

private:
    void buildWidgets();
    void showContent();
    void showNothing(const QString& text);
    void fillTree();
    void followFocus();
    void showMenu(const QPoint& position);
    QString headline(const ItemHits& hits) const;

    PanelContext m_context;
    TreeModel* m_model;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_message = nullptr;
    QLabel* m_total = nullptr;
    ScoreBar* m_bar = nullptr;
    QLineEdit* m_search = nullptr;
    QComboBox* m_order = nullptr;
    QTreeView* m_tree = nullptr;
    DivergingBarDelegate* m_delegate = nullptr;
    bool m_following = false;
};

} // namespace assay::gui
