// SPDX-License-Identifier: GPL-3.0-or-later
// Asking: the filter bar, saved views, lists and the help on queries.
#include "widgets/bridge/format.h"
#include "widgets/panels/filter/filterbar.h"
#include "widgets/panels/filter/queryhelp.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/lists/listsdialog.h"
#include "widgets/panels/views/viewdialog.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QMenu>
#include <QToolButton>

namespace assay::gui {

void MainWindow::connectQuery()
{
    connect(m_filterBar, &FilterBar::filterChanged, &m_query, &QueryFocus::setApplied);
    connect(&m_query, &QueryFocus::textChanged, m_items, &ItemsPanel::setFilter);
    connect(&m_query, &QueryFocus::requested, m_filterBar, &FilterBar::setFilter);
    connect(m_filterBar, &FilterBar::left, this, [this] { m_items->view()->setFocus(); });
    connect(m_filterBar, &FilterBar::cancelRequested, m_items, &ItemsPanel::stopSearch);
    connect(m_items, &ItemsPanel::countChanged, this, [this] {
        m_filterBar->setStatus(m_items->countText());
        if (m_pendingExplain && m_live.items()->count() > 0 && !m_query.text().isEmpty() && !m_live.isScanning()) {
            m_pendingExplain = false;
            m_filterBar->toggleExplain();
        }
    });
    connect(m_items, &ItemsPanel::filterRefused, m_filterBar, &FilterBar::setRefused);
    connect(m_items, &ItemsPanel::searching, m_filterBar, &FilterBar::setSearching);
    connect(m_filterBar, &FilterBar::saveViewRequested, this, &MainWindow::saveView);
    connect(m_filterBar, &FilterBar::helpRequested, this, &MainWindow::showQueryHelp);
    connect(m_filterBar, &FilterBar::listsDropped, this,
        [this](const QStringList& files) { ListsDialog::importDropped(context(), files); });
    connect(&m_views, &SavedViews::changed, this, &MainWindow::fillViewsMenu);
    connect(&m_views, &SavedViews::applyRequested, this, &MainWindow::applyView);
    const Actions& a = *m_actions;
    connect(a.saveView, &QAction::triggered, this, &MainWindow::saveView);
    connect(a.explain, &QAction::triggered, m_filterBar, &FilterBar::toggleExplain);
    connect(a.queryHelp, &QAction::triggered, this, &MainWindow::showQueryHelp);
    connect(a.ipLists, &QAction::triggered, this, [this] { (new ListsDialog(context(), this))->open(); });
    for (int key = 1; key <= a.viewKeys.size(); ++key) {
        connect(a.viewKeys[key - 1], &QAction::triggered, this, [this, key] {
            if (const auto view = m_views.withKey(key))
                m_views.apply(*view);
        });
    }
    m_viewsMenu = new QMenu(m_filterBar->viewsButton());
    m_viewsMenu->setToolTipsVisible(true);
    m_filterBar->viewsButton()->setMenu(m_viewsMenu);
    fillViewsMenu();
}

void MainWindow::setFilter(const QString& filter, bool explain)
{
    m_pendingExplain = explain;
    if (m_live.isOpen())
        m_filterBar->setFilter(filter);
    else
        m_pendingFilter = filter;
}

void MainWindow::fillViewsMenu()
{
    m_viewsMenu->clear();
    for (size_t i = 0; i < m_views.views().size(); ++i) {
        const SavedView& view = m_views.views()[i];
        const QString key = view.key ? QStringLiteral("\tAlt+%1").arg(view.key) : QString();
        const QString name = displayLine(view.name, 60).replace(QChar('&'), QStringLiteral("&&"));
        QAction* action = m_viewsMenu->addAction(viewColorIcon(view.color), name + key);
        action->setToolTip(displayLine(view.query, 200));
        connect(action, &QAction::triggered, this, [this, i] { m_views.apply(i); });
    }
    m_viewsMenu->addSeparator();
    m_viewsMenu->addAction(m_actions->saveView);
}

void MainWindow::saveView()
{
    if (!m_live.isOpen() || m_live.isReadOnly())
        return;
    SavedView view;
    view.query = m_query.text().toStdString();
    auto* dialog = new ViewDialog(m_views, view, -1, this);
    dialog->setListState(
        m_items->columns().save().toStdString(), m_items->columns().orderText(m_items->sort()).toStdString());
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_views.save(dialog->view()); });
    dialog->open();
}

void MainWindow::applyView(const SavedView& view)
{
    m_filterBar->setFilter(QString::fromStdString(view.query));
    if (view.columns.empty())
        return;
    m_items->columns().restore(QByteArray::fromStdString(view.columns));
    m_items->setSort(m_items->columns().orderOf(QString::fromStdString(view.order)));
}

void MainWindow::showQueryHelp()
{
    if (!m_queryHelp) {
        m_queryHelp = new QueryHelp(this);
        connect(m_queryHelp, &QueryHelp::exampleChosen, m_filterBar, &FilterBar::setFilter);
    }
    m_queryHelp->show();
    m_queryHelp->raise();
    m_queryHelp->activateWindow();
}

} // namespace assay::gui
