// SPDX-License-Identifier: GPL-3.0-or-later
// Labels in the window: actions, undo, dialogs.
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/itemview/itemview.h"
#include "widgets/panels/notes/notespanel.h"
#include "widgets/panels/triage/applydialog.h"
#include "widgets/panels/triage/importreport.h"
#include "widgets/panels/triage/keysdialog.h"
#include "widgets/panels/triage/tagdialog.h"
#include "widgets/panels/triage/triage.h"
#include "widgets/panels/triage/triagebar.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr size_t scanWithoutAsking = 1000; // items, for a single key

} // namespace

QList<QAction*> MainWindow::labelActions() const
{
    const Actions& a = *m_actions;
    return {a.labelSpam, a.labelHam, a.labelPhish, a.labelBulk, a.labelUnsure};
}

void MainWindow::buildTriage(QWidget* listArea)
{
    m_triage = new Triage(context(), *m_items, m_itemView, this);
    m_triageBar = new TriageBar(context(), *m_triage, m_actions->undo, m_actions->redo, listArea);
    auto* layout = new QVBoxLayout(listArea);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_items, 1);
    layout->addWidget(m_triageBar);
    listArea->setMinimumHeight(fontMetrics().height() * 10);
}

void MainWindow::connectTriage()
{
    connectTriageActions();
    LabelDesk& desk = m_live.labels();
    connect(&desk, &LabelDesk::undoChanged, this, &MainWindow::updateUndo);
    connect(&desk, &LabelDesk::failed, this, [this] { m_closing = false; }); // stay, so that it can be read
    connect(&desk, &LabelDesk::imported, this, [this](const LabelImportReport& report, const QString& file) {
        (new ImportReportDialog(report, file, this))->open();
    });
    connect(m_items, &ItemsPanel::selectionChanged, this, &MainWindow::updateLabelActions);
    connect(&m_focus, &ItemFocus::itemChanged, this, &MainWindow::updateLabelActions);
    connect(&m_focus, &ItemFocus::itemChanged, this, [this] {
        if (m_focus.item())
            nameLabelActions();
    });
    connect(m_triage, &Triage::hintsChanged, this, &MainWindow::showHints);
    connect(m_triage, &Triage::tagRequested, this, [this](const std::vector<ItemId>& items) {
        if (!items.empty() && !m_live.isReadOnly())
            (new TagDialog(context(), items, this))->open();
    });
    connect(m_triage, &Triage::noteRequested, this, [this] {
        showDock(QStringLiteral("notes"));
        findChild<NotesPanel*>()->edit();
    });
    connect(m_triage, &Triage::applyRequested, this, [this](ItemId, feedback::LabelId label) {
        if (!m_live.isReadOnly())
            (new ApplyDialog(context(), *m_triage, label, this))->open();
    });
    connect(m_triage, &Triage::learnRequested, this, [this] { showLearn(false); });
    connect(m_triage, &Triage::overlayRequested, this, [this] { new KeyOverlay(*m_triage, this); });
    connect(m_triage, &Triage::rescanRequested, this, &MainWindow::confirmScan);
    connectFuzzy();
    showHints();
    updateUndo();
}

void MainWindow::connectTriageActions()
{
    const Actions& a = *m_actions;
    connect(a.undo, &QAction::triggered, &m_live.labels(), &LabelDesk::undo);
    connect(a.redo, &QAction::triggered, &m_live.labels(), &LabelDesk::redo);
    connect(a.importLabels, &QAction::triggered, this, &MainWindow::chooseLabels);
    connect(a.importFolders, &QAction::triggered, this, [this] { m_live.labels().importLabels({}); });
    connect(a.refresh, &QAction::triggered, m_items, &ItemsPanel::refresh);
    const std::pair<QAction*, TriageAction> commands[] = {{a.labelSpam, TriageAction::Spam},
        {a.labelHam, TriageAction::Ham}, {a.labelPhish, TriageAction::Phish}, {a.labelBulk, TriageAction::Bulk},
        {a.labelUnsure, TriageAction::Unsure}, {a.clearLabel, TriageAction::Clear},
        {a.repeatLabel, TriageAction::Repeat}, {a.applyLabel, TriageAction::ApplyTo},
        {a.bookmark, TriageAction::Bookmark}, {a.tag, TriageAction::Tag}, {a.note, TriageAction::Note},
        {a.learn, TriageAction::Learn}, {a.nextUnlabelled, TriageAction::NextUnlabelled},
        {a.keyOverlay, TriageAction::Overlay}};
    for (const auto& command : commands) {
        const TriageAction action = command.second;
        connect(command.first, &QAction::triggered, m_triage, [this, action] { m_triage->perform({action}); });
    }
    connect(a.blindReview, &QAction::toggled, &m_live, &LiveCase::setBlind);
    connect(a.triageKeys, &QAction::triggered, this, [this] { (new KeysDialog(m_settings, this))->open(); });
    connect(a.auditLog, &QAction::triggered, this, [this] { showDock(QStringLiteral("audit")); });
}

bool MainWindow::focusIsRequestSet() const
{
    const std::optional<ItemId> item = m_focus.item();
    const ItemTable& items = *m_live.items();
    const size_t row = item ? items.find(*item) : items.count();
    return row < items.count() && items.row(row).kind == ItemKind::RequestSet;
}

