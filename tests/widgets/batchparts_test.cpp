// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "tests/support/testpaths.h"
#include "widgets/bridge/batchscope.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/panels/feedback/suspectrows.h"

#include <gtest/gtest.h>

using namespace assay;
using namespace assay::gui;

namespace {

std::vector<ItemId> ids(std::initializer_list<uint32_t> numbers)
{
    std::vector<ItemId> list;
    for (const uint32_t number : numbers)
        list.push_back(ItemId{number});
    return list;
}

feedback::BatchScope scopeOf(const std::string& query)
{
    feedback::BatchScope scope;
    scope.query = query;
    return scope;
}

} // namespace

TEST(BatchScope, IsAQueryOfAllItsParts)
{
    feedback::BatchScope scope = scopeOf("score>=5 or is:bulk");
    EXPECT_EQ(scopeQuery(scope), QStringLiteral("score>=5 or is:bulk"));
    scope.list = "bots";
    EXPECT_EQ(scopeQuery(scope), QStringLiteral("(score>=5 or is:bulk) ip:@bots"));
    scope = withItems(scope, ids({9, 7, 8}));
    scope = withoutItems(scope, ids({2}));
    EXPECT_EQ(scopeQuery(scope), QStringLiteral("((score>=5 or is:bulk) ip:@bots or id:[7..9]) -id:[2]"));
    EXPECT_EQ(scopeQuery(scopeOf(everyItem)), QString());
    EXPECT_EQ(scopeQuery(withoutItems(scopeOf(everyItem), ids({4}))), QStringLiteral("-id:[4]"));
    EXPECT_EQ(scopeQuery(withItems({}, ids({4}))), QStringLiteral("id:[4]")) << "only what was added by hand";
}

TEST(BatchScope, ItsQueriesAreSound)
{
    test::TemporaryDir folder;
    const auto file = Case::create(folder.path() / "a.assay");
    ASSERT_TRUE(file);
    for (const auto& scope : {scopeOf("subject:\"a b\""), withItems(scopeOf("score>5"), ids({1, 5})),
             withoutItems(withItems(scopeOf("a or b"), ids({1})), ids({2})), frozen(scopeOf("x"), ids({3, 4})),
             frozen(scopeOf("x"), {}), scopeOf(""), scopeOf(everyItem)})
        EXPECT_TRUE((*file)->parse(scopeQuery(scope).toStdString(), 0).ok()) << scopeQuery(scope).toStdString();
}

TEST(BatchScope, HandChangesTakeBackEachOther)
{
    feedback::BatchScope scope = withItems(scopeOf("a"), ids({3, 1, 3}));
    EXPECT_EQ(scope.added, ids({1, 3}));
    scope = withoutItems(scope, ids({3, 5}));
    EXPECT_EQ(scope.added, ids({1}));
    EXPECT_EQ(scope.removed, ids({3, 5}));
    scope = withItems(scope, ids({5}));
    EXPECT_EQ(scope.removed, ids({3}));
}

TEST(BatchScope, FrozenItemsAreTheScopeAndThawingGoesBackToTheQuery)
{
    feedback::BatchScope scope = frozen(withItems(scopeOf("a"), ids({9})), ids({1, 2}));
    EXPECT_EQ(scopeQuery(scope), QStringLiteral("id:[1..2]"));
    scope = withoutItems(withItems(scope, ids({4})), ids({1}));
    EXPECT_EQ(scope.items, ids({2, 4}));
    EXPECT_EQ(scopeQuery(thawed(scope)), QStringLiteral("a"));
}

TEST(BatchScope, PeriodIsThatOfTheRowsWithATime)
{
    const ItemTable none;
    EXPECT_EQ(periodOf(none, {}), (std::pair<int64_t, int64_t>(0, 0)));
}

TEST(BatchText, ZonesOfContextsAreNamesOrOffsets)
{
    feedback::BatchContext context;
    const QTimeZone fallback = QTimeZone::utc();
    EXPECT_EQ(zoneOf(context, fallback), fallback);
    context.zone = QTimeZone::isTimeZoneIdAvailable("Europe/Kyiv") ? "Europe/Kyiv" : "Europe/Kiev";
    EXPECT_EQ(zoneOf(context, fallback).id().toStdString(), context.zone);
    context.zone = "+02:00";
    EXPECT_EQ(zoneOf(context, fallback).standardTimeOffset(QDateTime::currentDateTime()), 2 * 3600);
    context.zone = "Nowhere/Land";
    EXPECT_EQ(zoneOf(context, fallback), fallback);
}

TEST(BatchText, StateNamesItsMarks)
{
    feedback::BatchInfo info;
    info.state = feedback::BatchState::Submitted;
    info.usedInRuns = {7};
    info.isWithdrawn = true;
    EXPECT_EQ(stateText(info), QStringLiteral("Submitted · used in run 7 · withdrawn"));
    info.id = BatchId{3};
    EXPECT_EQ(batchTitle(info), QStringLiteral("Batch 3"));
}

TEST(SuspectDecisions, SurviveAsTextAndForgetNonsense)
{
    SuspectDecisions decisions;
    decisions.confirmed[17] = 1;
    decisions.ignored[20] = true;
    const SuspectDecisions read = SuspectDecisions::fromText(decisions.toText());
    EXPECT_EQ(read.confirmed, decisions.confirmed);
    EXPECT_EQ(read.ignored, decisions.ignored);
    const SuspectDecisions odd = SuspectDecisions::fromText("x i;5;6 c;7 c999;8 z;9 c2");
    EXPECT_EQ(odd.confirmed.size(), 1u);
    EXPECT_TRUE(odd.ignored.empty());
}

TEST(SuspectRows, WithoutTheDoubtedLabelNothingIsLeftToDecide)
{
    auto snapshot = std::make_shared<CaseSnapshot>();
    snapshot->items = std::make_shared<ItemTable>();
    auto report = std::make_shared<SuspectReport>();
    report->suspects = {{ItemId{1}, 0, 0.9, 0.1, {}}, {ItemId{3}, 1, 0.2, 0.2, {}}};
    SuspectDecisions decisions;
    decisions.confirmed[1] = 2;
    const SuspectRows rows(report, snapshot, decisions);
    EXPECT_EQ(rows.verdict(0), SuspectVerdict::Changed) << "the confirmed label is not there any more";
    EXPECT_EQ(rows.decided(), 2u);
    EXPECT_EQ(rows.rowOf(3), 1u);
    EXPECT_EQ(rows.rowOf(4), rows.count());
}
