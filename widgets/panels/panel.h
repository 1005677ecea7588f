// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace assay::gui {

class AppSettings;
class IndexKeeper;
class ItemFocus;
class Jobs;
class LiveCase;
class QueryFocus;
class SavedViews;

// What every panel may use.
struct PanelContext
{
    Jobs& jobs;
    LiveCase& live;
    ItemFocus& focus;
    AppSettings& settings;
    QueryFocus& query;
    SavedViews& views;
    IndexKeeper& indexer;
};

// A view that lives in a dock.
class Panel : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;
    virtual QString id() const = 0; // stable; the dock's name in saved layouts
    virtual QString title() const = 0; // translated
    virtual Qt::DockWidgetArea area() const = 0;
    virtual bool shownByDefault() const { return true; }
};

} // namespace assay::gui
