// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/hashestab.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/icons.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/querytext.h"
#include "widgets/panels/fuzzy/hashorigins.h"
#include "widgets/panels/fuzzy/hashquery.h"
#include "widgets/panels/fuzzy/transferdialog.h"
#include "widgets/settings/appsettings.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QToolBar>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr int typingMs = 150;
constexpr size_t most = 100'000; // hashes of one change
constexpr size_t mostOrigins = 200; // hashes whose items are shown

} // namespace

HashesTab::HashesTab(const PanelContext& context, StorageFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
    , m_model(new SnapshotTable(hashColumns(), this))
    , m_filter(new QLineEdit(this))
    , m_status(new QLabel(this))
    , m_note(new QLabel(this))
    , m_origin(new QLabel(this))
    , m_pages(new QStackedWidget(this))
    , m_table(new QTableView(m_pages))
{
    m_filter->setObjectName(QStringLiteral("hashFilter"));
    m_filter->setPlaceholderText(tr("Filter hashes: 3f2a  flag:11  weight>5  kind:text  age>30d"));
    m_filter->setAccessibleName(tr("Filter of the hashes"));
    m_filter->setClearButtonEnabled(true);
    m_status->setObjectName(QStringLiteral("hashStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_note->setObjectName(QStringLiteral("hashNote"));
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_origin->setObjectName(QStringLiteral("hashOrigin"));
    m_origin->setTextFormat(Qt::PlainText);
    m_origin->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_origin->setWordWrap(true);
    m_origin->setContentsMargins(8, 4, 8, 4);
    auto* bar = new QToolBar(this);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize(QSize(fontMetrics().height(), fontMetrics().height()));
    buildTable();
    buildActions(bar);
    m_pages->addWidget(m_table);
    m_pages->addWidget(m_note);
    auto* search = new QHBoxLayout;
    search->setContentsMargins(8, 6, 8, 2);
    search->addWidget(m_filter, 1);
    search->addWidget(m_status);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(search);
    layout->addWidget(bar);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_origin);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingMs);
    connect(&m_typing, &QTimer::timeout, this, &HashesTab::ask);
    connect(m_filter, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, &HashesTab::ask);
    connect(&focus, &StorageFocus::hashesChanged, this, &HashesTab::ask);
    connect(&focus, &StorageFocus::statesChanged, this, &HashesTab::showPage);
    connect(&focus, &StorageFocus::storageChanged, this, &HashesTab::showSelection);
    showPage();
    showSelection();
}

void HashesTab::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void HashesTab::buildTable()
{
    m_table->setObjectName(QStringLiteral("fuzzyTable"));
    m_table->setAccessibleName(tr("Stored hashes"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    QHeaderView* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    const int unit = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column, unit * m_model->columns()[static_cast<size_t>(column)].widthInChars + 14);
    header->setStretchLastSection(true);
    connect(header, &QHeaderView::sectionClicked, this, &HashesTab::sortBy);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HashesTab::showSelection);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &HashesTab::readOrigins);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

QAction* HashesTab::addAction(QToolBar* bar, const char* name, const QString& text, const QString& toolTip, int key)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(name));
    if (key) {
        action->setShortcut(QKeySequence(key));
        action->setShortcutContext(Qt::WidgetShortcut);
    }
    action->setToolTip(
        key ? QStringLiteral("%1 (%2)").arg(toolTip, action->shortcut().toString(QKeySequence::NativeText)) : toolTip);
    action->setStatusTip(toolTip);
    bar->addAction(action);
    m_table->addAction(action);
    return action;
}

