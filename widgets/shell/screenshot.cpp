// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/screenshot.h"

#include "widgets/bridge/labeldesk.h"
#include "widgets/panels/fuzzy/storagepage.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/triage/triage.h"
#include "widgets/shell/mainwindow.h"

#include <QCoreApplication>
#include <QDialog>
#include <QMessageBox>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <cstdio>

namespace assay::gui {

namespace {

const QString labelScene = QStringLiteral("labels");
const QString bulkScene = QStringLiteral("bulk");
const QString auditScene = QStringLiteral("audit");
// Tabs of the storage manager, in their order.
const QStringList fuzzyScenes{QStringLiteral("fuzzy"), QStringLiteral("fuzzy-flags"), QStringLiteral("fuzzy-expiry"),
    QStringLiteral("fuzzy-statistics"), QStringLiteral("fuzzy-access")};

int scoreColumn()
{
    const TableColumns columns = itemColumns();
    const auto score = std::find_if(columns.begin(), columns.end(),
        [](const TableColumn& column) { return column.key == QStringLiteral("score"); });
    return static_cast<int>(score - columns.begin());
}

} // namespace

QStringList ScreenshotTaker::scenes()
{
    return QStringList{labelScene, bulkScene, auditScene} + fuzzyScenes + FuzzyScene::names() + FeedbackScene::names()
        + ModelScene::names() + TrafficScene::names();
}

ScreenshotTaker::ScreenshotTaker(MainWindow& window, const QString& file, const QString& scene)
    : QObject(&window)
    , m_window(window)
    , m_file(file)
    , m_scene(scene)
    , m_fuzzy(window, scene)
    , m_feedback(window, scene)
    , m_models(window, scene)
    , m_traffic(window, scene)
{
    m_settle.setInterval(400);
    connect(&m_settle, &QTimer::timeout, this, &ScreenshotTaker::step);
    m_settle.start();
}

void ScreenshotTaker::step()
{
    if (m_window.jobs().isBusy())
        return;
    ItemsPanel& items = m_window.items();
    switch (m_stage++) {
    case 0:
        if (m_window.live().isOpen() && !m_window.focus().item() && items.sort().empty())
            items.setSort({{scoreColumn(), Qt::DescendingOrder}});
        break;
    case 1:
        if (m_window.live().isOpen() && !m_window.focus().item())
            items.stepItem(0);
        break;
    case 2:
        m_window.focus().stepEvidence(1);
        break;
    case 3:
        if (fuzzyScenes.contains(m_scene)) {
            m_window.setPerspective(Perspective::Fuzzy);
            m_window.storages().tabs()->setCurrentIndex(static_cast<int>(fuzzyScenes.indexOf(m_scene)));
        } else if (FuzzyScene::names().contains(m_scene)) {
            if (m_fuzzy.step())
                --m_stage;
        } else if (FeedbackScene::names().contains(m_scene)) {
            if (m_feedback.step())
                --m_stage;
        } else if (ModelScene::names().contains(m_scene)) {
            if (m_models.step())
                --m_stage;
        } else if (TrafficScene::names().contains(m_scene)) {
            if (m_traffic.step())
                --m_stage;
        } else if (!m_scene.isEmpty() && m_labelled < 9) {
            labelOne();
            --m_stage;
        }
        break;
    case 4:
        if (m_scene == bulkScene)
            labelMany();
        else if (m_scene == auditScene)
            showAudit();
        break;
    case 5:
        break; // one more round for layout and scrolling
    default:
        take();
    }
}

void ScreenshotTaker::labelOne()
{
    constexpr TriageAction given[] = {TriageAction::Spam, TriageAction::Phish, TriageAction::Spam, TriageAction::Ham,
        TriageAction::Bulk, TriageAction::Unsure, TriageAction::Phish, TriageAction::Spam};
    Triage& triage = m_window.triage();
    if (m_labelled < 8) {
        if (m_labelled == 2)
            triage.perform({TriageAction::Bookmark});
        triage.perform({given[m_labelled]});
    } else {
        m_window.items().stepItem(-100);
        m_window.items().stepItem(2);
        LabelDesk& desk = m_window.live().labels();
        const std::vector<ItemId> item{*m_window.focus().item()};
        desk.tag(item, QStringLiteral("invoice"), true);
        desk.setNote(item.front(), QStringLiteral("Same sender as last week"));
    }
    ++m_labelled;
}

void ScreenshotTaker::labelMany()
{
    ItemsPanel& items = m_window.items();
    items.stepItem(4);
    QItemSelection selection;
    const int row = items.view()->currentIndex().row();
    selection.select(items.view()->model()->index(row, 0), items.view()->model()->index(row + 11, 0));
    items.view()->selectionModel()->select(selection, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    m_window.triage().labelItems(items.selectedItems(), 2, {});
    for (QMessageBox* box : m_window.findChildren<QMessageBox*>())
        box->defaultButton()->click();
}

void ScreenshotTaker::showAudit()
{
    m_window.findChild<QAction*>(QStringLiteral("actionAuditLog"))->trigger();
    m_window.findChild<QToolButton*>(QStringLiteral("auditVerify"))->click();
}

void ScreenshotTaker::take()
{
    m_settle.stop();
    QPixmap picture = m_window.grab();
    QPainter painter(&picture);
    for (QDialog* dialog : m_window.findChildren<QDialog*>()) { // windows of their own
        if (dialog->isVisible())
            painter.drawPixmap((m_window.rect().bottomRight() - dialog->rect().bottomRight()) / 2, dialog->grab());
    }
    painter.end();
    const bool saved = picture.save(m_file);
    if (!saved)
        std::fprintf(stderr, "assay: cannot write %s\n", qPrintable(m_file));
    QCoreApplication::exit(saved ? 0 : 74);
}

} // namespace assay::gui
