// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

class QLabel;
class QPushButton;
class QTableView;

namespace assay::gui {

class SnapshotTable;

// What the other side answered and what runs reported, each with the batch, run or model that it is about.
class MessagesPanel : public Panel
{
    Q_OBJECT
public:
    MessagesPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("messages"); }
    QString title() const override { return tr("Messages"); }
    Qt::DockWidgetArea area() const override { return Qt::BottomDockWidgetArea; }
    bool shownByDefault() const override { return false; }

Q_SIGNALS:
    void objectRequested(const QString& object); // "batch 3", "run 7", "model boosted 2"

private:
    void present();
    void openCurrent();
    void updateButton();
    QString currentObject() const;
    PanelContext m_context;
    SnapshotTable* m_model;
    QTableView* m_table;
    QLabel* m_empty;
    QPushButton* m_open;
};

} // namespace assay::gui
