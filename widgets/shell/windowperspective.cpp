// SPDX-License-Identifier: GPL-3.0-or-later
// The perspectives of the window.
#include "widgets/bridge/livecase.h"
#include "widgets/panels/filter/filterbar.h"
#include "widgets/panels/fuzzy/storagepage.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/models/modelspage.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QDockWidget>
#include <QStackedWidget>
#include <QTableView>

namespace assay::gui {
namespace {

// In the order of the enumeration.
constexpr const char* names[] = {"investigate", "feedback", "fuzzy", "models"};

} // namespace

QString perspectiveName(Perspective perspective)
{
    return QString::fromLatin1(names[static_cast<size_t>(perspective)]);
}

std::optional<Perspective> perspectiveFromName(const QString& name)
{
    const qsizetype found = perspectiveNames().indexOf(name);
    return found < 0 ? std::nullopt : std::optional(static_cast<Perspective>(found));
}

QStringList perspectiveNames()
{
    QStringList list;
    for (const char* name : names)
        list << QString::fromLatin1(name);
    return list;
}

// The table of perspectives, in the order of the enumeration; pages go into the centre.
void MainWindow::buildPerspectives()
{
    m_storagePage = new StoragePage(context(), m_actions->undo, m_actions->redo, m_pages);
    m_modelsPage = new ModelsPage(context(), m_pages);
    QStringList usual;
    for (QDockWidget* dock : m_docks) {
        const auto* panel = qobject_cast<Panel*>(dock->widget());
        if (panel->shownByDefault())
            usual << panel->id();
    }
    const auto toList = [this] { m_items->view()->setFocus(); };
    const Actions& a = *m_actions;
    m_places = {{Perspective::Investigate, a.investigate, nullptr, usual, toList, {}},
        {Perspective::Feedback, a.feedback, nullptr,
            {QStringLiteral("composer"), QStringLiteral("suspects"), QStringLiteral("batches"),
                QStringLiteral("messages")},
            toList, {}},
        {Perspective::Fuzzy, a.fuzzyStorage, m_storagePage, {}, [this] { m_storagePage->setFocus(); },
            [this] { m_storagePage->focusFilter(); }},
        {Perspective::Models, a.models, m_modelsPage, {}, [this] { m_modelsPage->setFocus(); }, {}}};
    for (const PerspectivePlace& place : m_places) {
        if (place.page)
            m_pages->addWidget(place.page);
    }
}

QList<QAction*> MainWindow::perspectiveActions() const
{
    QList<QAction*> actions;
    for (const PerspectivePlace& place : m_places)
        actions << place.action;
    return actions;
}

const PerspectivePlace& MainWindow::place() const
{
    return m_places[static_cast<size_t>(m_perspective)];
}

void MainWindow::connectPerspectives()
{
    for (const PerspectivePlace& place : m_places) {
        connect(place.action, &QAction::triggered, this,
            [this, perspective = place.perspective] { setPerspective(perspective); });
    }
    connect(m_actions->filter, &QAction::triggered, this, [this] {
        if (place().filter)
            place().filter();
        else if (!place().page)
            m_filterBar->focusEdit();
    });
    connect(m_storagePage, &StoragePage::itemsRequested, this, &MainWindow::showItems);
}

// Where an answer is items: the list, wherever the window is.
void MainWindow::showItems(const QString& query)
{
    if (place().page)
        setPerspective(Perspective::Investigate);
    m_query.replace(query);
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
        place().takeFocus();
    }
    place().action->setChecked(true);
}

// What every perspective has, and what belongs to looking at items only.
void MainWindow::showUsualDocks()
{
    for (QDockWidget* dock : m_docks)
        dock->setVisible(place().docks.contains(qobject_cast<Panel*>(dock->widget())->id()));
    findChild<QWidget*>(QStringLiteral("labelBar"))->setVisible(!place().page);
}

// Looks at the first and the last item only: a source that is being added brings the last.
bool MainWindow::hasRequestSets() const
{
    const ItemTable& items = *m_live.items();
    return items.count() > 0 && (items.traffic(0) || items.traffic(items.count() - 1));
}

// The timeline comes by itself with the first request sets that are added to a case; who closes it keeps it closed.
void MainWindow::offerTimeline()
{
    const bool isNew = hasRequestSets() && !m_hasRequestSets;
    m_hasRequestSets = m_hasRequestSets || isNew;
    if (isNew && m_perspective == Perspective::Investigate)
        showDock(QStringLiteral("timeline"));
}

} // namespace assay::gui
