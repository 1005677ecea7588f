// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/trafficviews.h"
#include "widgets/panels/panel.h"

class QLabel;
class QToolButton;

namespace assay::gui {

class QueryWatch;
class TimelinePlot;
struct TimelineRange;

// Requests over time of the request sets that the list shows, by what sent them; below those of the client of the
// current item. A brushed span becomes a term of the query.
class TimelinePanel : public Panel
{
    Q_OBJECT
public:
    TimelinePanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("timeline"); }
    QString title() const override { return tr("Timeline"); }
    Qt::DockWidgetArea area() const override { return Qt::BottomDockWidgetArea; }
    bool shownByDefault() const override { return false; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Lanes // what one job works out
    {
        std::shared_ptr<const Timeline> all, client;
    };
    void buildWidgets();
    void ask();
    void present();
    void updateButtons();
    void applyBrush();
    QString clientOfItem() const; // address of the current item when it is a request set, else empty

    PanelContext m_context;
    QueryWatch* m_watch;
    Lanes m_lanes;
    QString m_client; // that m_lanes.client is about
    TimelinePlot* m_plot = nullptr;
    QLabel* m_legend = nullptr;
    QLabel* m_empty = nullptr;
    QToolButton* m_apply = nullptr;
    QToolButton* m_whole = nullptr;
    QToolButton* m_log = nullptr;
    QToolButton* m_table = nullptr;
};

} // namespace assay::gui
