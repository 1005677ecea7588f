// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/replicationtab.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzyservices.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/settings/appsettings.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

enum Column { Source, Version, MasterVersion, Behind, Last, columnCount };

using Sources = std::vector<fuzzy::SourceVersion>;

constexpr const char* ownSource = "local";
constexpr const char* usualSource = "master";

QLabel* makeLabel(const char* name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

} // namespace

ReplicationTab::ReplicationTab(const PanelContext& context, StorageFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
    , m_source(new QComboBox(this))
    , m_flags(new QLineEdit(this))
    , m_compare(new QPushButton(tr("&Compare…"), this))
    , m_sync(new QPushButton(tr("Cold &sync"), this))
    , m_table(new QTableWidget(0, columnCount, this))
    , m_state(makeLabel("replicationState", this))
    , m_differences(makeLabel("replicationDifferences", this))
{
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(buildTools());
    layout->addWidget(m_state);
    layout->addWidget(m_differences);
    layout->addWidget(m_table, 1);
    connect(m_source, &QComboBox::currentTextChanged, this, [this] {
        m_isSourceChosen = true;
        compare();
    });
    connect(m_flags, &QLineEdit::textChanged, this, &ReplicationTab::compare);
    connect(m_compare, &QPushButton::clicked, this, &ReplicationTab::chooseMaster);
    connect(m_sync, &QPushButton::clicked, this, &ReplicationTab::sync);
    connect(&focus, &StorageFocus::storageChanged, this, &ReplicationTab::load);
    connect(&focus, &StorageFocus::statesChanged, this, &ReplicationTab::readSources);
    connect(&focus.desk().services(), &FuzzyServices::changed, this, &ReplicationTab::present);
    load();
}

QWidget* ReplicationTab::buildTools()
{
    auto* bar = new QWidget(this);
    m_source->setObjectName(QStringLiteral("replicationSource"));
    m_source->setEditable(true);
    m_source->setInsertPolicy(QComboBox::NoInsert);
    m_source->setToolTip(tr("The name under which this storage keeps the version of its master"));
    m_source->setMinimumContentsLength(12);
    m_flags->setObjectName(QStringLiteral("replicationFlags"));
    m_flags->setPlaceholderText(tr("none; 13=12 makes 12 of the master's flag 13"));
    m_compare->setObjectName(QStringLiteral("replicationCompare"));
    m_compare->setToolTip(tr("Compare with the file of the master's storage, or a copy of it"));
    m_sync->setObjectName(QStringLiteral("replicationSync"));
    for (QPushButton* button : {m_compare, m_sync})
        button->setAutoDefault(false);
    auto* sourceLabel = new QLabel(tr("&Master:"), bar);
    sourceLabel->setBuddy(m_source);
    auto* flagsLabel = new QLabel(tr("T&ranslate flags:"), bar);
    flagsLabel->setBuddy(m_flags);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{sourceLabel, m_source, flagsLabel})
        layout->addWidget(widget);
    layout->addWidget(m_flags, 1);
    layout->addWidget(m_compare);
    layout->addWidget(m_sync);
    return bar;
}

void ReplicationTab::buildTable()
{
    m_table->setObjectName(QStringLiteral("replicationTable"));
    m_table->setAccessibleName(tr("Versions of the storage"));
    m_table->setHorizontalHeaderLabels(
        {tr("Source"), tr("Version here"), tr("Version there"), tr("Behind"), tr("Last change")});
    m_table->verticalHeader()->hide();
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Source, QHeaderView::Stretch);
}

void ReplicationTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    readSources();
}

void ReplicationTab::load()
{
    const QString name = m_focus.isLocal() ? m_focus.name() : QString();
    setEnabled(!name.isEmpty());
    if (name == m_storage && !name.isEmpty()) {
        present();
        return;
    }
    m_storage = name;
    m_isSourceChosen = false;
    m_master.clear();
    m_failure.clear();
    m_comparison.reset();
    ++m_question;
    m_context.jobs.cancel(this, QStringLiteral("compare"));
    const QSignalBlocker noFlags(m_flags), noSource(m_source);
    m_flags->clear();
    m_source->clear();
    takeSources({});
    readSources();
}

