// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/comparing.h"
#include "core/train/registry.h"
#include "widgets/bridge/treemodel.h"
#include "widgets/panels/panel.h"

#include <optional>

class QLabel;
class QPushButton;
class QTreeView;

namespace assay::gui {

// All versions of all models: what they are, what points at them, and everything that can be done with them.
class RegistryTab : public QWidget
{
    Q_OBJECT
public:
    RegistryTab(const PanelContext& context, QWidget* parent);

    // The chosen versions; null when nothing is chosen.
    const train::VersionInfo* current() const;
    std::vector<const train::VersionInfo*> chosen() const;
    // The chosen version, else the one that "current" of some model points at.
    const train::VersionInfo* currentOrUsed() const;
    void compareChosen();

Q_SIGNALS:
    void trainRequested(const QString& model, const QString& kind); // empty: nothing is chosen
    void compareRequested(const std::vector<assay::CompareWhich>& models);
    void driftRequested(const QString& model, const QString& version);

private:
    QWidget* buildTools();
    void fill();
    void showDetails();
    void promote();
    void rollBack();
    void togglePin();
    void removeChosen();
    TreeNode nodeOf(const train::VersionInfo& info) const;

    PanelContext m_context;
    TreeModel* m_model;
    TreeModel* m_gate;
    QTreeView* m_table;
    QTreeView* m_gateTable;
    QLabel* m_details;
    QLabel* m_empty;
    QPushButton *m_train, *m_compare, *m_promote, *m_rollBack, *m_drift, *m_pin, *m_delete;
};

} // namespace assay::gui
