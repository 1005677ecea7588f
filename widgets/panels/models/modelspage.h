// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/comparing.h"
#include "widgets/panels/panel.h"

#include <functional>

class QTabWidget;

namespace assay::gui {

class CompareTab;
class DriftTab;
class RegistryTab;
class RunTab;
class TrainTab;

// The models of the case: what there is, training, comparison and drift. Its tabs are made when it is first shown.
class ModelsPage : public QWidget
{
    Q_OBJECT
public:
    ModelsPage(const PanelContext& context, QWidget* parent);

    enum Tab { Registry, Train, Run, Compare, Drift };
    void showTab(Tab tab); // and gives it the keyboard
    // What the menu offers; each goes to its tab.
    void train(); // the chosen model, else the one in use
    void compare(); // the chosen versions
    void drift();
    void compareVersions(const std::vector<CompareWhich>& models);

Q_SIGNALS:
    void itemsRequested(const QString& query);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void connectTabs();
    void whenRead(std::function<void()> then); // as soon as the versions are there
    void showTraining(const QString& model, const QString& kind);
    void showItems(const std::vector<ItemId>& given);

    PanelContext m_context;
    QTabWidget* m_tabs = nullptr; // null, like all others, before it is built
    RegistryTab* m_registry = nullptr;
    TrainTab* m_train = nullptr;
    RunTab* m_run = nullptr;
    CompareTab* m_compare = nullptr;
    DriftTab* m_drift = nullptr;
};

} // namespace assay::gui