void ReplicationTab::readSources()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!isVisible() || !file || m_storage.isEmpty() || m_syncing)
        return;
    const JobTitle title{tr("Read versions"), m_storage, JobUnit::None, JobShow::Quiet};
    const auto work = [file, name = m_storage](const RunContext& context) -> Result<Sources> {
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        auto counted = (*storage)->statistics();
        if (!counted)
            return counted.error();
        return std::move(counted->sources);
    };
    m_context.jobs.start<Sources>(
        this, QStringLiteral("sources"), title, work, [this, name = m_storage](Result<Sources> sources) {
            if (sources && name == m_storage)
                takeSources(std::move(*sources)); // why they cannot be read is told beside the storage
        });
}

void ReplicationTab::takeSources(Sources sources)
{
    m_sources = std::move(sources);
    QStringList names;
    for (const fuzzy::SourceVersion& known : m_sources) {
        if (known.name != ownSource)
            names << QString::fromStdString(known.name);
    }
    if (names.isEmpty())
        names << QString::fromLatin1(usualSource);
    if (!m_isSourceChosen && m_source->currentText() != names.front()) {
        const QSignalBlocker quiet(m_source);
        m_source->clear();
        m_source->addItems(names);
    }
    present();
}

std::string ReplicationTab::source() const
{
    return m_source->currentText().trimmed().toStdString();
}

void ReplicationTab::fillTable()
{
    Sources rows = m_sources;
    const bool isKnown = std::any_of(
        rows.begin(), rows.end(), [this](const fuzzy::SourceVersion& known) { return known.name == source(); });
    if (m_comparison && !isKnown)
        rows.push_back({source(), 0, 0});
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const fuzzy::SourceVersion& known = rows[static_cast<size_t>(row)];
        const bool isCompared = m_comparison && known.name == source();
        const QString name = known.name == ownSource ? tr("local (this storage)") : displayLine(known.name, 80);
        const QString last = known.last > 0 ? formatTime(known.last, m_context.settings.timeZone()) : QString();
        const QString there = isCompared ? formatCount(m_comparison->masterVersion) : QString();
        const QString behind = isCompared ? QString::number(m_comparison->behind()) : QString();
        const QString texts[columnCount] = {name, formatCount(known.version), there, behind, last};
        for (int column = 0; column < columnCount; ++column) {
            auto* cell = new QTableWidgetItem(texts[column]);
            if (column != Source && column != Last)
                cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, column, cell);
        }
    }
}

void ReplicationTab::chooseMaster()
{
    auto* dialog = new QFileDialog(this, tr("Storage of the master"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Fuzzy storages (*.db *.sqlite)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_master = file;
        m_isSourceChosen = true;
        compare();
    });
    dialog->open();
}

std::optional<Replica> ReplicationTab::replica() const
{
    const auto flags = parseFlagTranslation(m_flags->text());
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!flags || !rule || !rule->isLocal() || !file || m_master.isEmpty() || source().empty() || source() == ownSource)
        return std::nullopt;
    return Replica{file, *rule, std::filesystem::path(QFile::encodeName(m_master).toStdString()), source(), *flags};
}

void ReplicationTab::compare()
{
    m_comparison.reset();
    m_failure.clear();
    const quint64 question = ++m_question;
    m_context.jobs.cancel(this, QStringLiteral("compare"));
    const auto asked = replica();
    if (asked && !m_syncing) {
        const JobTitle title{tr("Compare storages"), m_storage, JobUnit::Items, JobShow::Visible};
        const auto work = [asked = *asked](const RunContext& context) { return compareReplica(asked, context); };
        m_context.jobs.start<ReplicaComparison>(this, QStringLiteral("compare"), title, work,
            [this, question](const Result<ReplicaComparison>& comparison) {
                if (question == m_question)
                    take(comparison);
            });
    }
    present();
}

void ReplicationTab::take(const Result<ReplicaComparison>& comparison)
{
    if (comparison)
        m_comparison = *comparison;
    else if (comparison.error().code == ErrorCode::Cancelled)
        m_failure = tr("The comparison was stopped.");
    else if (comparison.error().code == ErrorCode::BadArgument)
        m_failure = tr("This is the file of the storage itself; choose that of its master.");
    else
        m_failure = errorText(comparison.error(), Attempt::Other).full();
    present();
}