void HashesTab::buildActions(QToolBar* bar)
{
    using Kind = HashChange::Kind;
    const auto changes = [&](const char* name, const QString& text, const QString& toolTip, int key, Kind kind) {
        QAction* action = addAction(bar, name, text, toolTip, key);
        connect(action, &QAction::triggered, this, [this, kind] { change(kind); });
        m_changes << action;
    };
    changes(
        "actionHashWhitelist", tr("&Whitelist"), tr("Move the hashes to the white flag"), Qt::Key_W, Kind::Whitelist);
    changes("actionHashMove", tr("&Move to flag…"), tr("Move the hashes to another flag"), Qt::Key_M, Kind::Move);
    changes("actionHashWeight", tr("&Add weight…"), tr("Add to or take from the weight"), Qt::Key_Plus, Kind::Weight);
    changes("actionHashDelete", tr("&Delete"), tr("Remove the hashes from the storage"), Qt::Key_Delete, Kind::Delete);
    bar->addSeparator();
    m_import = addAction(bar, "actionHashImport", tr("&Import…"), tr("Take hashes from a file into the storage"), 0);
    connect(m_import, &QAction::triggered, this, &HashesTab::chooseImport);
    m_export = addAction(bar, "actionHashExport", tr("E&xport…"), tr("Write all hashes of the storage to a file"), 0);
    connect(m_export, &QAction::triggered, this, [this] { exportHashes(m_context, m_focus, this); });
    bar->addSeparator();
    QAction* items = addAction(bar, "actionHashItems", tr("&Show items"),
        tr("List the items of this case that the hashes were learned from"), Qt::Key_Return);
    connect(items, &QAction::triggered, this, &HashesTab::showItems);
    QAction* copied = addAction(bar, "actionHashCopy", tr("&Copy"), tr("Copy the hashes as hexadecimal digits"),
        QKeySequence(QKeySequence::Copy)[0].toCombined());
    connect(copied, &QAction::triggered, this, &HashesTab::copy);
    m_looks << items << copied;
    items->setIcon(themedIcon(QStringLiteral("find")));
    copied->setIcon(themedIcon(QStringLiteral("copy")));
}

void HashesTab::sortBy(int column)
{
    const bool again = !m_sort.empty() && m_sort.front().column == column;
    const bool numbers = static_cast<bool>(m_model->columns()[static_cast<size_t>(column)].number);
    Qt::SortOrder order = numbers ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (again)
        order = m_sort.front().order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    m_sort = {{column, order}};
    m_table->horizontalHeader()->setSortIndicator(column, order);
    ask();
}

