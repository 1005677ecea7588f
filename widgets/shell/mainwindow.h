// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/grouping.h"
#include "widgets/bridge/indexkeeper.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/savedviews.h"
#include "widgets/bridge/trail.h"
#include "widgets/panels/panel.h"
#include "widgets/settings/appsettings.h"
#include "widgets/shell/perspective.h"

#include <QMainWindow>

class QDockWidget;
class QSplitter;
class QStackedWidget;

namespace assay::gui {

class Actions;
class AssayStatusBar;
class EmptyCasePage;
class Exports;
class FilterBar;
class ItemsPanel;
class ItemView;
class ModelsPage;
class NoticeBar;
class QueryHelp;
class StartPage;
class StoragePage;
class Triage;
class TriageBar;

// What the window needs to know about its surroundings; decided by main().
struct WindowOptions
{
    QString sampleFolder; // mail of the sample case; empty: there is none
    QString draftsFolder; // where cases without a name are made
    bool stockRules = false; // the SpamAssassin package is installed
    bool restore = true; // bring back the last session
};

// The one window: a list of items in the middle, docks around it. Wires the parts; holds no logic of theirs.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(AppSettings& settings, WindowOptions options);
    ~MainWindow() override;

    Jobs& jobs() { return m_jobs; }
    LiveCase& live() { return m_live; }
    ItemFocus& focus() { return m_focus; }
    QueryFocus& query() { return m_query; }
    ItemsPanel& items() { return *m_items; }
    Triage& triage() { return *m_triage; }

    // Opens a case file or adds mail, by what the paths are.
    void openPaths(const QStringList& paths, CaseMode mode = CaseMode::ReadWrite);
    void openSample();
    void restoreSession();
    // With `explain`, what each term of the filter finds is shown as soon as there are items.
    void setFilter(const QString& filter, bool explain = false);
    void selectItem(ItemId item);
    void setPerspective(Perspective perspective);
    Perspective perspective() const { return m_perspective; }
    StoragePage& storages() { return *m_storagePage; }
    void showDock(const QString& panel);
    ModelsPage& models() { return *m_modelsPage; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    PanelContext context();
    void buildCentre();
    void buildDocks();
    void buildMenus();
    void buildToolBar();
    void connectActions();
    void connectFileActions();
    void connectViewActions();
    void buildTriage(QWidget* listArea);
    QList<QAction*> labelActions() const;
    void connectTriage();
    void connectTriageActions();
    void showHints();
    void nameLabelActions();
    bool focusIsRequestSet() const; // the item that is current
    void fillFuzzyMenu(QMenu* menu);
    void connectFuzzy();
    void updateFuzzyActions();
    void fillModelsMenu(QMenu* menu);
    void connectModels();
    bool hasStorage(); // else says what to do
    void showLearn(bool forget);
    void showConditions(const QString& storage = {});
    void updateUndo();
    void updateLabelActions();
    void chooseLabels();
    void confirmScan();
    void connectParts();
    void connectQuery();
    void fillViewsMenu();
    void saveView();
    void applyView(const SavedView& view);
    void showQueryHelp();
    void connectListActions();
    void connectExportActions();
    void buildPerspectives();
    QList<QAction*> perspectiveActions() const;
    const PerspectivePlace& place() const; // of the perspective that is shown
    void showItems(const QString& query);
    void connectPerspectives();
    void fillFeedbackMenu(QMenu* menu);
    void connectFeedback();
    void updateFeedbackActions();
    void newBatch(bool ofSelection);
    void resumeBatch();
    void showObject(const QString& object);
    void arrangeFeedback();
    void showUsualDocks();
    bool hasRequestSets() const;
    void offerTimeline();
    void fillExportMenu(QMenu* menu);
    void fillGroupMenu(QMenu* menu);
    void fillAlikeMenu(QMenu* menu);
    void setGroupBy(GroupBy by);
    void updateTrail();
    void follow(const Trail::Place& place);
    void askItem();
    void goToItem(std::optional<ItemId> item, const QString& text);
    void fillRecentMenu();
    void resetLayout();
    void showPage();
    void updateActions();
    void syncChoices();
    void cyclePane(int step);
    void showNotice(const Notice& notice);
    void showShortcuts();
    void showAbout();
    void copyDiagnostics();

    void chooseNewCase();
    void chooseCase();
    void chooseFiles();
    void chooseFolder();
    void chooseRules();
    void addSources(const QStringList& paths);
    void startScan();
    QString draftPath(const QString& name) const;
    DetectorOptions detectorOptions() const;
    std::optional<DetectorOptions> scanAfterImport() const;
    void saveSession();
    void askAboutJobs();
    void stopJobs();

    AppSettings& m_settings;
    WindowOptions m_options;
    Jobs m_jobs;
    LiveCase m_live;
    IndexKeeper m_indexer;
    ItemFocus m_focus;
    QueryFocus m_query;
    SavedViews m_views;
    Actions* m_actions;
    NoticeBar* m_noticeBar = nullptr;
    FilterBar* m_filterBar = nullptr;
    QStackedWidget* m_pages = nullptr;
    StartPage* m_startPage = nullptr;
    EmptyCasePage* m_emptyPage = nullptr;
    QSplitter* m_splitter = nullptr;
    ItemsPanel* m_items = nullptr;
    ItemView* m_itemView = nullptr;
    Triage* m_triage = nullptr;
    TriageBar* m_triageBar = nullptr;
    AssayStatusBar* m_status = nullptr;
    std::vector<QDockWidget*> m_docks;
    Exports* m_exports = nullptr;
    Trail m_trail;
    QMenu* m_recentMenu = nullptr;
    QMenu* m_viewsMenu = nullptr;
    QueryHelp* m_queryHelp = nullptr;
    StoragePage* m_storagePage = nullptr;
    ModelsPage* m_modelsPage = nullptr;
    std::vector<PerspectivePlace> m_places;
    Perspective m_perspective = Perspective::Investigate;
    bool m_hasRequestSets = false; // the case that is open, when it was looked at last
    QMap<Perspective, QByteArray> m_layouts; // of those that are not shown
    QByteArray m_defaultLayout;
    QString m_pendingFilter;
    bool m_pendingExplain = false;
    std::optional<ItemId> m_pendingItem;
    bool m_closing = false;
};

} // namespace assay::gui
