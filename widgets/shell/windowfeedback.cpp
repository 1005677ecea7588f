// SPDX-License-Identifier: GPL-3.0-or-later
// Batches in the window: where they begin, where one goes on, and what leads to them.
#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/batchscope.h"
#include "widgets/panels/feedback/batchespanel.h"
#include "widgets/panels/feedback/composerpanel.h"
#include "widgets/panels/feedback/messagespanel.h"
#include "widgets/panels/feedback/suspectspanel.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/triage/triage.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/statusbar.h"

#include <QDateTime>
#include <QDockWidget>
#include <QMenu>

namespace assay::gui {

void MainWindow::fillFeedbackMenu(QMenu* menu)
{
    const Actions& a = *m_actions;
    menu->addActions({a.batchOfFilter, a.batchOfSelection, a.resumeBatch});
    menu->addSeparator();
    menu->addActions({a.addToBatch, a.removeFromBatch});
    menu->addSeparator();
    menu->addActions({a.reviewSuspects});
    menu->addSeparator();
    menu->addActions({a.readInbox, a.messages, a.feedback});
}

void MainWindow::connectFeedback()
{
    const Actions& a = *m_actions;
    BatchDesk& desk = m_live.batches();
    auto* composer = findChild<ComposerPanel*>();
    auto* batches = findChild<BatchesPanel*>();
    connect(a.batchOfFilter, &QAction::triggered, this, [this] { newBatch(false); });
    connect(a.batchOfSelection, &QAction::triggered, this, [this] { newBatch(true); });
    connect(
        a.addToBatch, &QAction::triggered, this, [this, composer] { composer->addItems(m_items->selectedItems()); });
    connect(a.removeFromBatch, &QAction::triggered, this,
        [this, composer] { composer->removeItems(m_items->selectedItems()); });
    connect(a.resumeBatch, &QAction::triggered, this, &MainWindow::resumeBatch);
    connect(a.readInbox, &QAction::triggered, &desk, &BatchDesk::readInbox);
    connect(a.importBundle, &QAction::triggered, batches, &BatchesPanel::chooseBundle);
    connect(a.messages, &QAction::triggered, this, [this] {
        setPerspective(Perspective::Feedback);
        showDock(QStringLiteral("messages"));
    });
    connect(a.reviewSuspects, &QAction::triggered, this, [this] {
        setPerspective(Perspective::Feedback);
        showDock(QStringLiteral("suspects"));
        findChild<SuspectsPanel*>()->startReview();
    });
    connect(m_status, &AssayStatusBar::batchRequested, this, &MainWindow::resumeBatch);
    connect(batches, &BatchesPanel::newRequested, this, [this] { newBatch(false); });
    connect(batches, &BatchesPanel::opened, this, &MainWindow::resumeBatch);
    connect(composer, &ComposerPanel::newRequested, this, [this] { newBatch(false); });
    connect(composer, &ComposerPanel::selectionWanted, this,
        [this](bool add) { (add ? m_actions->addToBatch : m_actions->removeFromBatch)->trigger(); });
    connect(composer, &ComposerPanel::labelRequested, m_triage, &Triage::labelItems);
    connect(findChild<MessagesPanel*>(), &MessagesPanel::objectRequested, this, &MainWindow::showObject);
    connect(&desk, &BatchDesk::activeChanged, this, &MainWindow::updateFeedbackActions);
    connect(&desk, &BatchDesk::saveFailed, this, [this] { m_closing = false; }); // stay, so that it can be read
    connect(&desk, &BatchDesk::listChanged, this, &MainWindow::updateFeedbackActions);
    connect(m_items, &ItemsPanel::menuRequested, this, [this](QMenu* menu) {
        menu->addActions({m_actions->batchOfSelection, m_actions->batchOfFilter});
        if (m_live.batches().active())
            menu->addActions({m_actions->addToBatch, m_actions->removeFromBatch});
        menu->addSeparator();
    });
}

void MainWindow::updateFeedbackActions()
{
    const Actions& a = *m_actions;
    const bool open = m_live.isOpen();
    const bool writable = open && !m_live.isReadOnly();
    const bool chosen = m_items->selectedCount() > 0;
    const BatchDesk& desk = m_live.batches();
    a.batchOfFilter->setEnabled(writable && m_live.items()->count() > 0);
    a.batchOfSelection->setEnabled(writable && chosen);
    a.addToBatch->setEnabled(writable && chosen && desk.active());
    a.removeFromBatch->setEnabled(writable && chosen && desk.active());
    a.resumeBatch->setEnabled(open && (desk.active() || !desk.list()->empty()));
    a.importBundle->setEnabled(writable);
    a.readInbox->setEnabled(writable);
    a.reviewSuspects->setEnabled(open);
    a.messages->setEnabled(open);
}

// What the list shows as a query, or exactly these items where a query would say something else.
void MainWindow::newBatch(bool ofSelection)
{
    if (!m_live.isOpen() || m_live.isReadOnly())
        return;
    const bool exactly = ofSelection && m_items->selectedCount() > 0 && !m_items->isAllSelected();
    const std::vector<uint32_t> rows = exactly ? m_items->selectedRows() : m_items->order();
    feedback::BatchScope scope;
    if (exactly || m_items->hasPlace()) {
        std::vector<ItemId> items;
        for (const uint32_t row : rows)
            items.push_back(ItemId{m_items->rows()->id(row)});
        std::sort(items.begin(), items.end());
        scope = frozen({}, std::move(items));
    }
    scope.query = m_query.text().isEmpty() ? everyItem : m_query.text().toStdString();
    feedback::BatchContext context;
    context.reasonText = std::string(feedback::reasonMeaning(context.reason));
    context.zone = m_settings.timeZone().id().toStdString();
    if (m_items->rows()) {
        const int64_t now = QDateTime::currentSecsSinceEpoch(); // mail may state times to come
        const auto [start, stop] = periodOf(m_items->rows()->items(), rows);
        context.start = std::min(start, now);
        context.stop = std::min(stop, now);
    }
    setPerspective(Perspective::Feedback);
    showDock(QStringLiteral("composer"));
    m_live.batches().create(context, scope);
    findChild<ComposerPanel*>()->focusWhenOpen();
}

void MainWindow::resumeBatch()
{
    BatchDesk& desk = m_live.batches();
    setPerspective(Perspective::Feedback);
    showDock(QStringLiteral("composer"));
    if (!desk.active() && !desk.isOpening() && !desk.list()->empty())
        desk.open(desk.list()->front().id);
    findChild<ComposerPanel*>()->focusWhenOpen();
}

// "batch 3", "run 7", "model boosted 2"
void MainWindow::showObject(const QString& object)
{
    if (!object.startsWith(QStringLiteral("batch "))) {
        setPerspective(Perspective::Models);
        return;
    }
    bool isNumber = false;
    const BatchId id{object.mid(6).toUInt(&isNumber)};
    if (!isNumber || !m_live.batches().info(id))
        return;
    m_live.batches().open(id);
    resumeBatch();
}

// The composer before the suspects, the batches before the messages.
void MainWindow::arrangeFeedback()
{
    const auto dock = [this](const char* id) {
        return findChild<QDockWidget*>(QStringLiteral("dock.") + QLatin1String(id));
    };
    tabifyDockWidget(dock("composer"), dock("suspects"));
    tabifyDockWidget(dock("batches"), dock("messages"));
    dock("composer")->raise();
    dock("batches")->raise();
    resizeDocks({dock("batches")}, {fontMetrics().height() * 11}, Qt::Vertical);
}

} // namespace assay::gui