QString ReplicationTab::stateText() const
{
    using fuzzy::ReplicationHealth;
    if (!parseFlagTranslation(m_flags->text()))
        return tr("Flags are translated with pairs such as 13=12; each flag of the master once.");
    if (source().empty() || source() == ownSource)
        return tr("Name the master; \"local\" is this storage itself.");
    if (m_syncing)
        return tr("Cold sync runs…");
    if (!m_failure.isEmpty())
        return m_failure;
    if (m_master.isEmpty())
        return tr("Not compared with a master yet.");
    if (!m_comparison)
        return tr("Comparing…");
    const QString behind = QString::number(m_comparison->behind());
    if (m_comparison->health() == ReplicationHealth::InSync)
        return tr("In sync: version %1").arg(formatCount(m_comparison->masterVersion));
    if (m_comparison->health() == ReplicationHealth::Behind)
        return tr("Behind by %1: the next update may still bring it").arg(behind);
    if (!m_comparison->knownVersion)
        return tr("Cold sync needed: nothing ever came from this master");
    if (m_comparison->behind() < 0)
        return tr("Cold sync needed: the file has an older version (%1) than came here (%2)")
            .arg(formatCount(m_comparison->masterVersion), formatCount(*m_comparison->knownVersion));
    return m_comparison->behind() > 0 ? tr("Cold sync needed: behind by %1").arg(behind)
                                      : tr("Cold sync needed: updates were missed");
}

QString ReplicationTab::obstacle() const
{
    if (!m_comparison)
        return tr("Compare first");
    if (!m_focus.isWritable())
        return tr("The storage or the case is read-only");
    if (m_focus.desk().services().running(m_storage))
        return tr("Stop the service of this storage first");
    return m_context.live.isScanning() ? tr("Wait for the end of the scan") : QString();
}

void ReplicationTab::present()
{
    m_state->setText(stateText());
    QStringList lines;
    if (m_comparison) {
        const ReplicaComparison& is = *m_comparison;
        lines << tr("%1: %2 hashes there, %3 here", "counts")
                     .arg(displayLine(QFileInfo(m_master).fileName(), 80), formatCount(is.hashesThere),
                         formatCount(is.hashesHere));
        lines << tr("%1 only there, %2 only here, %3 with another flag, %4 with another weight", "counts")
                     .arg(formatCount(is.onlyThere), formatCount(is.onlyHere), formatCount(is.otherFlag),
                         formatCount(is.otherWeight));
    }
    m_differences->setText(lines.join(QChar('\n')));
    m_differences->setVisible(!lines.isEmpty());
    const QString why = obstacle();
    m_compare->setEnabled(!m_syncing);
    m_sync->setEnabled(why.isEmpty() && !m_syncing);
    m_sync->setToolTip(
        why.isEmpty() ? tr("Replace this storage by a copy of the master's; the file is kept beside it") : why);
    fillTable();
}

void ReplicationTab::sync()
{
    const auto asked = replica();
    if (!asked || !obstacle().isEmpty()) {
        present();
        return;
    }
    m_syncing = true;
    present();
    m_context.jobs.cancel(this, QStringLiteral("sources"));
    const JobTitle title{tr("Cold sync"), m_storage, JobUnit::None, JobShow::Visible};
    const auto work = [asked = *asked](const RunContext& context) { return coldSync(asked, context); };
    m_context.jobs.startInOrder<ColdSynced>(
        this, title, work, [this, name = m_storage, source = asked->source](const Result<ColdSynced>& synced) {
            finish(name, source, synced);
        });
}

void ReplicationTab::finish(const QString& storage, const std::string& source, const Result<ColdSynced>& synced)
{
    m_syncing = false;
    if (synced) {
        const QString kept = QFile::decodeName(QByteArray::fromStdString(synced->kept.string()));
        Q_EMIT m_context.live.notice({NoticeLevel::Info,
            tr("Cold sync of %1 from %2: %3 hashes, version %4; the old file is kept as %5", "counts")
                .arg(displayLine(storage, 60), displayLine(source, 60), formatCount(synced->report.hashes),
                    formatCount(synced->report.version), QFileInfo(kept).fileName()),
            {}, QFileInfo(kept).path()});
        Q_EMIT m_focus.desk().hashesChanged(storage);
    } else {
        m_context.live.report(synced.error(), Attempt::SaveFile);
    }
    compare();
    readSources();
}

} // namespace assay::gui
