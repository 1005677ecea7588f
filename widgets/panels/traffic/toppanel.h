// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/trafficviews.h"
#include "widgets/panels/panel.h"

#include <memory>

class QComboBox;
class QLabel;
class QTableView;

namespace assay::gui {

class QueryWatch;
class SnapshotTable;

// The most frequent addresses, subnets, hosts, fingerprints, user agents and paths among the request sets that the list
// shows, with how many of them are bots. Every row is a filter.
class TopPanel : public Panel
{
    Q_OBJECT
public:
    TopPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("top"); }
    QString title() const override { return tr("Top"); }
    Qt::DockWidgetArea area() const override { return Qt::LeftDockWidgetArea; }
    bool shownByDefault() const override { return false; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildWidgets();
    void ask();
    void present();
    const TopValue* current() const;
    void narrow(); // to the current row
    void openMenu(const QPoint& place);

    PanelContext m_context;
    QueryWatch* m_watch;
    std::shared_ptr<const TopValues> m_values; // null: nothing was asked yet
    QComboBox* m_kind = nullptr;
    SnapshotTable* m_model;
    QTableView* m_table = nullptr;
    QLabel* m_note = nullptr;
};

} // namespace assay::gui
