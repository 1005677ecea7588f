// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/suspectspanel.h"

#include "core/casefile/case.h"
#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/panels/feedback/feedbacktable.h"
#include "widgets/settings/appsettings.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr const char* decisionsKey = "suspects.decided"; // of the state of a case
enum From { allLabels, filterLabels, submittedBatches };

} // namespace

SuspectsPanel::SuspectsPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
    , m_model(new SnapshotTable(suspectColumns(), this))
    , m_keys(context.settings.triage())
{
    buildWidgets();
    connect(&context.live, &LiveCase::caseChanged, this, &SuspectsPanel::clear);
    connect(&context.live, &LiveCase::labelsChanged, this, &SuspectsPanel::present);
    connect(&context.live, &LiveCase::itemsChanged, this, &SuspectsPanel::present);
    connect(&context.settings, &AppSettings::triageChanged, this,
        [this] { m_keys = TriageKeyMap(m_context.settings.triage()); });
    clear();
}

void SuspectsPanel::buildWidgets()
{
    m_from = new QComboBox(this);
    m_from->setObjectName(QStringLiteral("suspectFrom"));
    m_from->setAccessibleName(tr("Which labels"));
    m_from->addItems({tr("All labelled items"), tr("Labelled items of the filter"), tr("Submitted batches")});
    m_from->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_find = pushButton("suspectFind", "find", tr("&Find suspects"),
        tr("Compare each label with a model that was trained without it"), this);
    m_state = textLabel("suspectState", this);
    m_table = makeTable("suspectTable", m_model, this);
    m_table->setAccessibleName(tr("Suspect labels"));
    m_table->setAccessibleDescription(
        tr("Least likely first. Enter confirms the label, a label key gives another one, Delete ignores."));
    m_table->installEventFilter(this);
    m_about = textLabel("suspectAbout", this);
    m_similar = new QTreeWidget(this);
    m_similar->setObjectName(QStringLiteral("suspectSimilar"));
    m_similar->setAccessibleName(tr("Labelled items most like it"));
    m_similar->setHeaderLabels({tr("Label"), tr("Most like it")});
    m_similar->setRootIsDecorated(false);
    m_similar->setUniformRowHeights(true);
    m_similar->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_similar->setFixedHeight(fontMetrics().height() * 10);
    m_buttons = buildButtons();
    auto* row = new QHBoxLayout;
    row->addWidget(m_from, 1);
    row->addWidget(m_find);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->addLayout(row);
    layout->addWidget(m_state);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_about);
    layout->addWidget(m_similar);
    layout->addWidget(m_buttons);
    connect(m_find, &QPushButton::clicked, this, &SuspectsPanel::find);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SuspectsPanel::presentChoice);
    connect(m_similar, &QTreeWidget::itemActivated, this,
        [this](const QTreeWidgetItem* item) { m_context.focus.setItem(ItemId{item->data(0, Qt::UserRole).toUInt()}); });
}

QWidget* SuspectsPanel::buildButtons()
{
    auto* box = new QWidget(this);
    m_confirm = pushButton("suspectConfirm", "verify", tr("Confirm (Enter)"), tr("The label is right"), box);
    m_ignore = pushButton("suspectIgnore", "", tr("Ignore (Del)"), tr("Decide nothing, and go on"), box);
    auto* first = new QHBoxLayout;
    first->addWidget(m_confirm);
    first->addWidget(m_ignore);
    first->addStretch(1);
    auto* second = new QHBoxLayout;
    for (const TriageKey& key : triageKeys().first(5)) {
        auto* button = pushButton("", labelIcon(key.label).toLatin1().constData(), labelTitle(key.label),
            tr("Label it %1", "label").arg(labelWord(key.label)), box);
        button->setObjectName(QStringLiteral("suspectLabel%1").arg(key.label));
        connect(button, &QPushButton::clicked, this, [this, given = key.label] { label(given); });
        second->addWidget(button);
    }
    second->addStretch(1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(first);
    layout->addLayout(second);
    connect(m_confirm, &QPushButton::clicked, this, &SuspectsPanel::confirm);
    connect(m_ignore, &QPushButton::clicked, this, &SuspectsPanel::ignore);
    return box;
}

void SuspectsPanel::clear()
{
    m_report = nullptr;
    m_decisions = {};
    m_isFinding = m_startWhenRead = false;
    present();
    if (isVisible())
        read();
}

void SuspectsPanel::showEvent(QShowEvent* event)
{
    Panel::showEvent(event);
    read();
}

// Those of the last search, and what was decided about them.
void SuspectsPanel::read()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file || m_report || m_isFinding)
        return;
    const auto work = [file](const RunContext&) -> Result<Read> {
        auto report = file->suspects();
        if (!report)
            return report.error();
        const auto text = file->state(decisionsKey);
        return Read{std::move(*report), SuspectDecisions::fromText(text ? *text : std::string())};
    };
    const JobTitle title{tr("Read suspects"), {}, JobUnit::None, JobShow::Quiet};
    m_context.jobs.start<Read>(this, QStringLiteral("read"), title, work, [this, file](Result<Read> found) {
        if (file != m_context.live.file())
            return;
        if (!found) {
            m_context.live.report(found.error(), Attempt::Other);
            return;
        }
        m_decisions = std::move(found->decisions);
        take(std::make_shared<const SuspectReport>(std::move(found->report)));
    });
}

