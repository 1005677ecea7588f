// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/modelscene.h"

#include "widgets/bridge/jobs.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/bridge/modeldesk.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/models/modelspage.h"
#include "widgets/shell/mainwindow.h"

#include <QAction>
#include <QCoreApplication>
#include <QDateTime>
#include <QKeyEvent>
#include <QSlider>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>

namespace assay::gui {
namespace {

const QStringList scenes{QStringLiteral("models"), QStringLiteral("train"), QStringLiteral("run"),
    QStringLiteral("compare"), QStringLiteral("disagree"), QStringLiteral("drift"), QStringLiteral("model-hit")};
constexpr const char* model = "xgboost";

} // namespace

QStringList ModelScene::names()
{
    return scenes;
}

ModelScene::ModelScene(MainWindow& window, const QString& scene)
    : m_window(window)
    , m_scene(scene)
{
}

bool ModelScene::step()
{
    switch (m_stage++) {
    case 0:
        labelAll();
        break;
    case 1:
        submit();
        break;
    case 2:
        m_window.setPerspective(Perspective::Models);
        train(1, "30");
        break;
    case 3:
        promote();
        break;
    case 4:
        train(2, "120");
        break;
    case 5:
        m_window.live().models().refresh();
        break;
    case 6:
        show();
        break;
    case 7:
        if (m_scene == scenes.back()) {
            m_window.setPerspective(Perspective::Investigate);
            m_window.query().replace(QStringLiteral("detector:boosted"));
        } else if (m_scene == QStringLiteral("disagree")) {
            m_window.findChild<QSlider*>(QStringLiteral("thresholdSlider"))->setValue(0);
        }
        break;
    case 8:
        if (m_scene == QStringLiteral("disagree")) {
            QKeyEvent enter(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier);
            QCoreApplication::sendEvent(m_window.findChild<QTableView*>(QStringLiteral("disagreementList")), &enter);
        }
        if (m_scene == scenes.back())
            m_window.items().stepItem(-1);
        break;
    case 9:
        if (m_scene == scenes.back())
            showHit();
        break;
    default:
        return false;
    }
    return true;
}

void ModelScene::labelAll()
{
    std::vector<ItemId> spam, ham;
    const ItemRows& rows = *m_window.items().rows();
    for (uint32_t row = 0; row < rows.count(); ++row)
        (rows.score(row) >= 5 ? spam : ham).push_back(ItemId{rows.id(row)});
    m_window.live().labels().label(std::move(spam), 1);
    m_window.live().labels().label(std::move(ham), 2);
}

void ModelScene::submit()
{
    const std::shared_ptr<Case> file = m_window.live().file();
    const auto work = [file](const RunContext& context) -> Result<SubmitReceipt> {
        feedback::BatchContext about;
        about.name = "November, first look";
        about.reason = feedback::Reason::TruePositive;
        about.reasonText = "true positive";
        about.start = 1'793'000'000;
        about.stop = QDateTime::currentSecsSinceEpoch();
        feedback::BatchScope scope;
        scope.query = "label:*";
        const auto id = file->createBatch(about, scope);
        const auto snapshot = file->snapshot();
        if (!id || !snapshot)
            return id ? snapshot.error() : id.error();
        return file->submitBatch(*id, **snapshot, {}, context);
    };
    LiveCase& live = m_window.live();
    m_window.jobs().start<SubmitReceipt>(&m_window, QStringLiteral("scene"), {QStringLiteral("Submit"), {}}, work,
        [&live](const Result<SubmitReceipt>& receipt) {
            if (!receipt)
                live.report(receipt.error(), Attempt::Other);
        });
}

void ModelScene::train(uint64_t seed, const char* rounds)
{
    TrainRequest request;
    request.kind = model;
    request.seed = seed;
    request.settings = {{"xgb.min_labels", "40"}, {"xgb.rounds", rounds}};
    request.data.from = TrainingSelection::From::Query;
    request.data.query = "label:*";
    m_window.live().models().train(request);
}

void ModelScene::promote()
{
    const ModelDesk& desk = m_window.live().models();
    if (desk.versions()->empty())
        return;
    train::PromoteRequest request;
    request.model = model;
    request.version = desk.versions()->front().id;
    request.note = "first version";
    request.overrideReason = "shown as an example";
    m_window.live().models().promote(request);
}

// The current version, the candidate and the rules.
std::vector<CompareWhich> ModelScene::compared() const
{
    std::vector<CompareWhich> models;
    for (const char* alias : {"current", "candidate"}) {
        const train::VersionInfo* info =
            m_window.live().models().version(QString::fromLatin1(model), QString::fromLatin1(alias));
        if (info)
            models.push_back({info->model, info->id});
    }
    models.push_back({std::string(CompareWhich::rules), {}});
    return models;
}

void ModelScene::show()
{
    ModelsPage& page = m_window.models();
    if (m_scene == QStringLiteral("train"))
        page.train();
    else if (m_scene == QStringLiteral("run"))
        page.showTab(ModelsPage::Run);
    else if (m_scene == QStringLiteral("drift"))
        page.drift();
    else if (m_scene == QStringLiteral("compare") || m_scene == QStringLiteral("disagree"))
        page.compareVersions(compared());
    else if (m_scene == scenes.back())
        m_window.findChild<QAction*>(QStringLiteral("actionScan"))->trigger();
    if (m_scene == QStringLiteral("disagree"))
        m_window.findChild<QTabWidget*>(QStringLiteral("comparePages"))->setCurrentIndex(1);
}

// The first hit of a model of the item in focus.
void ModelScene::showHit()
{
    ItemFocus& focus = m_window.focus();
    if (!focus.content())
        return;
    const std::vector<StoredHit>& hits = focus.content()->hits.hits;
    const auto found =
        std::find_if(hits.begin(), hits.end(), [](const StoredHit& hit) { return hit.output.has_value(); });
    if (found != hits.end())
        focus.showHit(static_cast<int>(found - hits.begin()));
}

} // namespace assay::gui
