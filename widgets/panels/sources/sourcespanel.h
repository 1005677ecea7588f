// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

#include <optional>

class QTreeView;

namespace assay::gui {

// The tree of the case: sources and their folders with counts. Selecting a node narrows the list.
class SourcesPanel : public Panel
{
    Q_OBJECT
public:
    SourcesPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("sources"); }
    QString title() const override { return tr("Sources"); }
    Qt::DockWidgetArea area() const override { return Qt::LeftDockWidgetArea; }

Q_SIGNALS:
    // Nullopt for both: the whole case.
    void placeChosen(std::optional<uint32_t> source, std::optional<uint32_t> folder);

private:
    void rebuild();
    void choose(const QModelIndex& index);
    PanelContext m_context;
    TreeModel* m_model;
    QTreeView* m_tree;
    bool m_rebuilding = false;
};

} // namespace assay::gui
