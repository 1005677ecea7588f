// SPDX-License-Identifier: GPL-3.0-or-later
// Models in the window: what the menu offers, and where answers that are items go.
#include "widgets/panels/models/modelspage.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QMenu>

namespace assay::gui {

void MainWindow::fillModelsMenu(QMenu* menu)
{
    const Actions& a = *m_actions;
    menu->addActions({a.trainModel, a.compareModels, a.modelDrift});
    menu->addSeparator();
    menu->addAction(a.models);
}

void MainWindow::connectModels()
{
    const auto go = [this](QAction* action, void (ModelsPage::*what)()) {
        connect(action, &QAction::triggered, this, [this, what] {
            setPerspective(Perspective::Models);
            (m_modelsPage->*what)();
        });
    };
    go(m_actions->trainModel, &ModelsPage::train);
    go(m_actions->compareModels, &ModelsPage::compare);
    go(m_actions->modelDrift, &ModelsPage::drift);
    connect(m_modelsPage, &ModelsPage::itemsRequested, this, &MainWindow::showItems);
}

} // namespace assay::gui
