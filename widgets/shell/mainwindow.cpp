// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/mainwindow.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/filter/filterbar.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/itemview/itemview.h"
#include "widgets/panels/panels.h"
#include "widgets/panels/sources/sourcespanel.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/noticebar.h"
#include "widgets/shell/startpage.h"
#include "widgets/shell/statusbar.h"

#include <QApplication>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay::gui {

MainWindow::MainWindow(AppSettings& settings, WindowOptions options)
    : m_settings(settings)
    , m_options(std::move(options))
    , m_jobs()
    , m_live(m_jobs)
    , m_indexer(m_jobs, m_live)
    , m_focus(m_jobs, m_live)
    , m_views(m_jobs, m_live, [this] { return m_settings.timeZone(); })
    , m_actions(new Actions(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/assay.svg")));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setMinimumSize(640, 420);
    resize(1440, 900);
    buildCentre();
    buildDocks();
    buildPerspectives();
    buildToolBar();
    buildMenus();
    m_status = new AssayStatusBar(context(), this);
    setStatusBar(m_status);
    connectActions();
    connectListActions();
    connectExportActions();
    connectPerspectives();
    connectModels();
    connectParts();
    connectQuery();
    syncChoices();
    resetLayout();
    m_defaultLayout = saveState();
    showPage();
    updateActions();
}

// Jobs end before the parts that they deliver to, and what follows being seen lets go of the case before it goes.
MainWindow::~MainWindow()
{
    hide();
    m_jobs.cancelAll();
}

PanelContext MainWindow::context()
{
    return {m_jobs, m_live, m_focus, m_settings, m_query, m_views, m_indexer};
}

void MainWindow::buildCentre()
{
    auto* centre = new QWidget(this);
    m_noticeBar = new NoticeBar(centre);
    m_filterBar = new FilterBar(context(), centre);
    m_splitter = new QSplitter(Qt::Vertical, centre);
    m_splitter->setChildrenCollapsible(false);
    auto* listArea = new QWidget(m_splitter);
    m_items = new ItemsPanel(context(), listArea);
    m_itemView = new ItemView(context(), m_splitter);
    buildTriage(listArea);
    m_splitter->addWidget(listArea);
    m_splitter->addWidget(m_itemView);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_startPage = new StartPage(m_actions->addFiles, m_actions->openCase,
        m_options.sampleFolder.isEmpty() ? nullptr : m_actions->loadSample, centre);
    m_emptyPage = new EmptyCasePage(m_actions->addFiles, m_actions->addFolder, centre);
    m_pages = new QStackedWidget(centre);
    m_pages->addWidget(m_startPage);
    m_pages->addWidget(m_emptyPage);
    m_pages->addWidget(m_splitter);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_noticeBar);
    layout->addWidget(m_filterBar);
    layout->addWidget(m_pages, 1);
    setCentralWidget(centre);
}

void MainWindow::buildDocks()
{
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    for (Panel* panel : createPanels(context(), this)) {
        auto* dock = new QDockWidget(panel->title(), this);
        dock->setObjectName(QStringLiteral("dock.") + panel->id());
        dock->setWidget(panel);
        addDockWidget(panel->area(), dock);
        m_docks.push_back(dock);
        if (auto* sources = qobject_cast<SourcesPanel*>(panel))
            connect(sources, &SourcesPanel::placeChosen, m_items, &ItemsPanel::setPlace);
    }
}

void MainWindow::resetLayout()
{
    QList<QDockWidget*> docks;
    QList<int> widths;
    const int unit = fontMetrics().averageCharWidth();
    for (QDockWidget* dock : m_docks) {
        auto* panel = qobject_cast<Panel*>(dock->widget());
        dock->setFloating(false);
        addDockWidget(panel->area(), dock);
        if (panel->area() != Qt::BottomDockWidgetArea) {
            docks << dock;
            widths << unit * (panel->area() == Qt::LeftDockWidgetArea ? 32 : 62);
        }
    }
    showUsualDocks();
    arrangeFeedback();
    resizeDocks(docks, widths, Qt::Horizontal);
    resizeDocks({m_docks[1], m_docks[2]}, {560, 320}, Qt::Vertical);
    resizeDocks({m_docks[0], findChild<QDockWidget*>(QStringLiteral("dock.views"))}, {560, 220}, Qt::Vertical);
    m_splitter->setSizes({360, 460});
}

