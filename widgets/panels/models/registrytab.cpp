// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/registrytab.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/models/modelwords.h"
#include "widgets/panels/models/promotedialog.h"
#include "widgets/settings/appsettings.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;
constexpr size_t mostCompared = 6;

std::vector<TreeColumn> columns()
{
    const auto tr = [](const char* text) { return RegistryTab::tr(text); };
    return {{tr("Model"), {}}, {tr("Version"), numbers}, {tr("State"), {}}, {tr("Kind"), {}}, {tr("Trained"), {}},
        {tr("Threshold"), numbers}, {tr("PR-AUC"), numbers}, {tr("F1"), numbers}, {tr("FPR"), numbers},
        {tr("Inputs"), {}}, {tr("Training set"), {}}, {tr("Size"), numbers}, {tr("Seed"), numbers}, {tr("Notes"), {}}};
}

bool isCurrent(const train::VersionInfo& info)
{
    return std::find(info.aliases.begin(), info.aliases.end(), train::aliasCurrent) != info.aliases.end();
}

} // namespace

RegistryTab::RegistryTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new TreeModel(columns(), this))
    , m_gate(new TreeModel(gateColumns(), this))
{
    m_table = makeTable(this, m_model, "modelTable", tr("Models"));
    m_table->setAccessibleDescription(tr("Versions of the models of this case, newest first"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_details = new QLabel(this);
    m_details->setObjectName(QStringLiteral("modelDetails"));
    m_details->setTextFormat(Qt::PlainText);
    m_details->setWordWrap(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->setMargin(6);
    m_gateTable = makeTable(this, m_gate, "modelGate", tr("Gate of the chosen version"));
    m_empty = new QLabel(tr("This case has no model yet. Label items, submit them as a batch, then train."), this);
    m_empty->setObjectName(QStringLiteral("modelsEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    auto* below = new QWidget(this);
    auto* belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 0, 0, 0);
    belowLayout->addWidget(m_details);
    belowLayout->addWidget(m_gateTable, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTools());
    layout->addWidget(m_empty);
    layout->addWidget(splitter, 1);
    setFocusProxy(m_table);
    connect(&context.live.models(), &ModelDesk::modelsChanged, this, &RegistryTab::fill);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RegistryTab::showDetails);
    fill();
}

QWidget* RegistryTab::buildTools()
{
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 4, 8, 4);
    const auto add = [&](const char* name, const QString& text, const QString& toolTip, auto slot) {
        auto* button = new QPushButton(text, bar);
        button->setObjectName(QString::fromLatin1(name));
        button->setToolTip(toolTip);
        button->setAutoDefault(true);
        layout->addWidget(button);
        connect(button, &QPushButton::clicked, this, slot);
        return button;
    };
    m_train =
        add("modelTrain", tr("Tr&ain…"), tr("Train on labels that were submitted since the current version"), [this] {
            const train::VersionInfo* info = currentOrUsed();
            Q_EMIT trainRequested(info ? QString::fromStdString(info->model) : QString(),
                info ? QString::fromStdString(info->manifest.kind) : QString());
        });
    m_compare = add("modelCompare", tr("C&ompare"),
        tr("Compare the chosen versions; one alone is compared with the current one"), [this] { compareChosen(); });
    m_promote =
        add("modelPromote", tr("&Promote…"), tr("Make the chosen version the current one"), [this] { promote(); });
    m_rollBack = add("modelRollBack", tr("Roll &back…"), tr("Make the previous version the current one again"),
        [this] { rollBack(); });
    m_drift = add("modelDrift", tr("Drift"), tr("Which inputs of the chosen version are not what they were"), [this] {
        if (const train::VersionInfo* info = currentOrUsed())
            Q_EMIT driftRequested(QString::fromStdString(info->model), QString::fromStdString(info->id));
    });
    m_pin =
        add("modelPin", tr("P&in"), tr("Keep the chosen version when old ones are purged"), [this] { togglePin(); });
    m_delete =
        add("modelDelete", tr("De&lete…"), tr("Remove the files of the chosen version"), [this] { removeChosen(); });
    layout->addStretch();
    return bar;
}

TreeNode RegistryTab::nodeOf(const train::VersionInfo& info) const
{
    const models::Manifest& m = info.manifest;
    TreeNode node;
    QString inputs = tr("%n input(s)", nullptr, static_cast<int>(m.features.size()));
    if (const auto missing = m_context.live.models().missingInputs(info))
        inputs = *missing ? tr("%1 of %2 missing, defaults used").arg(*missing).arg(m.features.size()) : inputs;
    node.texts = {displayLine(info.model, 64), QString::number(info.number), stateText(info), kindTitle(m.kind),
        m.createdAt ? formatTime(m.createdAt, m_context.settings.timeZone()) : QString(), figure(m.threshold("alert")),
        figure(m.metric("pr_auc")), figure(m.metric("f1")), figure(m.metric("fpr")), inputs, trainingSetText(info),
        formatSize(info.bytes), QString::number(m.seed), displayLine(m.notes, 200)};
    node.value = QString::fromStdString(info.model + '/' + info.id);
    node.strong = isCurrent(info);
    node.toolTip = displayLine(info.id, 100);
    if (info.status == train::VersionStatus::Rejected || info.status == train::VersionStatus::Quarantined)
        node.icon = QStringLiteral("warning");
    return node;
}

void RegistryTab::fill()
{
    std::vector<TreeNode> nodes;
    const auto versions = m_context.live.models().versions();
    for (const train::VersionInfo& info : *versions)
        nodes.push_back(nodeOf(info));
    QVariant before = m_table->currentIndex().siblingAtColumn(0).data(TreeModel::ValueRole);
    if (m_model->rowCount() < static_cast<int>(nodes.size()))
        before.clear(); // a new version: the candidate is what people want to look at
    m_model->setNodes(std::move(nodes));
    fitColumns(*m_table);
    QModelIndex index = m_model->find(before);
    for (size_t i = 0; !index.isValid() && i < versions->size(); ++i) {
        if (std::find((*versions)[i].aliases.begin(), (*versions)[i].aliases.end(), train::aliasCandidate)
            != (*versions)[i].aliases.end())
            index = m_model->index(static_cast<int>(i), 0);
    }
    if (!index.isValid() && !versions->empty())
        index = m_model->index(0, 0);
    if (index.isValid())
        m_table->setCurrentIndex(index);
    m_empty->setVisible(versions->empty());
    showDetails();
}

std::vector<const train::VersionInfo*> RegistryTab::chosen() const
{
    std::vector<const train::VersionInfo*> infos;
    const auto& versions = *m_context.live.models().versions();
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        if (static_cast<size_t>(index.row()) < versions.size())
            infos.push_back(&versions[static_cast<size_t>(index.row())]);
    }
    return infos;
}

const train::VersionInfo* RegistryTab::current() const
{
    const auto infos = chosen();
    return infos.empty() ? nullptr : infos.front();
}

const train::VersionInfo* RegistryTab::currentOrUsed() const
{
    if (const train::VersionInfo* info = current())
        return info;
    const auto& versions = *m_context.live.models().versions();
    const auto used = std::find_if(versions.begin(), versions.end(), isCurrent);
    return used == versions.end() ? nullptr : &*used;
}

void RegistryTab::showDetails()
{
    const auto infos = chosen();
    const train::VersionInfo* info = infos.size() == 1 ? infos.front() : nullptr;
    const bool writable = m_context.live.isOpen() && !m_context.live.isReadOnly();
    m_gate->setNodes(info ? gateNodes(info->manifest.gate) : std::vector<TreeNode>());
    fitColumns(*m_gateTable, 80);
    QString text;
    if (info) {
        const models::TrainingRecord& record = info->manifest.training;
        text = tr("%1 · %2 · learned from %3 rows, %4 held out (%5)")
                   .arg(versionTitle(*info), trainingSetText(*info), formatCount(record.trainRows),
                       formatCount(record.heldOutRows), displayLine(record.holdOut, 100));
        if (record.suspects)
            text +=
                tr(" · %1 suspect labels, %2 left out").arg(formatCount(record.suspects), formatCount(record.excluded));
    }
    m_details->setText(text);
    ModelDesk& desk = m_context.live.models();
    m_train->setEnabled(writable);
    m_compare->setEnabled(!infos.empty() && infos.size() <= mostCompared);
    m_promote->setEnabled(info && writable && info->status != train::VersionStatus::Quarantined);
    m_rollBack->setEnabled(
        info && writable && desk.version(QString::fromStdString(info->model), QStringLiteral("previous")));
    m_drift->setEnabled(info);
    m_pin->setEnabled(info && writable);
    m_pin->setText(info && info->isPinned ? tr("Unp&in") : tr("P&in"));
    const bool held = info && (!info->aliases.empty() || info->isPinned);
    m_delete->setEnabled(info && writable && !held);
    m_delete->setToolTip(
        held ? tr("An alias points at this version, or it is pinned") : tr("Remove the files of the chosen version"));
}

void RegistryTab::compareChosen()
{
    std::vector<CompareWhich> models;
    const auto infos = chosen();
    if (infos.empty())
        return;
    if (infos.size() == 1) {
        const train::VersionInfo& one = *infos.front();
        const train::VersionInfo* used =
            m_context.live.models().version(QString::fromStdString(one.model), QStringLiteral("current"));
        if (used && used->id != one.id)
            models.push_back({used->model, used->id});
        else
            models.push_back({std::string(CompareWhich::rules), {}});
    }
    // The current version is what the others are measured against.
    for (const bool first : {true, false}) {
        for (const train::VersionInfo* info : infos) {
            if (isCurrent(*info) == first)
                models.push_back({info->model, info->id});
        }
    }
    Q_EMIT compareRequested(models);
}

void RegistryTab::promote()
{
    if (const train::VersionInfo* info = current())
        (new PromoteDialog(m_context, *info, false, this))->open();
}

void RegistryTab::rollBack()
{
    if (const train::VersionInfo* info = current())
        (new PromoteDialog(m_context, *info, true, this))->open();
}

void RegistryTab::togglePin()
{
    if (const train::VersionInfo* info = current())
        m_context.live.models().setPinned(
            QString::fromStdString(info->model), QString::fromStdString(info->id), !info->isPinned);
}

void RegistryTab::removeChosen()
{
    const train::VersionInfo* info = current();
    if (!info)
        return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Delete version"),
        tr("Delete %1? This cannot be undone.").arg(versionTitle(*info)), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* yes = box->addButton(tr("Delete"), QMessageBox::AcceptRole);
    yes->setObjectName(QStringLiteral("modelDeleteConfirm"));
    connect(yes, &QPushButton::clicked, this,
        [this, model = QString::fromStdString(info->model), version = QString::fromStdString(info->id)] {
            m_context.live.models().remove(model, version);
        });
    box->open();
}

} // namespace assay::gui