void HashesTab::ask()
{
    m_typing.stop();
    showPage();
    const std::shared_ptr<const HashRows> rows = m_focus.hashes();
    if (!rows) {
        m_context.jobs.cancel(this, QStringLiteral("hashes"));
        m_model->setSnapshot(
            std::make_shared<HashRows>(std::make_shared<HashList>(), fuzzy::FuzzyRule{}, QTimeZone::utc()), {});
        return;
    }
    const auto parsed = std::make_shared<query::Parsed>(parseHashQuery(m_filter->text(), rows->zone()));
    if (!parsed->ok()) {
        m_context.jobs.cancel(this, QStringLiteral("hashes")); // what is shown stays
        m_status->setText(tr("Not applied: %1").arg(faultSentence(parsed->error())));
        return;
    }
    const JobTitle title{tr("Filter hashes"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [rows, parsed, sort = m_sort, columns = m_model->columns(),
                          now = QDateTime::currentSecsSinceEpoch()](const RunContext& context) -> Result<Answer> {
        auto order = findHashes(*rows, *parsed->query, columns, sort, now, context);
        if (!order)
            return order.error();
        return Answer{rows, std::move(*order)};
    };
    m_context.jobs.start<Answer>(this, QStringLiteral("hashes"), title, work, [this](const Result<Answer>& answer) {
        if (answer)
            takeAnswer(*answer);
    });
}

// The current row stays current when it is still there; else the row at its place.
void HashesTab::takeAnswer(const Answer& answer)
{
    const int before = m_table->currentIndex().row();
    std::optional<Blake2b512> current;
    if (before >= 0 && before < m_model->rowCount())
        current = static_cast<const HashRows&>(*m_model->rows()).hash(m_model->rowAt(before)).digest;
    m_model->setSnapshot(answer.rows, answer.order);
    int row = -1;
    for (size_t i = 0; current && row < 0 && i < answer.order.size(); ++i) {
        if (answer.rows->hash(answer.order[i]).digest == *current)
            row = static_cast<int>(i);
    }
    if (row < 0)
        row = std::min(std::max(before, 0), m_model->rowCount() - 1);
    if (row >= 0) {
        m_table->setCurrentIndex(m_model->index(row, 0));
        m_table->scrollTo(m_model->index(row, 0));
    }
    m_status->setText(answer.order.size() == answer.rows->count()
            ? tr("%1 hashes").arg(formatCount(answer.rows->count()))
            : tr("%1 of %2").arg(formatCount(answer.order.size()), formatCount(answer.rows->count())));
    showPage();
    showSelection();
    readOrigins();
}

void HashesTab::showPage()
{
    QString note;
    const StorageState& state = m_focus.state(m_focus.name());
    if (!m_focus.rule())
        note = tr("This case has no storage yet. Add one on the left, or drop a storage file here.");
    else if (!m_focus.isLocal())
        note = tr("A server does not list its hashes.") + QChar('\n') + state.text;
    else if (!m_focus.hashes())
        note = m_focus.isReading() ? tr("Reading…") : state.text;
    else if (m_focus.hashes()->count() == 0)
        note = tr("0 hashes") + QChar('\n') + tr("Learn items with F, import hashes, or let a service take them.");
    m_note->setText(note);
    m_pages->setCurrentIndex(note.isEmpty() ? 0 : 1);
    m_filter->setEnabled(note.isEmpty());
    if (!note.isEmpty())
        m_status->clear();
}

std::vector<HashRow> HashesTab::selectedHashes() const
{
    std::vector<HashRow> hashes;
    const auto* rows = dynamic_cast<const HashRows*>(m_model->rows().get());
    if (!rows)
        return hashes;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            hashes.push_back(rows->hash(m_model->rowAt(row)));
    }
    return hashes;
}

void HashesTab::showSelection()
{
    const bool any = m_table->selectionModel()->hasSelection();
    m_import->setEnabled(m_focus.isWritable());
    m_export->setEnabled(m_focus.isLocal());
    for (QAction* action : m_changes)
        action->setEnabled(any && m_focus.isWritable());
    for (QAction* action : m_looks)
        action->setEnabled(any);
}

void HashesTab::readOrigins()
{
    const QModelIndex current = m_table->currentIndex();
    const auto* rows = dynamic_cast<const HashRows*>(m_model->rows().get());
    m_origin->clear();
    if (!current.isValid() || !rows)
        return;
    const HashRow hash = rows->hash(m_model->rowAt(current.row()));
    const QString hex = QString::fromStdString(toHex(hash.digest));
    m_origin->setText(hex);
    const JobTitle title{tr("Find origin"), {}, JobUnit::None, JobShow::Quiet};
    using Origins = std::vector<HashOrigin>;
    m_context.jobs.start<Origins>(
        this, QStringLiteral("origin"), title,
        [file = m_context.live.file(), storage = m_focus.name().toStdString(), hash](
            const RunContext&) -> Result<Origins> { return file->hashOrigins(storage, hash.digest); },
        [this, hex](const Result<Origins>& origins) {
            if (origins)
                m_origin->setText(hex + QChar('\n') + originText(*origins, m_context.settings.timeZone()));
        });
}

void HashesTab::change(HashChange::Kind kind)
{
    const std::vector<HashRow> hashes = selectedHashes();
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    if (hashes.empty() || !rule)
        return;
    if (hashes.size() > most) {
        Q_EMIT m_context.live.notice({NoticeLevel::Warning,
            tr("%1 hashes are selected; at most %2 can be changed at once. Filter them, or use Expiry or Import.")
                .arg(formatCount(hashes.size()), formatCount(most)),
            {}});
        return;
    }
    (new HashChangeDialog(m_context, *rule, hashes, kind, this))->open();
}

void HashesTab::chooseImport()
{
    auto* dialog = new QFileDialog(this, tr("Import hashes"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Hashes (*.jsonl *.csv *.db *.sqlite)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this,
        [this](const QString& file) { (new HashImportDialog(m_context, m_focus, file, this))->open(); });
    dialog->open();
}

void HashesTab::showItems()
{
    std::vector<HashRow> hashes = selectedHashes();
    hashes.resize(std::min(hashes.size(), mostOrigins));
    const JobTitle title{tr("Find items"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = m_context.live.file(), storage = m_focus.name().toStdString(), hashes](
                          const RunContext& context) { return originQuery(*file, storage, hashes, context); };
    m_context.jobs.start<QString>(this, QStringLiteral("items"), title, work, [this](const Result<QString>& query) {
        if (!query)
            m_context.live.report(query.error(), Attempt::Other);
        else if (query->isEmpty())
            m_origin->setText(tr("No item of this case is known to have these hashes."));
        else
            Q_EMIT itemsRequested(*query);
    });
}

void HashesTab::copy()
{
    QStringList lines;
    for (const HashRow& hash : selectedHashes())
        lines << QString::fromStdString(toHex(hash.digest));
    QApplication::clipboard()->setText(lines.join(QChar('\n')));
}

} // namespace assay::gui