TrainingSelection SuspectsPanel::selection() const
{
    TrainingSelection chosen;
    chosen.from = TrainingSelection::From::Query;
    if (m_from->currentIndex() == filterLabels)
        chosen.query = m_context.query.text().toStdString();
    if (m_from->currentIndex() != submittedBatches)
        return chosen;
    chosen.from = TrainingSelection::From::Batches;
    for (const feedback::BatchInfo& info : *m_context.live.batches().list()) {
        if (info.submittedAt && !info.isWithdrawn)
            chosen.batches.push_back(info.id);
    }
    return chosen;
}

void SuspectsPanel::find()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file || m_isFinding)
        return;
    m_isFinding = true;
    present();
    const JobTitle title{tr("Find suspects"), m_context.live.title(), JobUnit::None, JobShow::Visible};
    const auto work = [file, selection = selection()](
                          const RunContext& context) { return file->findSuspects(selection, context); };
    m_context.jobs.start<SuspectReport>(
        this, QStringLiteral("find"), title, work, [this, file](Result<SuspectReport> report) {
            if (file != m_context.live.file())
                return;
            m_isFinding = false;
            if (report) {
                m_startWhenRead = true;
                take(std::make_shared<const SuspectReport>(std::move(*report)));
            } else {
                m_context.live.report(report.error(), Attempt::Other);
                present();
            }
        });
}

void SuspectsPanel::take(std::shared_ptr<const SuspectReport> report)
{
    m_report = std::move(report);
    present();
    if (std::exchange(m_startWhenRead, false))
        startReview();
}

void SuspectsPanel::startReview()
{
    if (!m_report) {
        m_startWhenRead = true;
        return;
    }
    if (m_report->rows == 0 && !m_isFinding && m_find->isEnabled()) {
        find();
        return;
    }
    m_table->setFocus();
    m_table->setCurrentIndex({});
    goOn();
}

const SuspectRows* SuspectsPanel::rows() const
{
    return static_cast<const SuspectRows*>(m_model->rows().get());
}

std::optional<uint32_t> SuspectsPanel::current() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() && rows() ? std::optional(m_model->rowAt(index.row())) : std::nullopt;
}

void SuspectsPanel::present()
{
    const LiveCase& live = m_context.live;
    m_find->setEnabled(live.isOpen() && !live.isReadOnly() && !m_isFinding);
    if (!m_report) {
        m_model->setSnapshot(nullptr, {});
    } else {
        const auto now = std::make_shared<const SuspectRows>(m_report, live.snapshot(), m_decisions);
        if (rows() && m_model->rowCount() == static_cast<int>(now->count()))
            m_model->replaceValues(now);
        else
            m_model->setSnapshot(now, now->order());
    }
    QString state;
    if (m_isFinding)
        state = tr("Searching…");
    else if (m_report && m_report->rows == 0)
        state = tr("Not searched yet.");
    else if (m_report && m_report->suspects.empty())
        state = tr("No suspect among %1 labels.", "count").arg(formatCount(m_report->rows));
    else if (m_report)
        state = tr("%1 suspects among %2 labels · %3 decided", "counts")
                    .arg(formatCount(m_report->suspects.size()), formatCount(m_report->rows),
                        formatCount(rows()->decided()));
    setTextOf(m_state, state);
    presentChoice();
}

