// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/snapshottable.h"
#include "widgets/panels/panel.h"

#include "core/store/auditlog.h"

class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace assay::gui {

// The audit log of the case: what was done, by whom, to how many; whether its chain of hashes holds; export. It is read
// when the dock is first seen, and only what is new after that.
class AuditPanel : public Panel
{
    Q_OBJECT
public:
    AuditPanel(const PanelContext& context, QWidget* parent);
    QString id() const override { return QStringLiteral("audit"); }
    QString title() const override { return tr("Audit log"); }
    Qt::DockWidgetArea area() const override { return Qt::BottomDockWidgetArea; }
    bool shownByDefault() const override { return false; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    using Entries = std::vector<store::AuditEntry>;
    void buildWidgets();
    void clear();
    void markStale();
    void read();
    void showEntries();
    void verify();
    void chooseExport();
    void exportTo(const QString& file);
    void showAffected();
    const store::AuditEntry* currentEntry() const;

    PanelContext m_context;
    SnapshotTable* m_model;
    QTableView* m_table = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_result = nullptr;
    QToolButton* m_verify = nullptr;
    QToolButton* m_export = nullptr;
    QToolButton* m_affected = nullptr;
    std::shared_ptr<const Entries> m_entries;
    bool m_stale = true;
    bool m_reading = false;
};

} // namespace assay::gui
