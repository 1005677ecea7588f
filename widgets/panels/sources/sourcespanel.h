// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/trafficviews.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

#include <QTimer>

#include <map>
#include <memory>
#include <optional>

class QTreeView;

namespace assay::gui {

// The tree of the case: sources with their folders, those of traffic with the hosts that were asked for, and counts.
// Selecting a node narrows the list.
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
    void countHosts();
    void addHosts(std::vector<TreeNode>& nodes, const SourceInfo& source, int sourceNode) const;
    void choose(const QModelIndex& index);
    void openMenu(const QPoint& place);
    PanelContext m_context;
    TreeModel* m_model;
    QTreeView* m_tree;
    bool m_rebuilding = false;
    std::map<uint32_t, TopValues> m_hosts; // of sources with request sets
    std::shared_ptr<const CaseSnapshot> m_counted; // what they were counted in
    QString m_hostTerm; // that choosing a host put into the filter
    QTimer m_soon;
};

} // namespace assay::gui
