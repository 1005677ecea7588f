// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzy hashes in the window: learning, forgetting, and when that is allowed.
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/learn/conditionsdialog.h"
#include "widgets/panels/learn/learndialog.h"
#include "widgets/panels/learn/learntext.h"
#include "widgets/panels/triage/triage.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QMenu>

namespace assay::gui {

void MainWindow::fillFuzzyMenu(QMenu* menu)
{
    const Actions& a = *m_actions;
    menu->addActions({a.learn, a.forget});
    menu->addSeparator();
    menu->addActions({a.learnConditions, a.fuzzyStorage});
}

void MainWindow::connectFuzzy()
{
    const Actions& a = *m_actions;
    FuzzyDesk& desk = m_live.fuzzy();
    connect(a.learn, &QAction::triggered, m_triage, [this] { m_triage->perform({TriageAction::Learn}); });
    connect(a.forget, &QAction::triggered, this, [this] { showLearn(true); });
    connect(a.learnConditions, &QAction::triggered, this, [this] { showConditions(); });
    connect(&desk, &FuzzyDesk::rulesChanged, this, &MainWindow::updateFuzzyActions);
    connect(&desk, &FuzzyDesk::learned, this, [this](const LearnReport& report) {
        showNotice({NoticeLevel::Info, learnedText(report), {}, {}});
    });
}

void MainWindow::updateFuzzyActions()
{
    const bool writable = m_live.isOpen() && !m_live.isReadOnly();
    const bool chosen = m_focus.item() || m_items->selectedCount() > 0;
    const bool mail = !focusIsRequestSet();
    for (QAction* action : {m_actions->learn, m_actions->forget}) {
        action->setEnabled(writable && chosen && mail);
        action->setStatusTip(mail ? QString() : tr("Fuzzy hashes are made of messages, not of request sets."));
    }
    m_actions->learnConditions->setEnabled(m_live.isOpen());
}

// The storage manager is where one is added.
bool MainWindow::hasStorage()
{
    if (!m_live.fuzzy().rules()->empty())
        return true;
    showNotice(
        {NoticeLevel::Warning, tr("This case has no fuzzy storage yet. Add one under Fuzzy > Fuzzy storage."), {}, {}});
    return false;
}

void MainWindow::showLearn(bool forget)
{
    if (focusIsRequestSet())
        showNotice({NoticeLevel::Info, tr("Fuzzy hashes are made of messages, not of request sets."), {}, {}});
    if (!m_actions->learn->isEnabled() || !hasStorage())
        return;
    auto* dialog = new LearnDialog(context(), *m_items, forget, this);
    connect(dialog, &LearnDialog::conditionsRequested, this, &MainWindow::showConditions);
    dialog->open();
}

void MainWindow::showConditions(const QString& storage)
{
    if (hasStorage())
        (new ConditionsDialog(context(), *m_items, this, storage))->open();
}

} // namespace assay::gui
