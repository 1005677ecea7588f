// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/traintab.h"

#include "core/train/kinds.h"
#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/filter/queryline.h"
#include "widgets/panels/models/modelwords.h"
#include "widgets/panels/models/optionform.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>

namespace assay::gui {
namespace {

constexpr int settleMs = 350;
} // namespace

TrainTab::TrainTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_checks(new TreeModel({{tr("Check"), {}}, {tr("What was found"), {}}}, this))
{
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    auto* area = new QScrollArea(splitter);
    area->setObjectName(QStringLiteral("trainForm"));
    area->setAccessibleName(tr("Training"));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(buildForm());
    splitter->addWidget(area);
    splitter->addWidget(buildPreview());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMs);
    connect(&m_settle, &QTimer::timeout, this, &TrainTab::preview);
    ModelDesk& desk = context.live.models();
    connect(&desk, &ModelDesk::modelsChanged, this, [this] {
        fillBatches();
        m_preview.reset(); // who pressed Start already still wants it
        if (isVisible())
            m_settle.start();
    });
    connect(&desk, &ModelDesk::trainingStarted, this, &TrainTab::updateStart);
    connect(&desk, &ModelDesk::trainingEnded, this, &TrainTab::updateStart);
    showKind();
}

QWidget* TrainTab::buildForm()
{
    auto* page = new QWidget;
    m_kind = new QComboBox(page);
    m_kind->setObjectName(QStringLiteral("trainKind"));
    m_kind->setAccessibleName(tr("Kind of model"));
    for (const models::ModelKind* kind : train::modelKinds())
        m_kind->addItem(coreText(kind->title()), QString::fromLatin1(kind->id().data(), qsizetype(kind->id().size())));
    m_name = new QLineEdit(page);
    m_name->setObjectName(QStringLiteral("trainModel"));
    m_name->setAccessibleName(tr("Model"));
    m_name->setMaxLength(64);
    m_name->setToolTip(tr("Name of the model that gets a new version: letters, digits, '-' and '_'"));
    m_holdOut = new QComboBox(page);
    m_holdOut->setObjectName(QStringLiteral("trainHoldOut"));
    m_holdOut->setAccessibleName(tr("Held out"));
    m_holdOut->addItems({tr("The newest"), tr("Whole groups"), tr("At random")});
    m_share = new QDoubleSpinBox(page);
    m_share->setObjectName(QStringLiteral("trainShare"));
    m_share->setAccessibleName(tr("Share that is held out"));
    m_share->setRange(5, 50);
    m_share->setDecimals(0);
    m_share->setValue(20);
    m_share->setSuffix(tr(" %"));
    m_cleaning = new QComboBox(page);
    m_cleaning->setObjectName(QStringLiteral("trainCleaning"));
    m_cleaning->setAccessibleName(tr("Suspect labels"));
    m_cleaning->addItems({tr("Only report them"), tr("Leave them out"), tr("Give them less weight")});
    m_seed = new QSpinBox(page);
    m_seed->setObjectName(QStringLiteral("trainSeed"));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setRange(0, INT_MAX);
    m_seed->setValue(42);
    m_refit = new QCheckBox(tr("Learn again from &all rows after the gate"), page);
    m_notes = new QLineEdit(page);
    m_notes->setAccessibleName(tr("Notes"));
    m_notes->setMaxLength(2000);
    m_options = new OptionForm(page);
    auto* holdOut = new QHBoxLayout;
    holdOut->addWidget(m_holdOut, 1);
    holdOut->addWidget(m_share);
    auto* form = new QFormLayout;
    form->addRow(tr("&Kind:"), m_kind);
    form->addRow(tr("Model:"), m_name);
    form->addRow(tr("Learn from:"), buildData());
    form->addRow(tr("Hold out:"), holdOut);
    form->addRow(tr("Suspect la&bels:"), m_cleaning);
    form->addRow(tr("Seed:"), m_seed);
    form->addRow(m_refit);
    form->addRow(tr("Notes:"), m_notes);
    auto* parameters = new QGroupBox(tr("Parameters"), page);
    (new QVBoxLayout(parameters))->addWidget(m_options);
    auto* layout = new QVBoxLayout(page);
    layout->addLayout(form);
    layout->addWidget(parameters);
    layout->addStretch();
    connect(m_kind, &QComboBox::currentIndexChanged, this, &TrainTab::showKind);
    connect(m_name, &QLineEdit::textChanged, this, &TrainTab::changed);
    connect(m_holdOut, &QComboBox::currentIndexChanged, this, &TrainTab::changed);
    connect(m_share, &QDoubleSpinBox::valueChanged, this, &TrainTab::changed);
    connect(m_cleaning, &QComboBox::currentIndexChanged, this, &TrainTab::changed);
    connect(m_seed, &QSpinBox::valueChanged, this, &TrainTab::changed);
    connect(m_options, &OptionForm::changed, this, &TrainTab::changed);
    return page;
}

