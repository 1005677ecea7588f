// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/actions.h"

#include "widgets/bridge/icons.h"

#include <QActionGroup>
#include <QMainWindow>

namespace assay::gui {

Actions::Actions(QMainWindow* window)
    : QObject(window)
    , m_window(window)
{
    addFileActions();
    addQueryActions();
    addScanActions();
    addLabelActions();
    addFuzzyActions();
    addFeedbackActions();
    addModelActions();
    addGoActions();
    addViewActions();
    addListActions();
    addHelpActions();
}

QAction* Actions::add(
    const char* name, const char* icon, const QString& text, const QString& toolTip, const QKeySequence& key)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(name));
    if (*icon)
        action->setIcon(themedIcon(QString::fromLatin1(icon)));
    action->setShortcut(key);
    action->setToolTip(
        key.isEmpty() ? toolTip : QStringLiteral("%1 (%2)").arg(toolTip, key.toString(QKeySequence::NativeText)));
    m_window->addAction(action);
    m_all.append(action);
    return action;
}

QActionGroup* Actions::group(const QList<QAction*>& actions)
{
    auto* set = new QActionGroup(this);
    for (QAction* action : actions) {
        action->setCheckable(true);
        set->addAction(action);
    }
    return set;
}

void Actions::addFileActions()
{
    newCase = add("actionNewCase", "case-new", tr("&New case…"), tr("Create an empty case file"), QKeySequence::New);
    openCase = add("actionOpenCase", "open", tr("Open &case…"), tr("Open a case file"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    addFiles =
        add("actionAddFiles", "add-file", tr("&Add source…"), tr("Add mail files to the case"), QKeySequence::Open);
    addFolder = add("actionAddFolder", "add-folder", tr("Add &folder…"), tr("Add a folder of mail to the case"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    loadSample = add("actionLoadSample", "sample", tr("Load the &sample case"),
        tr("Open a case with invented mail to try things out"));
    closeCase =
        add("actionCloseCase", "close", tr("C&lose case"), tr("Close the case"), QKeySequence(Qt::CTRL | Qt::Key_W));
    quit = add("actionQuit", "quit", tr("&Quit"), tr("Close the program"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
}

void Actions::addQueryActions()
{
    filter =
        add("actionFilter", "find", tr("&Filter items"), tr("Go to the filter of the item list"), QKeySequence::Find);
    clearFilter = add("actionClearFilter", "", tr("&Clear filter"), tr("Show all items again"));
    explain = add("actionExplain", "explain", tr("E&xplain filter"), tr("Show what each term of the filter finds"),
        QKeySequence(Qt::ALT | Qt::Key_Return));
    saveView = add("actionSaveView", "view", tr("Save &view…"), tr("Give the filter a name and a key"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    ipLists = add("actionIpLists", "list", tr("&IP lists…"), tr("Lists of addresses that filters name as ip:@name"));
    queryHelp = add("actionQueryHelp", "help", tr("&Query help"), tr("Fields, operators and examples for the filter"));
    for (int key = 1; key <= 9; ++key) {
        const QByteArray name = "actionView" + QByteArray::number(key);
        viewKeys << add(name.constData(), "", tr("View on Alt+%1").arg(key), tr("Apply the saved view with this key"),
            QKeySequence(Qt::ALT | (Qt::Key_0 + key)));
    }
}

// Keys of labels are single characters that act in list and item view only; Triage handles them and the menu names
// them.
void Actions::addLabelActions()
{
    undo = add("actionUndo", "undo", tr("&Undo"), tr("Take back the last label, tag or note"), QKeySequence::Undo);
    redo = add("actionRedo", "redo", tr("&Redo"), tr("Do again what was undone"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    importLabels = add("actionImportLabels", "", tr("&Labels…"),
        tr("Labels from a CSV or JSONL file with Message-ID, path or SHA-256"));
    importFolders = add("actionImportFolders", "", tr("Labels from &folder names"),
        tr("Label what lies in folders such as spam, ham or .Junk"));
    refresh = add("actionRefresh", "", tr("Re&fresh list"),
        tr("Ask the filter again: items that do not match any more go"), QKeySequence(Qt::Key_F5));
    labelSpam = add("actionLabelSpam", "label-spam", tr("&Spam"), tr("Label the selected items spam"));
    labelHam = add("actionLabelHam", "label-ham", tr("&Ham"), tr("Label the selected items ham"));
    labelPhish = add("actionLabelPhish", "label-phish", tr("&Phish"), tr("Label the selected items phish"));
    labelBulk = add("actionLabelBulk", "label-bulk", tr("&Bulk"), tr("Label the selected items bulk"));
    labelUnsure = add(
        "actionLabelUnsure", "label-unsure", tr("&Unsure"), tr("Label the selected items unsure; they come back last"));
    uint label = 0; // of messages; the window gives those of request sets to the same actions
    for (QAction* action : {labelSpam, labelHam, labelPhish, labelBulk, labelUnsure}) {
        action->setData(++label);
        action->setProperty("mailText", action->text());
        action->setProperty("mailToolTip", action->toolTip());
    }
    clearLabel = add("actionClearLabel", "", tr("&Clear label"), tr("Take the label off the selected items"));
    repeatLabel = add("actionRepeatLabel", "", tr("&Repeat last label"), tr("Give the last label again"));
    applyLabel = add("actionApplyLabel", "", tr("&Apply label to …"),
        tr("Label all items of the same fuzzy cluster, sender or thread"));
    bookmark = add("actionBookmark", "bookmark", tr("B&ookmark"), tr("Set or remove the bookmark"));
    tag = add("actionTag", "tag", tr("&Tag…"), tr("Put tags on the selected items"));
    note = add("actionNote", "note", tr("&Note…"), tr("Write a note about the item"));
    nextUnlabelled = add("actionNextUnlabelled", "", tr("Next &unlabelled"), tr("Go to the next item without a label"));
    blindReview = add("actionBlindReview", "", tr("Blind re&view"),
        tr("Hide scores, hits and earlier labels of an item until it gets a label"));
    blindReview->setCheckable(true);
    triageKeys = add("actionTriageKeys", "keyboard", tr("Triage &keys…"), tr("Change the single keys of labels"));
    keyOverlay =
        add("actionKeyOverlay", "keyboard", tr("Sho&w triage keys"), tr("Show the single keys over the window"));
    auditLog = add("actionAuditLog", "audit", tr("&Audit log"), tr("Show who did what in this case"));
}

void Actions::addFuzzyActions()
{
    learn = add("actionLearn", "learn", tr("&Learn…"), tr("Learn the fuzzy hashes of the selected items"));
    forget =
        add("actionForget", "", tr("&Forget…"), tr("Take the fuzzy hashes of the selected items out of a storage"));
    learnConditions = add("actionLearnConditions", "conditions", tr("Learn &conditions…"),
        tr("Which messages may be learned, and to which flag"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
}

void Actions::addFeedbackActions()
{
    batchOfFilter = add("actionBatchOfFilter", "batch", tr("&New batch from the filter"),
        tr("A batch of what the list shows"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
    batchOfSelection = add("actionBatchOfSelection", "", tr("New batch from the &selection"),
        tr("A batch of exactly the selected items"), QKeySequence(Qt::CTRL | Qt::Key_B));
    addToBatch =
        add("actionAddToBatch", "", tr("&Add to the batch"), tr("The selected items belong to the open batch"));
    removeFromBatch = add("actionRemoveFromBatch", "", tr("&Remove from the batch"),
        tr("The selected items do not belong to the open batch"));
    resumeBatch = add("actionResumeBatch", "note", tr("Resu&me batch"), tr("Go on with the batch where it was left"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    importBundle =
        add("actionImportBundle", "", tr("Feedback &bundle…"), tr("A batch from the bundle of another case"));
    readInbox = add("actionReadInbox", "", tr("Read &inbox"), tr("Take in replies to batches, and batches of others"));
    reviewSuspects = add("actionReviewSuspects", "suspect", tr("Review s&uspects"),
        tr("Walk through the labels that models find unlikely"));
    messages = add("actionMessages", "", tr("M&essages"), tr("Answers to batches and reports of runs"));
}

void Actions::addModelActions()
{
    trainModel = add("actionTrainModel", "", tr("&Train…"),
        tr("Train the chosen model on labels that were submitted since its current version"));
    compareModels = add("actionCompareModels", "", tr("&Compare versions"),
        tr("Compare the chosen versions of models; one alone is compared with the current one"));
    modelDrift = add("actionModelDrift", "", tr("&Drift"), tr("Which inputs of a model are not what they were"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
}

void Actions::addScanActions()
{
    scan = add("actionScan", "scan", tr("&Scan now"), tr("Scan all items of the case with the chosen rules"),
        QKeySequence(Qt::CTRL | Qt::Key_F5));
    stopScan = add("actionStopScan", "stop", tr("S&top scan"), tr("Stop the scan; the hits found so far are kept"));
    rulesBuiltIn = add("actionRulesBuiltIn", "", tr("&Built-in rules"), tr("Scan with the rules that come with Assay"));
    rulesStock = add("actionRulesStock", "", tr("&SpamAssassin rules"),
        tr("Scan with the rules of the installed SpamAssassin package"));
    rulesOwn = add("actionRulesOwn", "", tr("&Own rule files…"), tr("Choose rule files to scan with"));
    group({rulesBuiltIn, rulesStock, rulesOwn});
    scanOnImport =
        add("actionScanOnImport", "", tr("Scan &new sources at once"), tr("Scan as soon as a source is imported"));
    scanOnImport->setCheckable(true);
}

void Actions::addGoActions()
{
    nextItem = add("actionNextItem", "", tr("&Next item"), tr("Select the next item of the list"),
        QKeySequence(Qt::ALT | Qt::Key_Down));
    previousItem = add("actionPreviousItem", "", tr("&Previous item"), tr("Select the previous item of the list"),
        QKeySequence(Qt::ALT | Qt::Key_Up));
    nextMatch = add(
        "actionNextMatch", "next", tr("Next &match"), tr("Show the next match of a rule"), QKeySequence(Qt::Key_F8));
    previousMatch = add("actionPreviousMatch", "previous", tr("Pre&vious match"),
        tr("Show the previous match of a rule"), QKeySequence(Qt::SHIFT | Qt::Key_F8));
    goToOffset = add("actionGoToOffset", "goto", tr("Go to &offset…"), tr("Show the bytes at an offset of the message"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G));
    nextPane = add(
        "actionNextPane", "", tr("Next p&ane"), tr("Move to the next pane of the window"), QKeySequence(Qt::Key_F6));
    previousPane = add("actionPreviousPane", "", tr("Previous pan&e"), tr("Move to the previous pane of the window"),
        QKeySequence(Qt::SHIFT | Qt::Key_F6));
    tabHtml = add("actionTabHtml", "", tr("Safe &HTML"), tr("Show the message as safe HTML"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_1));
    tabText = add("actionTabText", "", tr("&Text"), tr("Show the message as text"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_2));
    tabHeaders = add("actionTabHeaders", "", tr("Hea&ders"), tr("Show headers, hops and authentication"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_3));
    tabMime = add("actionTabMime", "", tr("&MIME"), tr("Show the parts of the message"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_4));
    tabRaw =
        add("actionTabRaw", "", tr("&Raw"), tr("Show the bytes of the message"), QKeySequence(Qt::CTRL | Qt::Key_U));
    tabLinks = add("actionTabLinks", "", tr("&Links"), tr("Show the links of the message"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_6));
}

void Actions::addViewActions()
{
    investigate = add("actionInvestigate", "investigate", tr("&Investigate"), tr("Items, hits and evidence"),
        QKeySequence(Qt::CTRL | Qt::Key_1));
    fuzzyStorage = add("actionFuzzyStorage", "fuzzy", tr("&Fuzzy storage"), tr("Storages of fuzzy hashes"),
        QKeySequence(Qt::CTRL | Qt::Key_3));
    feedback = add("actionFeedback", "feedback", tr("F&eedback"), tr("Batches of labelled items with a context"),
        QKeySequence(Qt::CTRL | Qt::Key_2));
    models = add("actionModels", "models", tr("&Models"), tr("Models of this case, their training and comparison"),
        QKeySequence(Qt::CTRL | Qt::Key_5));
    group({investigate, feedback, fuzzyStorage, models});
    investigate->setChecked(true);
    resetLayout = add("actionResetLayout", "session", tr("&Reset layout"), tr("Put all docks back to their places"));
    fullScreen = add("actionFullScreen", "", tr("&Full screen"), tr("Use the whole screen"), QKeySequence(Qt::Key_F11));
    fullScreen->setCheckable(true);
    textLarger = add("actionTextLarger", "", tr("&Larger"), tr("Larger text everywhere"), QKeySequence::ZoomIn);
    textSmaller = add("actionTextSmaller", "", tr("&Smaller"), tr("Smaller text everywhere"), QKeySequence::ZoomOut);
    textNormal = add("actionTextNormal", "", tr("&Normal size"), tr("Text in the size of the system"),
        QKeySequence(Qt::CTRL | Qt::Key_0));
    themeSystem = add("actionThemeSystem", "", tr("&Like the system"), tr("Light or dark like the system"));
    themeLight = add("actionThemeLight", "", tr("L&ight"), tr("Light theme"));
    themeDark = add("actionThemeDark", "", tr("&Dark"), tr("Dark theme"));
    themeContrast = add("actionThemeContrast", "", tr("&High contrast"), tr("Theme with the highest contrast"));
    group({themeSystem, themeLight, themeDark, themeContrast});
    densityCompact = add("actionCompact", "", tr("&Compact"), tr("More rows on the screen"));
    densityComfortable = add("actionComfortable", "", tr("C&omfortable"), tr("More room between rows"));
    group({densityCompact, densityComfortable});
    zoneLocal = add("actionZoneLocal", "", tr("&Local time"), tr("Show times in the zone of this computer"));
    zoneUtc = add("actionZoneUtc", "", tr("&UTC"), tr("Show times in UTC"));
    group({zoneLocal, zoneUtc});
}

void Actions::addListActions()
{
    exportItems = add("actionExport", "save", tr("&Items…"), tr("Write what the list shows to files"),
        QKeySequence(Qt::CTRL | Qt::Key_E));
    exportReport = add("actionExportReport", "", tr("&Report of bookmarks…"),
        tr("HTML report, EML copies and hashes of the bookmarked items"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    saveEml = add("actionSaveEml", "save", tr("Sa&ve as EML…"), tr("Save a copy of the message"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    printItem = add(
        "actionPrintItem", "", tr("&Print item…"), tr("Print the item with its hits and hashes"), QKeySequence::Print);
    printReport = add("actionPrintReport", "", tr("Print &list…"), tr("Print a report of what the list shows"));
    selectAll = add("actionSelectAll", "", tr("Select &all matching"), tr("Select everything that the filter finds"));
    goToItem = add("actionGoToItem", "goto", tr("&Go to item…"), tr("Select the item with a number"),
        QKeySequence(Qt::CTRL | Qt::Key_G));
    goBack = add("actionGoBack", "", tr("&Back"), tr("Back to the item and the filter before"),
        QKeySequence(Qt::ALT | Qt::Key_Left));
    goForward = add("actionGoForward", "", tr("&Forward"), tr("Forward again"), QKeySequence(Qt::ALT | Qt::Key_Right));
    groupNone = add("actionGroupNone", "", tr("&Nothing"), tr("One row for each item"));
    groupThread = add("actionGroupThread", "", tr("&Thread"), tr("Put the messages of a thread together, by date"));
    groupDomain = add("actionGroupDomain", "", tr("Sender &domain"), tr("Put the items of a sender domain together"));
    groupJa4 = add("actionGroupJa4", "", tr("&JA4"), tr("Put the request sets of a TLS client together"));
    groupIp = add("actionGroupIp", "", tr("Source &IP"), tr("Put the items of a source address together"));
    groupCluster =
        add("actionGroupCluster", "", tr("&Fuzzy cluster"), tr("Put items with nearly the same text together"));
    group({groupNone, groupThread, groupDomain, groupIp, groupJa4, groupCluster});
    collapseCopies = add(
        "actionCollapseCopies", "", tr("Collapse d&uplicates"), tr("Show copies of a message behind the first one"));
    collapseCopies->setCheckable(true);
    openGroups = add("actionOpenGroups", "", tr("&Open all"), tr("Show the items of all groups"));
    closeGroups = add("actionCloseGroups", "", tr("&Close all"), tr("Show only the headings"));
}

void Actions::addHelpActions()
{
    shortcuts = add("actionShortcuts", "help", tr("&Shortcuts"), tr("List all keyboard shortcuts"),
        QKeySequence(Qt::CTRL | Qt::Key_Slash));
    copyDiagnostics = add("actionCopyDiagnostics", "copy", tr("Copy &diagnostics"),
        tr("Copy versions and sizes for a report; no message content"));
    about = add("actionAbout", "help", tr("&About Assay"), tr("Version and licence"));
    about->setMenuRole(QAction::AboutRole);
}

QList<QAction*> Actions::withShortcut() const
{
    QList<QAction*> list;
    for (QAction* action : m_all) {
        if (!action->shortcut().isEmpty())
            list << action;
    }
    return list;
}

} // namespace assay::gui
