// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "widgets/panels/panel.h"

#include <optional>

class QLabel;
class QPushButton;
class QTableView;

namespace assay::gui {

class SnapshotTable;

// The batches of the case: their state, reason, period, records and marks; where one is opened, added and deleted.
class BatchesPanel : public Panel
{
    Q_OBJECT
public:
    BatchesPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("batches"); }
    QString title() const override { return tr("Batches"); }
    Qt::DockWidgetArea area() const override { return Qt::BottomDockWidgetArea; }
    bool shownByDefault() const override { return false; }
    void chooseBundle(); // to import

Q_SIGNALS:
    void newRequested(); // a batch from what the list shows
    void opened(); // the composer shows the chosen one

private:
    void buildWidgets();
    void present();
    void updateButtons();
    std::optional<BatchId> current() const;
    void choose(BatchId id);
    void openCurrent();
    void removeCurrent();
    PanelContext m_context;
    SnapshotTable* m_model;
    QTableView* m_table = nullptr;
    QLabel* m_empty = nullptr;
    QPushButton* m_new = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_import = nullptr;
    QPushButton* m_inbox = nullptr;
};

} // namespace assay::gui
