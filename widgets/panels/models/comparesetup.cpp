// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/comparesetup.h"

#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/filter/queryline.h"
#include "widgets/panels/models/modelwords.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr int mostModels = 6;

CompareWhich whichOf(const QListWidgetItem& item)
{
    const QString key = item.data(Qt::UserRole).toString();
    return {key.section(QChar('/'), 0, 0).toStdString(), key.section(QChar('/'), 1).toStdString()};
}

QString keyOf(const CompareWhich& which)
{
    return QString::fromStdString(which.model + '/' + which.version);
}

} // namespace

CompareSetup::CompareSetup(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    m_models = new QListWidget(this);
    m_models->setObjectName(QStringLiteral("compareModels"));
    m_models->setAccessibleName(tr("Models to compare, 2 to 6"));
    m_query = new QueryLine(context, this);
    m_query->setText(QStringLiteral("label:*")); // of these, the items that none of the models learned from
    m_withoutTraining = new QCheckBox(tr("&Without items that a model learned from"), this);
    m_withoutTraining->setObjectName(QStringLiteral("compareWithoutTraining"));
    m_withoutTraining->setToolTip(tr("And without near-duplicates of these: a model knows them already"));
    m_withoutTraining->setChecked(true);
    const auto cost = [this](const char* name, double value) {
        auto* box = new QDoubleSpinBox(this);
        box->setObjectName(QString::fromLatin1(name));
        box->setRange(0, 1e6);
        box->setValue(value);
        return box;
    };
    m_falsePositive = cost("compareCostFp", train::Costs().falsePositive);
    m_falseNegative = cost("compareCostFn", train::Costs().falseNegative);
    m_compare = new QPushButton(tr("C&ompare"), this);
    m_compare->setObjectName(QStringLiteral("compareStart"));
    m_compare->setAutoDefault(true);
    auto* models = new QLabel(tr("Models, the reference first:"), this);
    models->setBuddy(m_models);
    auto* items = new QLabel(tr("Labelled items of a &query (none: what the reference held out):"), this);
    items->setBuddy(m_query->findChild<QWidget*>());
    items->setWordWrap(true);
    auto* costs = new QFormLayout;
    costs->addRow(tr("Cost of a false alarm:"), m_falsePositive);
    costs->addRow(tr("Cost of a missed item:"), m_falseNegative);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(models);
    layout->addWidget(m_models, 1);
    layout->addWidget(items);
    layout->addWidget(m_query);
    layout->addWidget(m_withoutTraining);
    layout->addLayout(costs);
    layout->addWidget(m_compare);
    connect(m_compare, &QPushButton::clicked, this, &CompareSetup::compareRequested);
    connect(&context.live.models(), &ModelDesk::modelsChanged, this, &CompareSetup::fill);
    connect(m_models, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        if (m_filling)
            return;
        const CompareWhich which = whichOf(*item);
        std::erase(m_chosen, which);
        if (item->checkState() == Qt::Checked)
            m_chosen.push_back(which);
        updateButton();
    });
    fill();
}

void CompareSetup::fill()
{
    m_filling = true;
    m_models->clear();
    const auto add = [this](const QString& text, const CompareWhich& which) {
        auto* item = new QListWidgetItem(text, m_models);
        item->setData(Qt::UserRole, keyOf(which));
        const bool chosen = std::find(m_chosen.begin(), m_chosen.end(), which) != m_chosen.end();
        item->setCheckState(chosen ? Qt::Checked : Qt::Unchecked);
    };
    for (const train::VersionInfo& info : *m_context.live.models().versions()) {
        if (info.status == train::VersionStatus::Quarantined)
            continue;
        const QString state = stateText(info);
        add(state.isEmpty() ? versionTitle(info) : tr("%1 (%2)", "version, state").arg(versionTitle(info), state),
            {info.model, info.id});
    }
    add(tr("Score of the rules alone"), {std::string(CompareWhich::rules), {}});
    add(tr("Fused risk of the current models"), {std::string(CompareWhich::fusion), {}});
    m_filling = false;
    updateButton();
}

void CompareSetup::setModels(const std::vector<CompareWhich>& models)
{
    m_chosen = models;
    fill();
}

CompareRequest CompareSetup::request() const
{
    CompareRequest request;
    request.models = m_chosen;
    request.query = m_query->text().trimmed().toStdString();
    request.withoutTrainingItems = m_withoutTraining->isChecked();
    request.costs.falsePositive = m_falsePositive->value();
    request.costs.falseNegative = m_falseNegative->value();
    return request;
}

void CompareSetup::setBusy(bool on)
{
    m_busy = on;
    updateButton();
}

void CompareSetup::updateButton()
{
    const auto count = static_cast<int>(m_chosen.size());
    m_compare->setEnabled(!m_busy && count >= 2 && count <= mostModels);
    m_compare->setToolTip(count < 2 || count > mostModels ? tr("Choose 2 to 6 models") : QString());
}

} // namespace assay::gui
