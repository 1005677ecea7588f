// SPDX-License-Identifier: GPL-3.0-or-later
// Models of a case on the same frozen items: comparison, report, drift, fusion.
#include "core/casefile/comparing.h"

#include "core/casefile/case.h"
#include "core/casefile/casedetectors.h"
#include "core/casefile/modelling.h"
#include "core/models/fusion.h"
#include "core/train/fitting.h"
#include "core/train/registry.h"
#include "core/train/trainingset.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay {
namespace {

// Mail of which the hostile half tends to have a link and loud words; every sender writes once.
std::string message(unsigned number, bool isHostile, std::mt19937& random)
{
    const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
    std::string text = "From x@example.org Mon Jan  1 10:00:00 2024\nFrom: Writer <w" + std::to_string(number)
        + "@example.org>\nTo: me@example.com\nMessage-ID: <" + std::to_string(number)
        + "@example.org>\nDate: Mon, 1 Jan 2024 10:" + std::to_string(10 + number % 50) + ":00 +0000\n";
    text += chance(isHostile ? 70 : 20) ? "Subject: WIN MONEY NOW!!!\n" : "Subject: Notes\n";
    if (chance(isHostile ? 60 : 10))
        text += "X-Mailer: Bulk\nContent-Type: text/html\n\n<a href=\"http://shop.example.net/\">Click</a>";
    else
        text += "\nSee you on Friday";
    for (unsigned i = 0; i < (isHostile ? 5 : 15) + random() % 20; ++i)
        text += " word" + std::to_string(random() % 900);
    return text + "\n\n";
}

class Comparing : public testing::Test
{
protected:
    static constexpr unsigned count = 700;

    void SetUp() override
    {
        std::mt19937 random(4);
        std::string box;
        for (unsigned i = 0; i < count; ++i)
            box += message(i, i % 2 == 1, random);
        m_case = std::move(*Case::create(m_dir.path() / "a.assay"));
        ASSERT_TRUE(m_case->add(m_dir.write("in.mbox", box), {}, test::plainContext()).ok());
        std::vector<ItemId> hostile, harmless;
        for (unsigned i = 0; i < count; ++i)
            (i % 2 ? hostile : harmless).push_back(ItemId{i});
        feedback::LabelRequest request;
        request.author = "ann";
        request.label = feedback::findLabel(feedback::mailScheme(), "spam")->id;
        ASSERT_TRUE(m_case->label(hostile, request).ok());
        request.label = feedback::findLabel(feedback::mailScheme(), "ham")->id;
        ASSERT_TRUE(m_case->label(harmless, request).ok());
        const auto detectors = createDetectors(*m_case, DetectorOptions{});
        ASSERT_TRUE(detectors.ok());
        ASSERT_TRUE(m_case->scan(*detectors, {}, test::plainContext()).ok());
    }

    // A version of a model that learned from the first `last` items.
    void publish(const std::string& name, unsigned last, const models::Params::Settings& settings = {})
    {
        std::vector<ItemId> items;
        for (unsigned i = 0; i < last; ++i)
            items.push_back(ItemId{i});
        const auto set = m_case->featureRows(items, test::plainContext());
        ASSERT_TRUE(set.ok());
        train::FitRequest request;
        request.kind = "xgboost";
        request.model = name;
        request.settings = settings;
        const auto staged = m_dir.path() / "staged";
        const auto fitted = train::fitToDirectory(**set, request, staged, test::plainContext());
        ASSERT_TRUE(fitted.ok()) << fitted.error().detail;
        train::Registry registry(m_case->registry().directory());
        const auto published = registry.publish(staged, {name});
        ASSERT_TRUE(published.ok()) << published.error().detail;
        ASSERT_TRUE(m_case->promote({name, published->id}).ok());
    }

