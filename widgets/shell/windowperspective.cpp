// SPDX-License-Identifier: GPL-3.0-or-later
// The perspectives of the window.
#include "widgets/bridge/livecase.h"
#include "widgets/panels/filter/filterbar.h"
#include "widgets/panels/fuzzy/storagepage.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QDockWidget>
#include <QStackedWidget>
#include <QTableView>

namespace assay::gui {

QString perspectiveName(Perspective perspective)
{
    return perspective == Perspective::Fuzzy ? QStringLiteral("fuzzy") : QStringLiteral("investigate");
}

std::optional<Perspective> perspectiveFromName(const QString& name)
{
    for (const Perspective perspective : {Perspective::Investigate, Perspective::Fuzzy}) {
        if (name == perspectiveName(perspective))
            return perspective;
    }
    return std::nullopt;
}

QStringList perspectiveNames()
{
    return {perspectiveName(Perspective::Investigate), perspectiveName(Perspective::Fuzzy)};
}

void MainWindow::connectPerspectives()
{
    connect(m_actions->investigate, &QAction::triggered, this, [this] { setPerspective(Perspective::Investigate); });
    connect(m_actions->fuzzyStorage, &QAction::triggered, this, [this] { setPerspective(Perspective::Fuzzy); });
    connect(m_actions->filter, &QAction::triggered, this, [this] {
        if (m_perspective == Perspective::Fuzzy)
            m_storagePage->focusFilter();
        else
            m_filterBar->focusEdit();
    });
    connect(m_storagePage, &StoragePage::itemsRequested, this, [this](const QString& query) {
        setPerspective(Perspective::Investigate);
        m_query.replace(query);
    });
}

// Only the layout moves: what is selected, filtered and read stays as it is.
void MainWindow::setPerspective(Perspective perspective)
{
    if (perspective != m_perspective) {
        m_layouts[m_perspective] = saveState();
        m_perspective = perspective;
        if (!restoreState(m_layouts.value(perspective)))
            resetLayout();
        showPage();
        if (perspective == Perspective::Fuzzy)
            m_storagePage->setFocus();
        else
            m_items->view()->setFocus();
    }
    m_actions->investigate->setChecked(perspective == Perspective::Investigate);
    m_actions->fuzzyStorage->setChecked(perspective == Perspective::Fuzzy);
}

// What every perspective has, and what belongs to looking at items only.
void MainWindow::showUsualDocks()
{
    const bool items = m_perspective == Perspective::Investigate;
    for (QDockWidget* dock : m_docks)
        dock->setVisible(items && qobject_cast<Panel*>(dock->widget())->shownByDefault());
    findChild<QWidget*>(QStringLiteral("labelBar"))->setVisible(items);
}

} // namespace assay::gui