QWidget* TrainTab::buildData()
{
    auto* box = new QWidget(this);
    m_new = new QRadioButton(tr("Batches submitted since the current version"), box);
    m_new->setObjectName(QStringLiteral("trainNewBatches"));
    m_new->setToolTip(tr("And what that version learned from"));
    m_new->setChecked(true);
    m_some = new QRadioButton(tr("These batches"), box);
    m_some->setObjectName(QStringLiteral("trainTheseBatches"));
    m_batches = new QListWidget(box);
    m_batches->setObjectName(QStringLiteral("trainBatches"));
    m_batches->setAccessibleName(tr("Batches"));
    m_batches->setMaximumHeight(fontMetrics().height() * 6);
    m_query = new QRadioButton(tr("Labelled items of a &query"), box);
    m_query->setObjectName(QStringLiteral("trainQuery"));
    m_queryText = new QueryLine(m_context, box);
    m_withUnsure = new QCheckBox(tr("With items labelled bulk or unsure"), box);
    m_withUnsure->setObjectName(QStringLiteral("trainUnsure"));
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget :
        {static_cast<QWidget*>(m_new), static_cast<QWidget*>(m_some), static_cast<QWidget*>(m_batches),
            static_cast<QWidget*>(m_query), static_cast<QWidget*>(m_queryText), static_cast<QWidget*>(m_withUnsure)})
        layout->addWidget(widget);
    const auto choose = [this] {
        m_batches->setVisible(m_some->isChecked());
        m_queryText->setVisible(m_query->isChecked());
        changed();
    };
    for (QRadioButton* button : {m_new, m_some, m_query})
        connect(button, &QRadioButton::toggled, this, choose);
    m_batches->hide();
    m_queryText->hide();
    connect(m_batches, &QListWidget::itemChanged, this, &TrainTab::changed);
    connect(m_queryText, &QueryLine::textChanged, this, &TrainTab::changed);
    connect(m_withUnsure, &QCheckBox::toggled, this, &TrainTab::changed);
    return box;
}

QWidget* TrainTab::buildPreview()
{
    auto* side = new QWidget(this);
    m_balance = new QLabel(side);
    m_balance->setObjectName(QStringLiteral("trainBalance"));
    m_balance->setTextFormat(Qt::PlainText);
    m_balance->setWordWrap(true);
    m_checkTable = makeTable(side, m_checks, "trainChecks", tr("Checks before the start"));
    m_checkTable->setWordWrap(true);
    m_state = new QLabel(side);
    m_state->setObjectName(QStringLiteral("trainState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_showItems = new QPushButton(tr("Sho&w items"), side);
    m_showItems->setObjectName(QStringLiteral("trainShowItems"));
    m_showItems->setToolTip(tr("The items that the chosen check is about"));
    m_showItems->setEnabled(false);
    m_start = new QPushButton(tr("Start train&ing"), side);
    m_start->setObjectName(QStringLiteral("trainStart"));
    m_start->setAutoDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_showItems);
    buttons->addStretch();
    buttons->addWidget(m_start);
    auto* layout = new QVBoxLayout(side);
    layout->addWidget(m_balance);
    layout->addWidget(m_checkTable, 1);
    layout->addWidget(m_state);
    layout->addLayout(buttons);
    connect(m_start, &QPushButton::clicked, this, &TrainTab::start);
    const auto chosen = [this]() -> const TrainingPreview::Check* {
        const int row = m_checkTable->currentIndex().row();
        return m_preview && row >= 0 && static_cast<size_t>(row) < m_preview->checks.size()
            ? &m_preview->checks[static_cast<size_t>(row)]
            : nullptr;
    };
    connect(m_checkTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this, chosen] { m_showItems->setEnabled(chosen() && !chosen()->items.empty()); });
    connect(m_showItems, &QPushButton::clicked, this, [this, chosen] {
        if (chosen())
            Q_EMIT itemsRequested(chosen()->items);
    });
    return side;
}

void TrainTab::showKind()
{
    const models::ModelKind* kind = train::findKind(m_kind->currentData().toString().toStdString());
    if (!kind)
        return;
    m_options->setOptions(kind->options());
    m_name->setPlaceholderText(m_kind->currentData().toString());
    changed();
}

void TrainTab::setModel(const QString& model, const QString& kind)
{
    const int index = m_kind->findData(kind);
    if (index >= 0)
        m_kind->setCurrentIndex(index);
    m_name->setText(model == m_kind->currentData().toString() ? QString() : model);
    m_new->setChecked(true);
    const train::VersionInfo* now = m_context.live.models().version(model, QStringLiteral("current"));
    if (now && now->manifest.kind == kind.toStdString())
        m_options->setSettings(now->manifest.parameters);
    preview();
}