void MainWindow::buildToolBar()
{
    QToolBar* bar = addToolBar(tr("Main tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize(QSize(fontMetrics().height() + 2, fontMetrics().height() + 2));
    bar->addActions({m_actions->openCase, m_actions->addFiles, m_actions->addFolder});
    bar->addSeparator();
    auto* scan = new QToolButton(bar);
    scan->setObjectName(QStringLiteral("scanButton"));
    scan->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    scan->setPopupMode(QToolButton::MenuButtonPopup);
    scan->setDefaultAction(m_actions->scan);
    auto* rules = new QMenu(scan);
    rules->addActions({m_actions->rulesBuiltIn});
    if (m_options.stockRules)
        rules->addAction(m_actions->rulesStock);
    rules->addAction(m_actions->rulesOwn);
    scan->setMenu(rules);
    bar->addWidget(scan);
    bar->addAction(m_actions->stopScan);
    bar->addSeparator();
    bar->addActions({m_actions->undo, m_actions->redo});
    QToolBar* perspectives = addToolBar(tr("Perspectives"));
    perspectives->setObjectName(QStringLiteral("perspectiveBar"));
    perspectives->setMovable(false);
    perspectives->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    perspectives->setIconSize(bar->iconSize());
    perspectives->addActions(perspectiveActions());
    perspectives->addSeparator();
    perspectives->addActions({m_actions->previousMatch, m_actions->nextMatch});
    addToolBarBreak(); // labels would not fit beside the perspectives
    QToolBar* labels = addToolBar(tr("Label"));
    labels->setObjectName(QStringLiteral("labelBar"));
    labels->setMovable(false);
    labels->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    labels->setIconSize(bar->iconSize());
    labels->addActions(labelActions());
    auto* learn = new QToolButton(labels);
    learn->setObjectName(QStringLiteral("learnButton"));
    learn->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    learn->setPopupMode(QToolButton::MenuButtonPopup);
    learn->setDefaultAction(m_actions->learn);
    auto* more = new QMenu(learn);
    fillFuzzyMenu(more);
    learn->setMenu(more);
    labels->addSeparator();
    labels->addWidget(learn);
}

void MainWindow::buildMenus()
{
    Actions& a = *m_actions;
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addActions({a.newCase, a.openCase});
    m_recentMenu = file->addMenu(tr("Open &recent"));
    m_recentMenu->setToolTipsVisible(true);
    file->addSeparator();
    file->addActions({a.addFiles, a.addFolder});
    if (!m_options.sampleFolder.isEmpty())
        file->addAction(a.loadSample);
    file->addMenu(tr("&Import"))->addActions({a.importLabels, a.importFolders, a.importBundle});
    file->addSeparator();
    fillExportMenu(file->addMenu(tr("&Export")));
    file->addActions({a.printItem, a.printReport});
    file->addSeparator();
    file->addActions({a.closeCase, a.quit});
    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    edit->addActions({a.undo, a.redo});
    edit->addSeparator();
    edit->addActions({a.filter, a.clearFilter, a.explain, a.saveView, a.selectAll});

    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addMenu(tr("&Perspectives"))->addActions(perspectiveActions());
    QMenu* docks = view->addMenu(tr("&Docks"));
    for (QDockWidget* dock : m_docks)
        docks->addAction(dock->toggleViewAction());
    QMenu* columns = view->addMenu(tr("&Columns"));
    connect(columns, &QMenu::aboutToShow, this, [this, columns] {
        columns->clear();
        m_items->columns().fillMenu(columns);
    });
    fillGroupMenu(view->addMenu(tr("&Group by")));
    view->addAction(a.collapseCopies);
    view->addAction(a.resetLayout);
    view->addSeparator();
    view->addMenu(tr("&Theme"))->addActions({a.themeSystem, a.themeLight, a.themeDark, a.themeContrast});
    view->addMenu(tr("D&ensity"))->addActions({a.densityCompact, a.densityComfortable});
    view->addMenu(tr("Text si&ze"))->addActions({a.textLarger, a.textSmaller, a.textNormal});
    view->addMenu(tr("Time &zone"))->addActions({a.zoneLocal, a.zoneUtc});
    view->addSeparator();
    view->addAction(a.fullScreen);

    QMenu* go = menuBar()->addMenu(tr("&Go"));
    go->addActions({a.previousItem, a.nextItem, a.nextUnlabelled});
    go->addSeparator();
    go->addActions({a.previousMatch, a.nextMatch});
    go->addSeparator();
    go->addActions({a.tabHtml, a.tabText, a.tabHeaders, a.tabMime, a.tabRaw, a.tabLinks});
    go->addSeparator();
    go->addActions({a.goBack, a.goForward, a.goToItem, a.goToOffset, a.nextPane, a.previousPane});
    QMenu* item = menuBar()->addMenu(tr("I&tem"));
    item->addActions(labelActions());
    item->addActions({a.repeatLabel, a.clearLabel, a.applyLabel});
    item->addSeparator();
    item->addActions({a.bookmark, a.tag, a.note});
    item->addSeparator();
    item->addActions({a.blindReview, a.keyOverlay, a.triageKeys});
    item->addSeparator();
    QMenu* alike = item->addMenu(tr("&Find all like this"));
    connect(alike, &QMenu::aboutToShow, this, [this, alike] { fillAlikeMenu(alike); });
    item->addActions({a.saveEml, a.printItem});
    fillFeedbackMenu(menuBar()->addMenu(tr("Fee&dback")));
    fillFuzzyMenu(menuBar()->addMenu(tr("F&uzzy")));
    QMenu* rules = menuBar()->addMenu(tr("&Rules"));
    rules->addActions({a.scan, a.stopScan});
    rules->addSeparator();
    rules->addAction(a.rulesBuiltIn);
    if (m_options.stockRules)
        rules->addAction(a.rulesStock);
    rules->addAction(a.rulesOwn);
    rules->addSeparator();
    rules->addAction(a.scanOnImport);
    fillModelsMenu(menuBar()->addMenu(tr("&Models")));
    menuBar()->addMenu(tr("&Tools"))->addActions({a.modelDrift, a.ipLists, a.auditLog});
    menuBar()->addMenu(tr("&Help"))->addActions({a.queryHelp, a.shortcuts, a.copyDiagnostics, a.about});
    fillRecentMenu();
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    for (const QString& file : m_settings.recentCases()) {
        QAction* action = m_recentMenu->addAction(displayLine(QFileInfo(file).completeBaseName(), 60));
        action->setToolTip(file);
        connect(action, &QAction::triggered, this, [this, file] { openPaths({file}); });
    }
    m_recentMenu->addSeparator();
    m_recentMenu->addAction(tr("Clear list"), &m_settings, &AppSettings::clearRecentCases);
    m_recentMenu->setEnabled(!m_settings.recentCases().isEmpty());
    m_startPage->setRecent(m_settings.recentCases());
}

void MainWindow::connectParts()
{
    connect(&m_settings, &AppSettings::recentCasesChanged, this, &MainWindow::fillRecentMenu);
    connect(&m_settings, &AppSettings::viewChanged, this, &MainWindow::syncChoices);
    connect(&m_settings, &AppSettings::scanChanged, this, &MainWindow::syncChoices);
    connect(&m_live, &LiveCase::notice, this, &MainWindow::showNotice);
    connect(&m_live, &LiveCase::caseChanged, this, [this] {
        if (m_live.isOpen())
            m_settings.addRecentCase(m_live.path());
        m_filterBar->setFilter(std::exchange(m_pendingFilter, {}));
        m_hasRequestSets = hasRequestSets();
        setWindowTitle(m_live.isOpen() ? tr("%1 — Assay").arg(m_live.title()) : QString());
        updateActions();
        showPage();
    });
    connect(&m_live, &LiveCase::itemsChanged, this, [this] {
        showPage();
        offerTimeline();
        if (m_pendingItem)
            m_items->selectItem(*std::exchange(m_pendingItem, std::nullopt));
    });
    connect(&m_live, &LiveCase::scansChanged, this, &MainWindow::updateActions);
    connect(&m_jobs, &Jobs::changed, this, &MainWindow::updateActions);
    connect(&m_jobs, &Jobs::idle, this, [this] {
        showPage();
        if (m_closing)
            close();
    });
    connect(m_itemView, &ItemView::problem, this, [this](const QString& text, const QString& details) {
        showNotice({NoticeLevel::Error, text, details});
    });
    connectTriage();
    connectFeedback();
    connect(m_startPage, &StartPage::recentChosen, this, [this](const QString& file) { openPaths({file}); });
}

// Start page, page of the empty case, or the list.
void MainWindow::showPage()
{
    const bool open = m_live.isOpen();
    const bool hasItems = open && m_live.items()->count() > 0;
    m_filterBar->setVisible(hasItems && !place().page);
    if (!open) {
        m_pages->setCurrentWidget(m_startPage);
    } else if (place().page) {
        m_pages->setCurrentWidget(place().page);
    } else if (!hasItems) {
        m_emptyPage->setText(
            m_live.isImporting() ? tr("Reading…") : tr("This case is empty. Drop mail or traffic here."));
        m_pages->setCurrentWidget(m_emptyPage);
    } else {
        m_pages->setCurrentWidget(m_splitter);
    }
    for (QDockWidget* dock : m_docks)
        dock->widget()->setEnabled(true);
}

void MainWindow::updateActions()
{
    const bool open = m_live.isOpen();
    const bool writable = open && !m_live.isReadOnly();
    m_actions->closeCase->setEnabled(open);
    m_actions->addFiles->setEnabled(!open || writable);
    m_actions->addFolder->setEnabled(!open || writable);
    m_actions->scan->setEnabled(writable && m_live.items()->count() > 0 && !m_live.isScanning());
    m_actions->saveView->setEnabled(writable);
    m_actions->stopScan->setEnabled(m_live.isScanning());
    for (QAction* action : {m_actions->filter, m_actions->clearFilter, m_actions->nextItem, m_actions->previousItem,
             m_actions->nextMatch, m_actions->previousMatch, m_actions->goToOffset, m_actions->goToItem,
             m_actions->explain, m_actions->ipLists, m_actions->selectAll, m_actions->exportItems,
             m_actions->exportReport, m_actions->saveEml, m_actions->printItem, m_actions->printReport})
        action->setEnabled(open);
    updateLabelActions();
    updateFeedbackActions();
}

void MainWindow::showNotice(const Notice& notice)
{
    m_status->addNotice(notice);
    if (notice.level != NoticeLevel::Info || !notice.folder.isEmpty())
        m_noticeBar->show(notice);
}

void MainWindow::selectItem(ItemId item)
{
    m_pendingItem = item;
}

void MainWindow::cyclePane(int step)
{
    QList<QWidget*> panes;
    for (const char* name :
        {"filterEdit", "sourceTree", "viewList", "storageList", "storageTabs", "itemList", "itemView.tabs", "hitsTree",
            "evidenceView", "batchPanel", "suspectTable", "batchTable", "messageTable", "jobsView"}) {
        auto* pane = findChild<QWidget*>(QString::fromLatin1(name));
        if (pane && pane->isVisible())
            panes << pane;
    }
    if (panes.isEmpty())
        return;
    qsizetype at = -1;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (panes[i] == focusWidget() || panes[i]->isAncestorOf(focusWidget()))
            at = i;
    }
    const qsizetype count = panes.size();
    panes[at < 0 ? 0 : (at + step + count) % count]->setFocus(Qt::ShortcutFocusReason);
}

} // namespace assay::gui
