// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>

class QActionGroup;
class QMainWindow;

namespace assay::gui {

// Every action of the window with its words, icon and shortcut; who does the work connects to triggered().
class Actions : public QObject
{
    Q_OBJECT
public:
    explicit Actions(QMainWindow* window);

    QAction *newCase, *openCase, *addFiles, *addFolder, *loadSample, *closeCase, *quit;
    QAction *filter, *clearFilter, *explain, *saveView, *ipLists, *queryHelp;
    QList<QAction*> viewKeys; // Alt+1 ... Alt+9
    QAction *undo, *redo, *importLabels, *importFolders, *refresh;
    QAction *labelSpam, *labelHam, *labelPhish, *labelBulk, *labelUnsure, *clearLabel, *repeatLabel, *applyLabel;
    QAction *bookmark, *tag, *note, *nextUnlabelled, *blindReview, *triageKeys, *keyOverlay, *auditLog;
    QAction *scan, *stopScan, *rulesBuiltIn, *rulesStock, *rulesOwn, *scanOnImport;
    QAction *nextItem, *previousItem, *nextMatch, *previousMatch, *goToOffset, *nextPane, *previousPane;
    QAction *tabHtml, *tabText, *tabHeaders, *tabMime, *tabRaw, *tabLinks;
    QAction *investigate, *feedback, *fuzzyStorage, *models, *resetLayout, *fullScreen, *textLarger, *textSmaller,
        *textNormal;
    QAction *themeSystem, *themeLight, *themeDark, *themeContrast;
    QAction *densityCompact, *densityComfortable, *zoneLocal, *zoneUtc;
    QAction *exportItems, *exportReport, *saveEml, *printItem, *printReport;
    QAction *batchOfFilter, *batchOfSelection, *addToBatch, *removeFromBatch, *resumeBatch, *importBundle, *readInbox;
    QAction *reviewSuspects, *messages;
    QAction *learn, *forget, *learnConditions;
    QAction *trainModel, *compareModels, *modelDrift;
    QAction *selectAll, *goToItem, *goBack, *goForward;
    QAction *groupNone, *groupThread, *groupDomain, *groupIp, *groupJa4, *groupCluster, *collapseCopies, *openGroups,
        *closeGroups;
    QAction *shortcuts, *about, *copyDiagnostics;

    // Those with a shortcut, for the list of shortcuts.
    QList<QAction*> withShortcut() const;

private:
    QAction* add(
        const char* name, const char* icon, const QString& text, const QString& toolTip, const QKeySequence& key = {});
    QActionGroup* group(const QList<QAction*>& actions);
    void addFileActions();
    void addQueryActions();
    void addScanActions();
    void addGoActions();
    void addViewActions();
    void addListActions();
    void addLabelActions();
    void addFuzzyActions();
    void addFeedbackActions();
    void addModelActions();
    void addHelpActions();
    QMainWindow* m_window;
    QList<QAction*> m_all;
};

} // namespace assay::gui