    CaseComparison compared(std::vector<CompareWhich> models, std::string query, bool without = true)
    {
        CompareRequest request;
        request.models = std::move(models);
        request.query = std::move(query);
        request.withoutTrainingItems = without;
        auto found = m_case->compare(request, test::plainContext());
        EXPECT_TRUE(found.ok()) << (found ? "" : found.error().detail);
        return found ? *found : CaseComparison{};
    }

    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

TEST_F(Comparing, ScoresTheSameItemsWithoutThoseThatWereLearned)
{
    publish("good", 400);
    const CaseComparison all = compared({{"rules", ""}, {"good", ""}, {"fusion", ""}}, "is:labelled");
    ASSERT_TRUE(all.result);
    EXPECT_EQ(all.items.size() + all.overlap.size(), count);
    // Of the first 400 a fifth was held out and may be compared on.
    for (const ItemId item : all.items)
        EXPECT_TRUE(std::find(all.overlap.begin(), all.overlap.end(), item) == all.overlap.end());
    EXPECT_GE(all.items.size(), 300u);
    EXPECT_LT(all.items.size(), 500u);
    EXPECT_EQ(all.provenance.at("ann"), all.items.size());
    EXPECT_EQ(all.result->models[1].title, "good 1");
    EXPECT_EQ(all.result->models[1].index->unscored(), 0u);
    EXPECT_GT(all.result->models[1].evaluation.rocAuc, 0.8);
    EXPECT_EQ(all.setSha256.size(), 64u);
    EXPECT_EQ(compared({{"rules", ""}, {"good", "1"}, {"fusion", ""}}, "is:labelled").setSha256, all.setSha256);
    const CaseComparison with = compared({{"rules", ""}, {"good", ""}}, "is:labelled", false);
    EXPECT_EQ(with.items.size(), count);
    EXPECT_FALSE(with.notes.empty());
    EXPECT_NE(with.setSha256, all.setSha256);
}

TEST_F(Comparing, RulesKeepTheOrderOfTheirScores)
{
    publish("good", 400);
    const CaseComparison all = compared({{"rules", ""}, {"good", ""}}, "is:labelled", false);
    const auto snapshot = m_case->snapshot();
    const auto& squashed = *all.result->models[0].scores;
    for (size_t i = 1; i < squashed.size(); ++i) {
        const float before = (*snapshot)->scores->scores[i - 1], here = (*snapshot)->scores->scores[i];
        EXPECT_EQ(before < here, squashed[i - 1] < squashed[i]);
        EXPECT_EQ(squashed[i] >= 0.5, (*snapshot)->scores->actions[i] != Action::None);
    }
}

TEST_F(Comparing, WithoutAQueryTheHeldOutItemsAreTaken)
{
    publish("good", 500);
    const CaseComparison held = compared({{"good", ""}, {"rules", ""}}, "");
    EXPECT_EQ(held.items.size(), 100u);
    EXPECT_TRUE(held.overlap.empty());
    CompareRequest request;
    request.models = {{"good", ""}, {"none", ""}};
    EXPECT_EQ(m_case->compare(request).error().code, ErrorCode::NotFound);
    request.models = {{"good", ""}};
    EXPECT_EQ(m_case->compare(request).error().code, ErrorCode::BadArgument);
    request.models = {{"good", ""}, {"rules", ""}};
    request.query = "(";
    EXPECT_EQ(m_case->compare(request).error().code, ErrorCode::BadArgument);
}

TEST_F(Comparing, ReportsEscapeAndAreKept)
{
    publish("good", 400);
    const CaseComparison all = compared({{"rules", ""}, {"good", ""}}, "is:labelled -subject:\"<b>\"");
    train::ComparisonOptions options;
    options.bootstrap.resamples = 50;
    const auto tests = m_case->testComparison(all, options, test::plainContext());
    ASSERT_TRUE(tests.ok());
    EXPECT_FALSE(tests->pairs[0].reasons.empty());
    const auto html = m_case->comparisonReport(all, &*tests, test::plainContext());
    ASSERT_TRUE(html.ok());
    EXPECT_NE(html->find(all.setSha256), std::string::npos);
    EXPECT_NE(html->find("<polyline"), std::string::npos);
    EXPECT_NE(html->find("&lt;b&gt;"), std::string::npos);
    EXPECT_EQ(html->find("<b>"), std::string::npos);
    EXPECT_EQ(html->find("<script"), std::string::npos);
    EXPECT_NE(html->find("change verdict"), std::string::npos);
    const auto saved = m_case->saveComparison(all, *html);
    ASSERT_TRUE(saved.ok());
    EXPECT_EQ(*saved, 1u);
    // A new version becomes current, the compared one stays through a purge.
    publish("good", 450);
    publish("good", 500);
    publish("good", 550);
    ASSERT_TRUE(m_case->purgeModels(0).ok());
    EXPECT_TRUE(m_case->registry().find("good", "1").ok());
    EXPECT_FALSE(m_case->registry().find("good", "2").ok());
}

TEST_F(Comparing, CountsTheItemsThatChangeVerdict)
{
    publish("good", 400);
    const auto changes = m_case->verdictChanges({"rules", ""}, {"good", ""}, "", test::plainContext());
    ASSERT_TRUE(changes.ok());
    EXPECT_EQ(changes->items, count);
    const CaseComparison labelled = compared({{"rules", ""}, {"good", ""}}, "is:labelled", false);
    const auto& models = labelled.result->models;
    const auto list = train::disagreements(
        *labelled.result, 0, 1, models[0].threshold, models[1].threshold, train::DisagreementOrder::ByDifference);
    EXPECT_EQ(changes->toHostile.size() + changes->toHarmless.size(), list.size());
    const auto same = m_case->verdictChanges({"good", ""}, {"good", "1"}, "", test::plainContext());
    EXPECT_TRUE(same->toHostile.empty() && same->toHarmless.empty());
}

TEST_F(Comparing, DriftShowsWhatChanged)
{
    publish("good", 500);
    const auto same = m_case->drift("good", "", "is:labelled", test::plainContext());
    ASSERT_TRUE(same.ok()) << same.error().detail;
    EXPECT_LT(same->score, 0.3);
    EXPECT_NEAR(same->hostileNow, 0.5, 0.01);
    for (const DriftRow& row : same->rows) {
        if (row.bounds.empty())
            continue;
        ASSERT_EQ(row.bounds.size(), row.now.size() + 1);
        EXPECT_TRUE(std::is_sorted(row.bounds.begin(), row.bounds.end())) << row.feature;
        uint64_t now = 0;
        for (const uint64_t bar : row.now)
            now += bar;
        EXPECT_NEAR(static_cast<double>(now), same->rowsNow * (1 - row.missingNow), 0.5) << row.feature;
    }
    const auto loud = m_case->drift("good", "1", "subject:money label:spam", test::plainContext());
    ASSERT_TRUE(loud.ok());
    EXPECT_GT(loud->score, same->score);
    EXPECT_EQ(loud->hostileNow, 1);
    EXPECT_TRUE(loud->rows.front().isDrifted);
}

TEST_F(Comparing, LearnsToFuseFromItemsThatNoModelKnows)
{
    publish("good", 300);
    const auto few = m_case->learnFusion("id<305", test::plainContext());
    ASSERT_TRUE(few.ok());
    EXPECT_FALSE(few->isLearned);
    EXPECT_FALSE(m_case->fusion()->learned);
    const auto report = m_case->learnFusion("", test::plainContext());
    ASSERT_TRUE(report.ok()) << report.error().detail;
    EXPECT_GE(report->rows, 400u);
    EXPECT_LE(report->rows, 460u);
    ASSERT_TRUE(report->test);
    EXPECT_EQ(report->isLearned, m_case->fusion()->learned.has_value());
    EXPECT_EQ(report->isLearned, report->test->verdict == train::Verdict::ChallengerWins);
    // What is stored stays while nothing can be said, and goes when fixed weights are as good.
    ASSERT_TRUE(m_case->setState("fusion", "0 1 1 1 1 1 0 0 0 0 0").ok());
    ASSERT_TRUE(m_case->fusion()->learned);
    EXPECT_FALSE(m_case->learnFusion("id<305", test::plainContext())->isLearned);
    EXPECT_TRUE(m_case->fusion()->learned);
    const auto again = m_case->learnFusion("", test::plainContext());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->isLearned, m_case->fusion()->learned.has_value());
    ASSERT_TRUE(m_case->setState("fusion", "1 2 3").ok());
    EXPECT_EQ(m_case->fusion().error().code, ErrorCode::BadData);
    ASSERT_TRUE(m_case->forgetFusion().ok());
    EXPECT_FALSE(m_case->fusion()->learned);
}

} // namespace
} // namespace assay
