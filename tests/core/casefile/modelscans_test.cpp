// SPDX-License-Identifier: GPL-3.0-or-later
// Models that score the items of a case: stored outputs, questions about them, explanations, suspects, previews.
#include "core/casefile/casedetectors.h"
#include "core/casefile/modelling.h"
#include "core/models/xgboost/boostedkind.h"
#include "core/train/registry.h"
#include "core/train/trainingset.h"
#include "tests/core/casefile/labelcase.h"
#include "tests/core/scan/fakedetector.h"
#include "tests/core/scan/fakevoice.h"

#include <cmath>

namespace assay {
namespace {

using models::VoiceRole;
using test::fakeVoice;
using Rows = std::vector<uint32_t>;

constexpr feedback::LabelId spam = 1, ham = 2;

class ModelScans : public test::LabelCase
{
protected:
    static constexpr uint32_t count = 90;
    void SetUp() override { fill(count); }

    // Letters beyond a size are spam; every `wrong`th label says the opposite.
    void labelBySize(uint32_t wrong = 0)
    {
        Rows spams, hams;
        const auto snapshot = *m_case->snapshot();
        for (uint32_t row = 0; row < count; ++row) {
            const bool isLarge = snapshot->items->row(row).length > 800;
            const bool isWrong = wrong > 0 && row % wrong == 0;
            (isLarge != isWrong ? spams : hams).push_back(row);
        }
        give(spams, spam);
        give(hams, ham);
    }
    ScanId scanWith(std::vector<ModelVoice> voices)
    {
        DetectorOptions options;
        options.kinds = {DetectorKind::Fusion};
        options.voices = std::move(voices);
        auto models = createDetectors(options);
        EXPECT_TRUE(models.ok());
        auto set = std::make_shared<DetectorSet>(*test::fakeDetectors());
        set->detectors.push_back((*models)->detectors.front());
        set->voices = (*models)->voices;
        return scanWith(set);
    }
    ScanId scanWith(std::shared_ptr<const DetectorSet> detectors)
    {
        const auto report = m_case->scan(std::move(detectors), {}, test::plainContext());
        EXPECT_TRUE(report.ok());
        return report->scan;
    }
    Rows ask(const std::string& query)
    {
        Rows rows;
        for (const ItemId item : test::foundItems(*m_case, query))
            rows.push_back(item.value);
        return rows;
    }
    static TrainingSelection byQuery(const std::string& query)
    {
        TrainingSelection selection;
        selection.from = TrainingSelection::From::Query;
        selection.query = query;
        return selection;
    }
    // Trains boosted trees from the labels and makes them the current model.
    void publishBoosted()
    {
        const auto set = m_case->trainingSet(byQuery("is:labelled"), "boosted", test::plainContext());
        ASSERT_TRUE(set.ok()) << set.error().toString();
        const auto params =
            models::Params::make(models::boostedKind().options(), {{"xgb.rounds", "20"}, {"xgb.min_labels", "2"}});
        const auto model = models::boostedKind().fit({(*set)->rows, (*set)->labels, (*set)->weights}, *params, 1, {});
        ASSERT_TRUE(model.ok()) << model.error().toString();
        models::Manifest manifest;
        manifest.thresholds = {{"alert", 0.5}};
        manifest.medians = models::columnMedians((*set)->rows);
        const auto staged = m_dir.path() / "staged";
        const auto saved = models::saveModelDir(staged, **model, manifest);
        ASSERT_TRUE(saved.ok()) << saved.error().toString();
        train::Registry registry(m_case->folder() / "models");
        train::PublishRequest publish;
        publish.model = "boosted";
        const auto version = registry.publish(staged, publish);
        ASSERT_TRUE(version.ok()) << version.error().toString();
        train::PromoteRequest promote;
        promote.model = "boosted";
        promote.version = version->id;
        const auto promoted = m_case->promote(promote);
        ASSERT_TRUE(promoted.ok()) << promoted.error().toString();
    }
};

test::FakeModel::Score bytesOver(double limit, double above, double below)
{
    return [=](std::span<const double> row) { return Result<double>(row[0] > limit ? above : below); };
}

const StoredHit* hitOf(const ItemHits& hits, std::string_view symbol)
{
    for (const StoredHit& hit : hits.hits) {
        if (hit.symbol.name == symbol)
            return &hit;
    }
    return nullptr;
}

TEST_F(ModelScans, AnswerQuestionsAboutModels)
{
    const std::vector<std::string> bytes = {"shape.bytes"};
    ModelVoice shadow = fakeVoice("boosted", VoiceRole::Boosted, bytes, bytesOver(600, 0.9, 0.1));
    shadow.isShadow = true;
    shadow.version = "v2";
    const ScanId scan = scanWith({fakeVoice("neural", VoiceRole::Neural, bytes, bytesOver(700, 0.875, 0.25)),
        fakeVoice("boosted", VoiceRole::Boosted, bytes, bytesOver(800, 0.9, 0.1)), shadow,
        fakeVoice("forest", VoiceRole::Forest, bytes, bytesOver(900, 50, 0), {1, 2, 3, 4, 5, 6, 7, 8})});
    Rows over700, overTwo, disagreed, rare, risky;
    for (uint32_t row = 0; row < count; ++row) {
        const ItemHits hits = *m_case->hits(scan, ItemId{row});
        const size_t size = m_case->itemBytes(ItemId{row})->size();
        const StoredHit* neural = hitOf(hits, size > 700 ? "NEURAL_SPAM" : "NEURAL_HAM");
        ASSERT_NE(neural, nullptr) << row;
        EXPECT_EQ(neural->output->output, size > 700 ? 0.75 : -0.5);
        ASSERT_NE(hitOf(hits, "SHADOW_BOOSTED"), nullptr);
        EXPECT_EQ(hitOf(hits, "SHADOW_BOOSTED")->output->version, "v2");
        const StoredHit* fused = hitOf(hits, "FUSED_RISK");
        ASSERT_NE(fused, nullptr);
        if (size > 700)
            over700.push_back(row);
        if (size > 600 && size <= 800)
            disagreed.push_back(row);
        if (hitOf(hits, "ANOMALY_FOREST")->output->risk > 0.9)
            rare.push_back(row);
        if (std::round(fused->output->risk * 1000) / 1000 >= 0.5)
            risky.push_back(row);
        if (size > 700 && size <= 800)
            overTwo.push_back(row);
    }
    ASSERT_FALSE(over700.empty());
    ASSERT_FALSE(disagreed.empty());
    ASSERT_FALSE(rare.empty());
    EXPECT_EQ(ask("nn>0"), over700);
    EXPECT_EQ(ask("nn:0.75"), over700);
    EXPECT_EQ(ask("nn.Neural>=0.75"), over700);
    EXPECT_EQ(ask("nn.boosted>0.5").size(), ask("disagree:boosted or boosted>0.5").size());
    EXPECT_EQ(ask("disagree:boosted"), disagreed);
    EXPECT_EQ(ask("has:disagree").size(), count);
    EXPECT_EQ(ask("disagree:nobody"), Rows());
    EXPECT_EQ(ask("anomaly>0.9"), rare);
    EXPECT_EQ(ask("risk>=0.5"), risky);
    EXPECT_EQ(ask("has:risk").size(), count);
    EXPECT_EQ(ask("detector:fusion").size(), count);
    // The neural net alerts above 700 bytes, the shadow of the trees above 600.
    Rows differ;
    for (uint32_t row = 0; row < count; ++row) {
        const size_t size = m_case->itemBytes(ItemId{row})->size();
        if (size > 600 && size <= 700)
            differ.push_back(row);
    }
    EXPECT_EQ(ask("disagree:[neural, boosted]"), differ);
    // The same from an index that is on disk.
    ASSERT_TRUE(m_case->updateIndex(test::plainContext()).ok());
    EXPECT_EQ(ask("nn>0"), over700);
    EXPECT_EQ(ask("disagree:boosted"), disagreed);
}

TEST_F(ModelScans, RememberWhichVersionsScored)
{
    const auto snapshot = *m_case->snapshot();
    EXPECT_EQ(snapshot->loop, nullptr);
    const ScanId scan = scanWith({fakeVoice("neural", VoiceRole::Neural, {"shape.bytes"}, bytesOver(1, 1, 1))});
    const ItemHits hits = *m_case->hits(scan, ItemId{3});
    ASSERT_NE(hitOf(hits, "NEURAL_SPAM"), nullptr);
    EXPECT_EQ(hitOf(hits, "NEURAL_SPAM")->output->version, "v-neural");
    EXPECT_EQ(ask("nn.other>0"), Rows());
    EXPECT_EQ(ask("has:anomaly"), Rows());
}

TEST_F(ModelScans, ExplainWhatTheCurrentModelSaid)
{
    scanWith(test::fakeDetectors());
    labelBySize();
    publishBoosted();
    DetectorOptions options;
    options.kinds = {DetectorKind::Boosted};
    const auto current = createDetectors(*m_case, options);
    ASSERT_TRUE(current.ok()) << current.error().toString();
    auto set = std::make_shared<DetectorSet>(*test::fakeDetectors());
    set->detectors.push_back((*current)->detectors.front());
    set->voices = (*current)->voices;
    const ScanId scan = scanWith(set);
    for (const uint32_t row : {1U, 20U, 47U}) {
        const ItemHits hits = *m_case->hits(scan, ItemId{row});
        const StoredHit* hit = hitOf(hits, "BOOSTED_SPAM");
        hit = hit ? hit : hitOf(hits, "BOOSTED_HAM");
        ASSERT_NE(hit, nullptr);
        const auto why = m_case->explain(scan, ItemId{row}, *hit->output);
        ASSERT_TRUE(why.ok()) << why.error().toString();
        EXPECT_EQ(why->kind, "xgboost");
        EXPECT_EQ(why->unit, "log-odds");
        double sum = why->base + why->remainder;
        for (const FeatureContribution& part : why->contributions)
            sum += part.contribution;
        EXPECT_NEAR(sum, why->total, 1e-4);
        // The row is the one that was scored.
        EXPECT_NEAR(1 / (1 + std::exp(-why->total)), hit->output->output, 1e-5);
        ASSERT_FALSE(why->contributions.empty());
        EXPECT_FALSE(why->contributions.front().meaning.empty());
        for (size_t i = 1; i < why->contributions.size(); ++i)
            EXPECT_GE(std::abs(why->contributions[i - 1].contribution), std::abs(why->contributions[i].contribution));
    }
    ModelOutput fused;
    fused.model = fusedModelName;
    EXPECT_FALSE(m_case->explain(scan, ItemId{1}, fused));
    ModelOutput gone;
    gone.model = "boosted";
    gone.version = "20200101T000000000Z-000000";
    EXPECT_FALSE(m_case->explain(scan, ItemId{1}, gone));
}

TEST_F(ModelScans, FindLabelsThatLookWrong)
{
    labelBySize(11);
    const auto report = m_case->findSuspects(byQuery("is:labelled"), test::plainContext());
    ASSERT_TRUE(report.ok()) << report.error().toString();
    EXPECT_EQ(report->rows, count);
    ASSERT_FALSE(report->suspects.empty());
    size_t wrong = 0;
    Rows found;
    for (const Suspect& suspect : report->suspects) {
        wrong += suspect.item.value % 11 == 0 ? 1 : 0;
        found.push_back(suspect.item.value);
        EXPECT_EQ(suspect.similar.size(), 5u);
        EXPECT_NEAR(suspect.selfConfidence, suspect.label == 1 ? suspect.probability : 1 - suspect.probability, 1e-9);
    }
    EXPECT_GT(2 * wrong, report->suspects.size());
    std::sort(found.begin(), found.end());
    EXPECT_EQ(ask("has:suspect"), found);
    EXPECT_EQ(ask("suspect<=1"), found);
    reopen();
    const auto again = m_case->suspects();
    ASSERT_TRUE(again.ok());
    ASSERT_EQ(again->suspects.size(), report->suspects.size());
    for (size_t i = 0; i < again->suspects.size(); ++i) {
        EXPECT_EQ(again->suspects[i].item, report->suspects[i].item);
        EXPECT_EQ(again->suspects[i].similar, report->suspects[i].similar);
    }
    EXPECT_EQ(again->rows, count);
    EXPECT_EQ(again->thresholds[1], report->thresholds[1]);
    EXPECT_EQ(again->joint[1][0], report->joint[1][0]);
}

TEST_F(ModelScans, NeedLabelsOfBothClassesToFindSuspects)
{
    give({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, spam);
    give({12, 13, 14}, ham);
    const auto report = m_case->findSuspects(byQuery(""), test::plainContext());
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().toString().find("3 of 10"), std::string::npos);
    EXPECT_TRUE(m_case->suspects()->suspects.empty());
}

TEST_F(ModelScans, PreviewATraining)
{
    TrainRequest request;
    request.kind = "xgboost";
    request.data = byQuery("");
    give({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, spam);
    give({20, 21, 22}, ham);
    give({22}, spam, "bob");
    const auto preview = m_case->previewTraining(request, test::plainContext());
    ASSERT_TRUE(preview.ok()) << preview.error().toString();
    EXPECT_EQ(preview->rows, count - 1);
    EXPECT_EQ(preview->positives, 17u);
    EXPECT_EQ(preview->negatives, 2u);
    EXPECT_EQ(preview->unlabelled, count - 20u);
    EXPECT_EQ(preview->conflicts, 1u);
    EXPECT_GT(preview->features, 100u);
    const auto has = [&](std::string_view name) {
        return std::any_of(preview->checks.begin(), preview->checks.end(),
            [&](const TrainingPreview::Check& check) { return check.name == name; });
    };
    EXPECT_TRUE(has("least_labels"));
    EXPECT_TRUE(has("class_balance"));
    EXPECT_TRUE(has("conflicts"));
    EXPECT_TRUE(has("no_scan"));
    EXPECT_FALSE(has("suspects"));
    request.kind = "nothing";
    EXPECT_FALSE(m_case->previewTraining(request, test::plainContext()));
}

} // namespace
} // namespace assay
