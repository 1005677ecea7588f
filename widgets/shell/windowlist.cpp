// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does with the list: groups, what is alike, and the way back.
#include "widgets/panels/items/itemspanel.h"
#include "widgets/shell/actions.h"

#include "widgets/shell/mainwindow.h"

#include <QInputDialog>
#include <QMenu>

#include <algorithm>

namespace assay::gui {

void MainWindow::fillGroupMenu(QMenu* menu)
{
    const Actions& a = *m_actions;
    menu->addActions({a.groupNone, a.groupThread, a.groupDomain, a.groupIp, a.groupJa4, a.groupCluster});
    menu->addSeparator();
    menu->addActions({a.openGroups, a.closeGroups});
}

// The menu is made anew each time: it is about the current item.
void MainWindow::fillAlikeMenu(QMenu* menu)
{
    menu->clear();
    const ItemCell cell = m_items->currentCell();
    if (!cell.rows) {
        menu->addAction(tr("No item is selected"))->setEnabled(false);
        return;
    }
    fillAlike(menu, context(), cell);
    menu->addSeparator();
    addThreadAction(menu, context(), cell);
}

void MainWindow::connectListActions()
{
    const Actions& a = *m_actions;
    connect(a.selectAll, &QAction::triggered, m_items, &ItemsPanel::selectAll);
    const std::pair<QAction*, GroupBy> groups[] = {{a.groupNone, GroupBy::None}, {a.groupThread, GroupBy::Thread},
        {a.groupDomain, GroupBy::SenderDomain}, {a.groupIp, GroupBy::SourceIp}, {a.groupJa4, GroupBy::Ja4},
        {a.groupCluster, GroupBy::FuzzyCluster}, {a.collapseCopies, GroupBy::Copies}};
    for (const auto& entry : groups) {
        connect(entry.first, &QAction::triggered, this,
            [this, by = entry.second](bool on) { setGroupBy(on ? by : GroupBy::None); });
    }
    connect(a.openGroups, &QAction::triggered, this, [this] { m_items->setGroupsOpen(true); });
    connect(a.closeGroups, &QAction::triggered, this, [this] { m_items->setGroupsOpen(false); });
    connect(a.goToItem, &QAction::triggered, this, &MainWindow::askItem);
    connect(a.goBack, &QAction::triggered, this, [this] { follow(m_trail.back()); });
    connect(a.goForward, &QAction::triggered, this, [this] { follow(m_trail.forward()); });
    const auto visit = [this] {
        m_trail.visit({m_query.text(), m_focus.item()});
        updateTrail();
    };
    connect(&m_focus, &ItemFocus::itemChanged, this, visit);
    connect(&m_query, &QueryFocus::textChanged, this, visit);
    connect(&m_live, &LiveCase::caseChanged, this, [this] {
        m_trail.clear();
        updateTrail();
    });
    setGroupBy(GroupBy::None);
    updateTrail();
}

void MainWindow::setGroupBy(GroupBy by)
{
    m_items->setGroupBy(by);
    if (by == GroupBy::FuzzyCluster)
        m_indexer.withClusters(m_items, [] {}); // the list groups anew when they are there
    const Actions& a = *m_actions;
    a.groupNone->setChecked(by == GroupBy::None || by == GroupBy::Copies);
    a.groupThread->setChecked(by == GroupBy::Thread);
    a.groupDomain->setChecked(by == GroupBy::SenderDomain);
    a.groupIp->setChecked(by == GroupBy::SourceIp);
    a.groupJa4->setChecked(by == GroupBy::Ja4);
    a.groupCluster->setChecked(by == GroupBy::FuzzyCluster);
    a.collapseCopies->setChecked(by == GroupBy::Copies);
    a.openGroups->setEnabled(by != GroupBy::None);
    a.closeGroups->setEnabled(by != GroupBy::None);
}

void MainWindow::updateTrail()
{
    m_actions->goBack->setEnabled(m_trail.canGoBack());
    m_actions->goForward->setEnabled(m_trail.canGoForward());
}

void MainWindow::follow(const Trail::Place& place)
{
    const Trail::Place target = place; // visits on the way may move the places
    if (target.query != m_query.text())
        m_query.replace(target.query);
    if (target.item)
        m_items->selectItem(*target.item);
    updateTrail();
}

void MainWindow::askItem()
{
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("goToItemDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Go to item"));
    dialog->setLabelText(tr("Number of the item:"));
    dialog->setInputMode(QInputDialog::TextInput);
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        bool ok = false;
        const uint item = text.trimmed().toUInt(&ok);
        goToItem(ok ? std::optional(ItemId{item}) : std::nullopt, text.trimmed());
    });
    dialog->open();
}

void MainWindow::goToItem(std::optional<ItemId> item, const QString& text)
{
    const ItemTable& items = *m_live.items();
    if (!item || items.find(*item) >= items.count()) {
        showNotice({NoticeLevel::Warning, tr("The case has no item \"%1\".").arg(text), {}, {}});
        return;
    }
    const auto row = static_cast<uint32_t>(items.find(*item));
    const std::vector<uint32_t>& order = m_items->order();
    if (std::find(order.begin(), order.end(), row) == order.end()) { // the filter hides it
        m_items->setPlace({}, {});
        m_query.replace({});
    }
    m_items->selectItem(*item);
}

} // namespace assay::gui