void TrainTab::setQuery(const QString& query)
{
    m_query->setChecked(true);
    m_queryText->setText(query);
    preview();
}

// Its key works at once; the training starts when the preview has no objection.
void TrainTab::focusStart()
{
    m_start->setFocus();
}

void TrainTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_preview)
        changed();
}

void TrainTab::fillBatches()
{
    std::vector<uint32_t> checked;
    for (int row = 0; row < m_batches->count(); ++row) {
        if (m_batches->item(row)->checkState() == Qt::Checked)
            checked.push_back(m_batches->item(row)->data(Qt::UserRole).toUInt());
    }
    const QSignalBlocker quiet(m_batches);
    m_batches->clear();
    for (const feedback::BatchInfo& batch : *m_context.live.models().batches()) {
        if (!batch.submittedAt || batch.isWithdrawn)
            continue;
        auto* item = new QListWidgetItem(
            tr("%1 · %2 items").arg(displayLine(batch.context.name, 80), formatCount(batch.records)), m_batches);
        item->setData(Qt::UserRole, batch.id.value);
        const bool was = std::find(checked.begin(), checked.end(), batch.id.value) != checked.end();
        item->setCheckState(was ? Qt::Checked : Qt::Unchecked);
    }
}

TrainRequest TrainTab::request() const
{
    TrainRequest request;
    request.kind = m_kind->currentData().toString().toStdString();
    request.model = m_name->text().trimmed().toStdString();
    request.settings = m_options->settings();
    request.seed = static_cast<uint64_t>(m_seed->value());
    using From = TrainingSelection::From;
    request.data.from = m_new->isChecked() ? From::NewBatches : m_some->isChecked() ? From::Batches : From::Query;
    for (int row = 0; m_some->isChecked() && row < m_batches->count(); ++row) {
        if (m_batches->item(row)->checkState() == Qt::Checked)
            request.data.batches.push_back(BatchId{m_batches->item(row)->data(Qt::UserRole).toUInt()});
    }
    if (m_query->isChecked())
        request.data.query = m_queryText->text().toStdString();
    request.data.withBulkAndUnsure = m_withUnsure->isChecked();
    request.holdOut = static_cast<HoldOut>(m_holdOut->currentIndex());
    request.holdOutShare = m_share->value() / 100;
    request.cleaning = static_cast<Cleaning>(m_cleaning->currentIndex());
    request.refitOnAll = m_refit->isChecked();
    request.notes = m_notes->text().trimmed().toStdString();
    return request;
}

void TrainTab::changed()
{
    m_preview.reset();
    m_startWanted = false;
    if (isVisible())
        m_settle.start();
}

void TrainTab::preview()
{
    m_settle.stop();
    m_preview.reset();
    updateStart();
    m_context.live.models().preview(request(), [this](const Result<TrainingPreview>& preview) {
        if (preview) {
            present(*preview);
            return;
        }
        m_balance->clear();
        m_checks->setNodes({});
        m_startWanted = false;
        m_state->setText(errorText(preview.error(), Attempt::Other).full());
    });
}

void TrainTab::present(const TrainingPreview& preview)
{
    m_preview = preview;
    m_balance->setText(balanceText(preview));
    std::vector<TreeNode> nodes;
    for (const TrainingPreview::Check& check : preview.checks) {
        TreeNode node;
        node.texts = {checkTitle(check.name), displayLine(check.text)};
        node.toolTip = node.texts[1];
        node.icon = check.stops ? QStringLiteral("error") : QStringLiteral("warning");
        nodes.push_back(std::move(node));
    }
    m_checks->setNodes(std::move(nodes));
    fitColumns(*m_checkTable);
    m_showItems->setEnabled(false);
    updateStart();
    if (m_startWanted)
        start();
}

void TrainTab::updateStart()
{
    const bool stops = m_preview
        && std::any_of(m_preview->checks.begin(), m_preview->checks.end(),
            [](const TrainingPreview::Check& check) { return check.stops; });
    const bool writable = m_context.live.isOpen() && !m_context.live.isReadOnly();
    const bool runs = m_context.live.models().isTraining();
    m_start->setEnabled(writable && !runs && !stops);
    if (runs)
        m_state->setText(tr("Another training runs."));
    else if (stops)
        m_state->setText(tr("It cannot start: see the checks."));
    else
        m_state->setText(m_preview ? tr("Ready to start.") : tr("Counting…"));
}

// Pressed while it is still counting: it starts when that is done.
void TrainTab::start()
{
    if (!m_preview) {
        m_startWanted = true;
        if (m_settle.isActive())
            preview();
        return;
    }
    m_startWanted = false;
    if (m_start->isEnabled() && m_context.live.models().train(request()))
        Q_EMIT started();
}

} // namespace assay::gui
