// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/modelspage.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/bridge/querytext.h"
#include "widgets/panels/models/comparetab.h"
#include "widgets/panels/models/drifttab.h"
#include "widgets/panels/models/registrytab.h"
#include "widgets/panels/models/runtab.h"
#include "widgets/panels/models/traintab.h"

#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {

ModelsPage::ModelsPage(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("modelsPage"));
    connect(&context.live, &LiveCase::caseChanged, this, [this] {
        if (isVisible())
            m_context.live.models().refresh();
    });
}

void ModelsPage::build()
{
    if (m_tabs)
        return;
    m_tabs = new QTabWidget(this);
    m_registry = new RegistryTab(m_context, this);
    m_train = new TrainTab(m_context, this);
    m_run = new RunTab(m_context, this);
    m_compare = new CompareTab(m_context, this);
    m_drift = new DriftTab(m_context, this);
    m_tabs->setObjectName(QStringLiteral("modelTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_registry, tr("Regi&stry"));
    m_tabs->addTab(m_train, tr("Trai&ning"));
    m_tabs->addTab(m_run, tr("Run"));
    m_tabs->addTab(m_compare, tr("&Comparison"));
    m_tabs->addTab(m_drift, tr("&Drift"));
    auto* area = new QScrollArea(this); // a narrow window, or wide docks, must not be stopped by the widest tab
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(m_tabs);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);
    setFocusProxy(m_registry);
    connectTabs();
}

void ModelsPage::connectTabs()
{
    connect(m_registry, &RegistryTab::trainRequested, this, &ModelsPage::showTraining);
    connect(m_registry, &RegistryTab::compareRequested, this, &ModelsPage::compareVersions);
    connect(m_registry, &RegistryTab::driftRequested, this, [this](const QString& model, const QString& version) {
        m_tabs->setCurrentIndex(Drift);
        m_drift->look(model, version);
        m_drift->focusTable();
    });
    connect(m_train, &TrainTab::started, this, [this] { showTab(Run); });
    connect(m_train, &TrainTab::itemsRequested, this, &ModelsPage::showItems);
    connect(m_run, &RunTab::registryRequested, this, [this] { showTab(Registry); });
    connect(m_compare, &CompareTab::itemsRequested, this, &ModelsPage::showItems);
    connect(m_drift, &DriftTab::itemsRequested, this, &ModelsPage::showItems);
    connect(m_drift, &DriftTab::trainRequested, this, [this](const QString& model, const QString& query) {
        const train::VersionInfo* info = m_context.live.models().version(model, QStringLiteral("current"));
        showTraining(model, info ? QString::fromStdString(info->manifest.kind) : QString());
        m_train->setQuery(query);
    });
}

void ModelsPage::showEvent(QShowEvent* event)
{
    build();
    QWidget::showEvent(event);
    m_context.live.models().refresh();
}

void ModelsPage::showTab(Tab tab)
{
    build();
    m_tabs->setCurrentIndex(tab);
    m_tabs->currentWidget()->setFocus();
}

void ModelsPage::showTraining(const QString& model, const QString& kind)
{
    m_tabs->setCurrentIndex(Train);
    if (!kind.isEmpty())
        m_train->setModel(model, kind);
    m_train->focusStart();
}

void ModelsPage::whenRead(std::function<void()> then)
{
    build();
    ModelDesk& desk = m_context.live.models();
    if (!desk.versions()->empty())
        then();
    else
        connect(&desk, &ModelDesk::modelsChanged, this, then, Qt::SingleShotConnection);
}

void ModelsPage::train()
{
    whenRead([this] {
        const train::VersionInfo* info = m_registry->currentOrUsed();
        showTraining(info ? QString::fromStdString(info->model) : QString(),
            info ? QString::fromStdString(info->manifest.kind) : QString());
    });
}

void ModelsPage::compare()
{
    whenRead([this] { m_registry->compareChosen(); });
}

void ModelsPage::compareVersions(const std::vector<CompareWhich>& models)
{
    build();
    m_tabs->setCurrentIndex(Compare);
    m_compare->compare(models);
}

void ModelsPage::drift()
{
    build();
    m_tabs->setCurrentIndex(Drift);
    whenRead([this] {
        if (const train::VersionInfo* info = m_registry->currentOrUsed())
            m_drift->look(QString::fromStdString(info->model), QString::fromStdString(info->id));
        m_drift->focusTable();
    });
}

// As many as a query has room for; when these are not all, that is said.
void ModelsPage::showItems(const std::vector<ItemId>& given)
{
    std::vector<ItemId> items = given;
    std::sort(items.begin(), items.end());
    if (items.empty())
        return;
    size_t named = 0;
    const QString query = itemsQuery(items, &named);
    Q_EMIT itemsRequested(query);
    if (named < items.size())
        Q_EMIT m_context.live.notice({NoticeLevel::Warning,
            tr("Shown: the first %1 of %2 items. A query has room for no more.")
                .arg(formatCount(named), formatCount(items.size())),
            {}, {}});
}

} // namespace assay::gui