// The same five keys and buttons mean the labels of the item that is current.
void MainWindow::nameLabelActions()
{
    const ItemKind kind = focusIsRequestSet() ? ItemKind::RequestSet : ItemKind::Message;
    const QList<QAction*> actions = labelActions();
    const auto labels = schemeOf(kind).labels;
    for (qsizetype i = 0; i < actions.size() && i < static_cast<qsizetype>(labels.size()); ++i) {
        const feedback::LabelId label = labels[static_cast<size_t>(i)].id;
        QAction* action = actions[i];
        if (action->data().toUInt() == label)
            continue;
        action->setData(label);
        const bool mail = kind == ItemKind::Message;
        action->setText(mail ? action->property("mailText").toString() : labelTitle(label));
        action->setToolTip(mail ? action->property("mailToolTip").toString()
                                : tr("Label the selected items %1", "label").arg(labelWord(label)));
        action->setIcon(themedIcon(labelIcon(label)));
    }
    m_actions->applyLabel->setToolTip(kind == ItemKind::RequestSet
            ? tr("Label all items of the same address, subnet or JA4")
            : tr("Label all items of the same fuzzy cluster, sender or thread"));
    showHints();
}

// Menus and buttons say the key as the keyboard in use has it.
void MainWindow::showHints()
{
    const Actions& a = *m_actions;
    const std::pair<QAction*, TriageAction> keys[] = {{a.labelSpam, TriageAction::Spam},
        {a.labelHam, TriageAction::Ham}, {a.labelPhish, TriageAction::Phish}, {a.labelBulk, TriageAction::Bulk},
        {a.labelUnsure, TriageAction::Unsure}, {a.clearLabel, TriageAction::Clear},
        {a.repeatLabel, TriageAction::Repeat}, {a.applyLabel, TriageAction::ApplyTo},
        {a.bookmark, TriageAction::Bookmark}, {a.tag, TriageAction::Tag}, {a.note, TriageAction::Note},
        {a.learn, TriageAction::Learn}, {a.nextUnlabelled, TriageAction::NextUnlabelled},
        {a.keyOverlay, TriageAction::Overlay}};
    for (const auto& entry : keys) {
        QAction* action = entry.first;
        const QString hint = m_triage->hint(entry.second);
        const QString title = action->text().section(QChar('\t'), 0, 0);
        action->setText(title + QChar('\t') + hint);
        QString plain = title;
        plain.remove(QChar('&'));
        action->setIconText(tr("%1 %2", "label, its key").arg(plain, hint));
    }
}

void MainWindow::updateUndo()
{
    const auto say = [](QAction* action, const QString& verb, const std::optional<feedback::Operation>& about) {
        const QString text = about ? tr("%1: %2", "Undo: operation").arg(verb, operationText(*about)) : verb;
        action->setText(text);
        action->setIconText(verb);
        action->setToolTip(QStringLiteral("%1 (%2)").arg(
            QString(text).remove(QChar('&')), action->shortcut().toString(QKeySequence::NativeText)));
    };
    const LabelDesk& desk = m_live.labels();
    say(m_actions->undo, tr("Undo"), desk.nextUndo());
    say(m_actions->redo, tr("Redo"), desk.nextRedo());
    updateLabelActions();
}

void MainWindow::updateLabelActions()
{
    const bool open = m_live.isOpen();
    const bool writable = open && !m_live.isReadOnly();
    const bool chosen = m_focus.item() || m_items->selectedCount() > 0;
    const Actions& a = *m_actions;
    a.undo->setEnabled(writable && m_live.labels().nextUndo());
    a.redo->setEnabled(writable && m_live.labels().nextRedo());
    for (QAction* action : labelActions())
        action->setEnabled(writable && chosen);
    for (QAction* action : {a.clearLabel, a.repeatLabel, a.applyLabel, a.bookmark, a.tag})
        action->setEnabled(writable && chosen);
    a.note->setEnabled(m_focus.item().has_value());
    const bool noMessage = focusIsRequestSet();
    a.saveEml->setEnabled(open && !noMessage);
    a.saveEml->setStatusTip(noMessage ? tr("A request set is no message: export it as a table instead.") : QString());
    updateFuzzyActions();
    updateFeedbackActions();
    for (QAction* action : {a.importLabels, a.importFolders})
        action->setEnabled(writable);
    for (QAction* action : {a.nextUnlabelled, a.blindReview, a.auditLog, a.refresh})
        action->setEnabled(open);
}

void MainWindow::showDock(const QString& panel)
{
    if (auto* dock = findChild<QDockWidget*>(QStringLiteral("dock.") + panel)) {
        const bool opens = dock->isHidden();
        dock->show();
        dock->raise();
        if (opens && dockWidgetArea(dock) == Qt::BottomDockWidgetArea)
            resizeDocks({dock}, {height() / 4}, Qt::Vertical); // the list keeps its place
    }
}

void MainWindow::chooseLabels()
{
    auto* dialog = new QFileDialog(this, tr("Import labels"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Labels (*.csv *.tsv *.txt *.jsonl *.json)"), tr("All files (*)")});
    connect(
        dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { m_live.labels().importLabels(file); });
    dialog->open();
}

// The key R. A scan covers the whole case: with results for some items only, all others would lose their score.
void MainWindow::confirmScan()
{
    if (!m_actions->scan->isEnabled())
        return;
    const uint64_t items = m_live.items()->count();
    if (items <= scanWithoutAsking) {
        startScan();
        return;
    }
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Scan again"),
        tr("Scan all %1 items again?").arg(formatCount(items)), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* yes = box->addButton(tr("Scan"), QMessageBox::AcceptRole);
    box->setDefaultButton(yes);
    connect(yes, &QPushButton::clicked, this, &MainWindow::startScan);
    box->open();
}

} // namespace assay::gui
