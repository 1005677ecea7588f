// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

class QPushButton;
class QTreeWidget;

namespace assay::gui {

// Running jobs with progress, rate and time left; each can be cancelled.
class JobsPanel : public Panel
{
    Q_OBJECT
public:
    JobsPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("jobs"); }
    QString title() const override { return tr("Jobs"); }
    Qt::DockWidgetArea area() const override { return Qt::BottomDockWidgetArea; }
    bool shownByDefault() const override { return false; }

private:
    void refresh();
    void cancelCurrent();
    PanelContext m_context;
    QTreeWidget* m_table;
    QPushButton* m_cancel;
};

} // namespace assay::gui
