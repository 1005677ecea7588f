// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/fuzzyscene.h"

#include "widgets/bridge/fuzzydesk.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/triage/triage.h"
#include "widgets/shell/mainwindow.h"

#include <QAction>
#include <QFile>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QTableView>

#include <algorithm>

namespace assay::gui {
namespace {

const QString learnScene = QStringLiteral("learn");
const QString hitScene = QStringLiteral("fuzzy-hit");
const QString conditionScene = QStringLiteral("conditions");

} // namespace

QStringList FuzzyScene::names()
{
    return {learnScene, hitScene, conditionScene};
}

FuzzyScene::FuzzyScene(MainWindow& window, const QString& scene)
    : m_window(window)
    , m_scene(scene)
{
}

bool FuzzyScene::step()
{
    switch (m_stage++) {
    case 0:
        addStorage();
        break;
    case 1:
        learnSome();
        break;
    case 2:
        m_window.findChild<QAction*>(QStringLiteral("actionScan"))->trigger();
        break;
    case 3:
        if (m_scene == learnScene)
            selectSome();
        else if (m_scene == hitScene)
            m_window.query().replace(QStringLiteral("detector:fuzzy"));
        else
            m_window.findChild<QAction*>(QStringLiteral("actionLearnConditions"))->trigger();
        break;
    case 4:
        if (m_scene == learnScene)
            m_window.triage().perform({TriageAction::Learn});
        else if (m_scene == conditionScene)
            m_window.findChild<QPushButton*>(QStringLiteral("conditionTest"))->click();
        else
            m_window.items().stepItem(-1);
        break;
    case 5:
        if (m_scene == hitScene)
            showHit();
        break;
    default:
        return false;
    }
    return true;
}

void FuzzyScene::addStorage()
{
    FuzzyDesk& desk = m_window.live().fuzzy();
    fuzzy::FuzzyRule rule = desk.rules()->empty() ? fuzzy::FuzzyRule() : desk.rules()->front();
    if (desk.rules()->empty()) {
        rule.name = "local";
        rule.file = m_window.live().file()->folder() / "local.db";
        using fuzzy::FlagMeaning;
        rule.flags = {{11, "FUZZY_DENIED", "complaints", FlagMeaning::Deny, 4, 12, false},
            {13, "FUZZY_WHITE", "false positives", FlagMeaning::Allow, 2, -5, false}};
    }
    using Act = fuzzy::LearnCondition::Act;
    if (rule.conditions.empty())
        rule.conditions = {{"from:notify.example.net", Act::Deny, 0, "sender domain"},
            {"subject:invoice", Act::Flag, rule.flags.back().flag, ""}};
    desk.setRule(rule);
}

void FuzzyScene::learnSome()
{
    constexpr size_t some = 12;
    FuzzyDesk& desk = m_window.live().fuzzy();
    const fuzzy::FuzzyRule& rule = desk.rules()->front();
    LearnRequest request;
    request.storage = rule.name;
    request.flag = rule.flags.front().flag;
    request.weight = 3;
    std::vector<ItemId> items;
    const std::vector<uint32_t>& order = m_window.items().order();
    for (size_t i = 0; i < std::min(order.size(), some); ++i)
        items.push_back(ItemId{m_window.items().rows()->id(order[i])});
    desk.plan(std::move(items), request, [&desk](const Result<FuzzyDesk::Plan>& plan) {
        if (plan)
            desk.learn(*plan, QStringLiteral("score>=5"));
    });
}

void FuzzyScene::selectSome()
{
    constexpr int some = 24;
    QTableView* view = m_window.items().view();
    QItemSelection selection;
    selection.select(view->model()->index(0, 0), view->model()->index(some - 1, 0));
    view->selectionModel()->select(selection, QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

// The first fuzzy hit of the item in focus.
void FuzzyScene::showHit()
{
    ItemFocus& focus = m_window.focus();
    if (!focus.content())
        return;
    const std::vector<StoredHit>& hits = focus.content()->hits.hits;
    const auto found =
        std::find_if(hits.begin(), hits.end(), [](const StoredHit& hit) { return !hit.matches.empty(); });
    if (found != hits.end())
        focus.showHit(static_cast<int>(found - hits.begin()));
}

} // namespace assay::gui
