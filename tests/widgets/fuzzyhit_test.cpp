// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says about fuzzy matches and about what learning would do.
#include "core/casefile/case.h"
#include "tests/support/testpaths.h"
#include "widgets/bridge/fuzzytext.h"
#include "widgets/bridge/querytext.h"
#include "widgets/panels/evidence/fuzzyhittext.h"
#include "widgets/panels/learn/learntext.h"

#include <gtest/gtest.h>

using namespace assay;
using namespace assay::gui;
using fuzzy::FlagMeaning;

namespace {

std::vector<ItemId> ids(std::initializer_list<uint32_t> numbers)
{
    std::vector<ItemId> list;
    for (const uint32_t number : numbers)
        list.push_back(ItemId{number});
    return list;
}

fuzzy::FuzzyRule rule()
{
    fuzzy::FuzzyRule rule;
    rule.name = "local";
    rule.flags = {{11, "FZ_DENIED", "complaints", FlagMeaning::Deny, 4, 12, false}};
    return rule;
}

PlannedHash planned(LearnOutcome outcome, int32_t before = 0, int32_t after = 0)
{
    PlannedHash hash;
    hash.outcome = outcome;
    hash.weightBefore = before;
    hash.weightAfter = after;
    return hash;
}

PlannedItem item(LearnOutcome outcome, std::vector<PlannedHash> hashes, const std::string& reason = {})
{
    PlannedItem item;
    item.item = ItemId{1};
    item.outcome = outcome;
    item.flag = 11;
    item.hashes = std::move(hashes);
    item.reason = reason;
    return item;
}

LearnRequest request()
{
    LearnRequest request;
    request.flag = 11;
    return request;
}

} // namespace

TEST(ItemsQuery, NamesItemsInRangesAndIsAQuery)
{
    EXPECT_EQ(itemsQuery({}), QString());
    EXPECT_EQ(itemsQuery(ids({3})), QStringLiteral("id:[3]"));
    EXPECT_EQ(itemsQuery(ids({3, 4, 5, 9})), QStringLiteral("id:[3..5,9]"));
    test::TemporaryDir folder;
    const auto file = Case::create(folder.path() / "a.assay");
    ASSERT_TRUE(file);
    std::vector<ItemId> many;
    for (uint32_t number = 1'000'000; number < 1'010'000; number += 2)
        many.push_back(ItemId{number});
    for (const auto& items : {ids({3, 4, 5, 9}), many}) {
        const std::string query = itemsQuery(items).toStdString();
        EXPECT_TRUE((*file)->parse(query, 0).ok()) << query.substr(0, 100);
    }
}

TEST(FuzzyHit, SimilarityIsAShareOfShinglesOrExact)
{
    fuzzy::FuzzyMatch match;
    match.sharedShingles = 27;
    EXPECT_EQ(similarityText(match), QStringLiteral("27 of 32 shingles, 84 %"));
    match.sharedShingles = 0;
    EXPECT_TRUE(similarityText(match).startsWith(QStringLiteral("exact")));
    match.kind = fuzzy::HashKind::Image;
    EXPECT_EQ(similarityText(match), QStringLiteral("exact: the very same image"));
}

TEST(FuzzyHit, FlagsAreNamedWithTheirMeaning)
{
    const fuzzy::FuzzyRule known = rule();
    EXPECT_EQ(flagText(&known, 11), QStringLiteral("11 · complaints (black)"));
    EXPECT_EQ(flagText(&known, 12), QStringLiteral("12 · not named by the storage"));
    EXPECT_EQ(flagText(nullptr, 11), QStringLiteral("11 · not named by the storage"));
}

TEST(FuzzyHit, OriginsOfOneOperationAreOneLesson)
{
    const HashOrigins origins{{7, ItemId{4}, "1", "ann", "score>5", 100, 11, 1, false},
        {7, ItemId{2}, "1", "ann", "score>5", 100, 11, 1, false}, {9, ItemId{2}, "1", "bob", "", 200, 11, 3, false}};
    const std::vector<HashLesson> lessons = lessonsOf(origins);
    ASSERT_EQ(lessons.size(), 2u);
    EXPECT_EQ(lessons[0].items, ids({2, 4}));
    EXPECT_EQ(lessons[0].weight, 2);
    EXPECT_EQ(lessons[1].author, "bob");
}

TEST(FuzzyHit, TextOfStrangersCannotBecomeMarkup)
{
    StoredHit hit;
    hit.symbol.name = "FZ_DENIED";
    fuzzy::FuzzyMatch match;
    match.storage = "<b>local";
    match.part = "1.2";
    match.flag = 11;
    match.weight = 8;
    match.threshold = 4;
    match.factor = 0.9;
    const Message message = Message::parse(
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\na\n--x\nContent-Type: "
        "application/pdf; name=\"<img src=y>.pdf\"\nContent-Disposition: attachment\n\nb\n--x--\n");
    const HashOrigins origins{{7, ItemId{4}, "1", "<i>ann", "subject:\"<u>\"", 100, 11, 1, false}};
    const fuzzy::FuzzyRule known = rule();
    const QString text = fuzzyHitText(hit, match, &known, message) + fuzzyHashText(match, &origins, QTimeZone::utc());
    EXPECT_TRUE(text.contains(QStringLiteral("&lt;b&gt;local"))) << text.toStdString();
    for (const char* mark : {"<b>local", "<img", "<i>", "<u>"})
        EXPECT_FALSE(text.contains(QString::fromLatin1(mark))) << mark;
    EXPECT_TRUE(text.contains(QStringLiteral("application/pdf")));
}

TEST(LearnText, OutcomesReadAsPeopleSayThem)
{
    using Outcome = LearnOutcome;
    EXPECT_EQ(outcomeText(item(Outcome::New, {planned(Outcome::New)}), request()), QStringLiteral("new"));
    EXPECT_EQ(
        outcomeText(item(Outcome::Known, {planned(Outcome::Known, 4, 5)}), request()), QStringLiteral("weight 4 → 5"));
    EXPECT_EQ(
        outcomeText(item(Outcome::Denied, {}, "sender domain"), request()), QStringLiteral("denied: sender domain"));
    PlannedItem moved = item(Outcome::New, {planned(Outcome::New), planned(Outcome::New)});
    moved.isReflagged = true;
    moved.flag = 13;
    EXPECT_EQ(outcomeText(moved, request()), QStringLiteral("re-flagged 11 → 13 · new"));
    EXPECT_TRUE(isIn(LearnGroup::Reflagged, moved));
    EXPECT_FALSE(isIn(LearnGroup::Denied, moved));
    EXPECT_EQ(outcomeText(item(Outcome::Gone, {planned(Outcome::Gone, 4)}), request()),
        QStringLiteral("forgotten, weight was 4"));
}
