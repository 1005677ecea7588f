// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/feedbackscene.h"

#include "widgets/bridge/batchdesk.h"
#include "widgets/bridge/labeldesk.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/shell/mainwindow.h"

#include <QAction>
#include <QPushButton>

#include <algorithm>

namespace assay::gui {
namespace {

// In the order of the steps of the composer.
const QStringList stepScenes{QStringLiteral("batch"), QStringLiteral("batch-scope"), QStringLiteral("batch-review"),
    QStringLiteral("batch-submit")};
const QString suspectScene = QStringLiteral("suspects");

} // namespace

QStringList FeedbackScene::names()
{
    return stepScenes + QStringList{suspectScene};
}

FeedbackScene::FeedbackScene(MainWindow& window, const QString& scene)
    : m_window(window)
    , m_scene(scene)
{
}

bool FeedbackScene::step()
{
    const bool suspects = m_scene == suspectScene;
    switch (m_stage++) {
    case 0:
        labelSome();
        break;
    case 1:
        m_window
            .findChild<QAction*>(
                suspects ? QStringLiteral("actionReviewSuspects") : QStringLiteral("actionBatchOfFilter"))
            ->trigger();
        break;
    case 2:
        if (!suspects)
            describe();
        break;
    case 3:
        if (!suspects)
            m_window.live().batches().setStep(static_cast<BatchStep>(stepScenes.indexOf(m_scene)));
        break;
    case 4: // the review comes a moment after the last change
        break;
    case 5:
        if (m_scene == stepScenes.last())
            m_window.findChild<QPushButton*>(QStringLiteral("submitButton"))->click();
        break;
    default:
        return false;
    }
    return true;
}

// High scores spam and low ones ham, with a few the other way round; the rest has none.
void FeedbackScene::labelSome()
{
    const std::vector<uint32_t>& order = m_window.items().order();
    const auto& rows = *m_window.items().rows();
    constexpr feedback::LabelId spam = 1, ham = 2;
    std::vector<ItemId> spams, hams;
    for (size_t i = 0; i < order.size(); ++i) {
        if (i % 5 == 4)
            continue;
        const bool looksBad = rows.score(order[i]) >= 5;
        const bool wrong = i % 23 == 7;
        (looksBad != wrong ? spams : hams).push_back(ItemId{rows.id(order[i])});
    }
    LabelDesk& desk = m_window.live().labels();
    desk.label(std::move(spams), spam);
    desk.label(std::move(hams), ham);
}

void FeedbackScene::describe()
{
    BatchDesk& desk = m_window.live().batches();
    if (!desk.active())
        return;
    feedback::BatchContext context = desk.active()->info.context;
    context.name = "November false positives";
    context.reason = feedback::Reason::FalsePositive;
    context.reasonText = std::string(feedback::reasonMeaning(context.reason));
    context.notes = "Reported by the help desk; the newsletters were flagged after the rule update.";
    context.confidence = 90;
    desk.setContext(context);
}

} // namespace assay::gui