void SuspectsPanel::presentChoice()
{
    const std::optional<uint32_t> row = current();
    m_similar->clear();
    m_buttons->setEnabled(row && !m_context.live.isReadOnly());
    if (!row) {
        setTextOf(m_about, {});
        return;
    }
    const Suspect& suspect = rows()->suspect(*row);
    setTextOf(m_about,
        tr("Labelled %1; models trained without it say %2 hostile.", "label, share")
            .arg(labelWord(rows()->labelNow(suspect.item)), percentText(suspect.probability)));
    for (const ItemId item : suspect.similar) {
        const feedback::LabelId label = rows()->labelNow(item);
        auto* line = new QTreeWidgetItem(m_similar, {labelTitle(label), rows()->subject(item)});
        if (label != feedback::noLabel)
            line->setIcon(0, themedIcon(labelIcon(label)));
        line->setData(0, Qt::UserRole, item.value);
    }
    if (isVisible() && m_context.focus.item() != suspect.item && m_table->hasFocus())
        m_context.focus.setItem(suspect.item);
}

void SuspectsPanel::confirm()
{
    const std::optional<uint32_t> row = current();
    if (!row || m_context.live.isReadOnly())
        return;
    const ItemId item = rows()->suspect(*row).item;
    m_decisions.ignored.erase(item.value);
    m_decisions.confirmed[item.value] = rows()->labelNow(item);
    storeDecisions();
    goOn();
}

void SuspectsPanel::ignore()
{
    const std::optional<uint32_t> row = current();
    if (!row || m_context.live.isReadOnly())
        return;
    const ItemId item = rows()->suspect(*row).item;
    m_decisions.confirmed.erase(item.value);
    m_decisions.ignored[item.value] = true;
    storeDecisions();
    goOn();
}

void SuspectsPanel::label(feedback::LabelId label)
{
    const std::optional<uint32_t> row = current();
    if (!row || m_context.live.isReadOnly())
        return;
    const ItemId item = rows()->suspect(*row).item;
    if (label == rows()->labelNow(item)) {
        confirm();
        return;
    }
    m_context.live.labels().label({item}, label);
    goOn();
}

void SuspectsPanel::storeDecisions()
{
    const JobTitle title{tr("Keep decision"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_context.live.file(), text = m_decisions.toText()](const RunContext&) -> Result<bool> {
        const auto done = file->setState(decisionsKey, text);
        if (!done)
            return done.error();
        return true;
    };
    m_context.jobs.startInOrder<bool>(this, title, work, [this](const Result<bool>& done) {
        if (!done)
            m_context.live.report(done.error(), Attempt::Label);
    });
    present();
}

// The next one without a decision, below first; the last one stays current when all are decided.
void SuspectsPanel::goOn()
{
    const int count = m_model->rowCount();
    const int from = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
    for (int step = 1; step <= count; ++step) {
        const int next = (from + step) % count;
        if (next != from && rows()->verdict(m_model->rowAt(next)) == SuspectVerdict::None) {
            m_table->setCurrentIndex(m_model->index(next, 0));
            m_table->scrollTo(m_model->index(next, 0));
            return;
        }
    }
}

bool SuspectsPanel::handles(const QKeyEvent& event) const
{
    const auto command = m_keys.match(event);
    const bool isEnter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    return isEnter || event.key() == Qt::Key_Delete || (command && command->action <= TriageAction::Unsure);
}

bool SuspectsPanel::handleKey(const QKeyEvent& event)
{
    if (event.isAutoRepeat() || !handles(event))
        return false;
    if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)
        confirm();
    else if (event.key() == Qt::Key_Delete)
        ignore();
    else
        label(triageKeys()[static_cast<size_t>(m_keys.match(event)->action)].label);
    return true;
}

bool SuspectsPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::FocusIn)
        presentChoice();
    if (watched == m_table && event->type() == QEvent::KeyPress)
        return handleKey(*static_cast<QKeyEvent*>(event));
    if (watched == m_table && event->type() == QEvent::ShortcutOverride && handles(*static_cast<QKeyEvent*>(event))) {
        event->accept(); // ours before any shortcut of the window
        return true;
    }
    return Panel::eventFilter(watched, event);
}

} // namespace assay::gui
