// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/messagefeatures.h"
#include "core/scan/detectors/models.h"
#include "core/scan/detectors/symbolrow.h"
#include "core/scan/scanner.h"
#include "tests/core/scan/fakedetector.h"
#include "tests/core/scan/fakevoice.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <map>

namespace assay {
namespace {

using models::VoiceRole;
using test::fakeVoice;

// Hits of one item by name.
struct Scanned
{
    std::map<std::string, Hit> hits;
    ScannedItem item;
    ScanReport report;
};

Scanned scanOne(std::vector<ModelVoice> voices, std::string message, HitSelection selection = HitSelection::Visible)
{
    auto set = std::make_shared<DetectorSet>();
    set->detectors = {
        std::make_shared<test::FakeDetector>("A_", 1.5), std::make_shared<ModelsDetector>(std::move(voices))};
    ScanOptions options;
    options.hits.selection = selection;
    const Scanner scanner(set, options);
    Scanned scanned;
    bool isGiven = false;
    scanned.report = scanner.run(
        [&](LoadedItem& item) {
            item.bytes = message;
            return !std::exchange(isGiven, true);
        },
        [&](std::span<ScannedItem> items) {
            scanned.item = items.front();
            for (const Hit& hit : items.front().hits)
                scanned.hits[scanner.symbols()[hit.symbol.value].name] = hit;
            return true;
        },
        RunContext());
    return scanned;
}

constexpr const char* letter = "From: a@b.test\r\nSubject: Q\r\n\r\nLetter\r\n";

test::FakeModel::Score always(double score)
{
    return [score](std::span<const double>) { return Result<double>(score); };
}

TEST(ModelsDetector, SaysWhatEachKindSays)
{
    ModelVoice boosted = fakeVoice("boosted", VoiceRole::Boosted, {"symbol.A_LETTER"}, always(0.9));
    boosted.maxScore = 2;
    const Scanned scanned =
        scanOne({fakeVoice("neural", VoiceRole::Neural, {"shape.bytes"}, always(0.25)), boosted,
                    fakeVoice("forest-x", VoiceRole::Forest, {"shape.bytes"}, always(9), {1, 2, 3})},
            letter);
    ASSERT_EQ(scanned.hits.count("NEURAL_HAM"), 1u);
    EXPECT_EQ(scanned.hits.count("NEURAL_SPAM"), 0u);
    const Hit& neural = scanned.hits.at("NEURAL_HAM");
    EXPECT_NEAR(neural.output->output, -0.5, 1e-6);
    EXPECT_NEAR(neural.score, -1.5, 1e-9);
    EXPECT_EQ(neural.options.front(), "-0.500");
    EXPECT_FALSE(neural.output->isHostile);

    const Hit& tree = scanned.hits.at("BOOSTED_SPAM");
    EXPECT_NEAR(tree.score, 2 * (2 * tree.output->risk - 1), 1e-3);
    EXPECT_EQ(tree.output->model, "boosted");
    EXPECT_EQ(tree.output->version, "v-boosted");
    EXPECT_TRUE(tree.output->isHostile);

    const Hit& anomaly = scanned.hits.at("ANOMALY_FOREST_X");
    EXPECT_GT(anomaly.output->risk, 0);
    EXPECT_NEAR(anomaly.score, 3 * std::max(0.0, 2 * anomaly.output->risk - 1), 1e-3);

    const Hit& fused = scanned.hits.at("FUSED_RISK");
    EXPECT_EQ(fused.score, 0);
    EXPECT_GT(fused.output->risk, 0);
    EXPECT_LT(fused.output->risk, 1);
    double sum = 0;
    for (const Hit& hit : scanned.item.hits)
        sum += hit.score;
    EXPECT_NEAR(scanned.item.score, sum, 1e-6);
    EXPECT_TRUE(std::is_sorted(scanned.item.hits.begin(), scanned.item.hits.end(),
        [](const Hit& a, const Hit& b) { return a.symbol < b.symbol; }));
}

TEST(ModelsDetector, GivesEachSymbolTheDetectorOfItsKind)
{
    const ModelsDetector detector({fakeVoice("neural", VoiceRole::Neural, {"shape.bytes"}, always(1)),
        fakeVoice("boosted", VoiceRole::Boosted, {"shape.bytes"}, always(1)),
        fakeVoice("boosted-eu", VoiceRole::Boosted, {"shape.bytes"}, always(1)),
        fakeVoice("ae", VoiceRole::Autoencoder, {"shape.bytes"}, always(1))});
    std::map<std::string, DetectorKind> kinds;
    for (const Symbol& symbol : detector.symbols())
        kinds[symbol.name] = symbol.detector;
    EXPECT_EQ(kinds,
        (std::map<std::string, DetectorKind>{{"NEURAL_SPAM", DetectorKind::Neural},
            {"NEURAL_HAM", DetectorKind::Neural}, {"BOOSTED_SPAM", DetectorKind::Boosted},
            {"BOOSTED_HAM", DetectorKind::Boosted}, {"BOOSTED_SPAM_BOOSTED_EU", DetectorKind::Boosted},
            {"BOOSTED_HAM_BOOSTED_EU", DetectorKind::Boosted}, {"ANOMALY_AE", DetectorKind::Anomaly},
            {"FUSED_RISK", DetectorKind::Fusion}}));
}

TEST(ModelsDetector, ShowsModelsTheFeaturesAndTheSymbolsOfRules)
{
    std::vector<double> seen;
    const auto look = [&](std::span<const double> row) {
        seen.assign(row.begin(), row.end());
        return Result<double>(0.1);
    };
    const std::vector<std::string> features = {"symbol.A_LETTER", "symbol.A_LONG", "symbol.A_ZERO", "rcpt.to",
        "shape.bytes", "symbol.__A_SUB", "symbol.NOT_HERE", "from.reply_differs"};
    const Scanned scanned = scanOne({fakeVoice("boosted", VoiceRole::Boosted, features, look)}, letter);
    ASSERT_EQ(seen.size(), 8u);
    EXPECT_NEAR(seen[0], std::tanh(1.5), 1e-6);
    EXPECT_EQ(seen[1], 0);
    EXPECT_EQ(seen[2], features::roundFeature(0.1));
    EXPECT_EQ(seen[3], 0);
    EXPECT_EQ(seen[4], static_cast<double>(std::string_view(letter).size()));
    EXPECT_TRUE(std::isnan(seen[5]));
    EXPECT_TRUE(std::isnan(seen[6]));
    EXPECT_TRUE(std::isnan(seen[7]));
    EXPECT_EQ(scanned.hits.at("BOOSTED_HAM").output->defaults, 3u);
}

TEST(ModelsDetector, ForgetsTheSymbolsOfTheItemBefore)
{
    const std::vector<Symbol> symbols = {{"A", DetectorKind::Rules, "", ""}, {"B", DetectorKind::Fuzzy, "", ""},
        {"A", DetectorKind::Fuzzy, "", ""}, {"FUSED_RISK", DetectorKind::Fusion, "", ""}};
    SymbolRow row(features::mailFeatureSet(), symbols);
    const size_t first = features::messageFeatures().size();
    ASSERT_EQ(row.columns().size(), first + 2);
    EXPECT_EQ(row.columns()[first], "symbol.A");
    const std::vector<double> values(first, 3);
    std::vector<Hit> hits(3);
    hits[0].symbol = SymbolId{0};
    hits[0].score = 0.2;
    hits[1].symbol = SymbolId{2};
    hits[1].score = -0.9;
    hits[2].symbol = SymbolId{3};
    auto filled = row.fill(values, hits);
    EXPECT_EQ(filled[0], 3);
    EXPECT_NEAR(filled[first], std::tanh(0.9), 1e-6);
    EXPECT_EQ(filled[first + 1], 0);
    filled = row.fill(values, std::span(hits).last(1));
    EXPECT_EQ(filled[first], 0);
}

TEST(ModelsDetector, KeepsShadowsApart)
{
    ModelVoice shadow = fakeVoice("boosted", VoiceRole::Boosted, {"shape.bytes"}, always(1));
    shadow.isShadow = true;
    const Scanned alone = scanOne({shadow}, letter);
    ASSERT_EQ(alone.hits.count("SHADOW_BOOSTED"), 1u);
    EXPECT_EQ(alone.hits.at("SHADOW_BOOSTED").score, 0);
    EXPECT_TRUE(alone.hits.at("SHADOW_BOOSTED").output->isShadow);
    EXPECT_TRUE(alone.hits.at("SHADOW_BOOSTED").output->isHostile);
    EXPECT_EQ(alone.hits.count("FUSED_RISK"), 0u);

    const ModelVoice current = fakeVoice("boosted", VoiceRole::Boosted, {"shape.bytes"}, always(0.5));
    const double fused = scanOne({current}, letter).hits.at("FUSED_RISK").output->risk;
    EXPECT_EQ(scanOne({current, shadow}, letter).hits.at("FUSED_RISK").output->risk, fused);
}

TEST(ModelsDetector, LeavesOutAModelThatFails)
{
    const auto fails = [](std::span<const double>) { return Result<double>(Error{ErrorCode::BadData, "x", "broken"}); };
    const Scanned scanned = scanOne({fakeVoice("bad", VoiceRole::Forest, {"shape.bytes"}, fails),
                                        fakeVoice("nan", VoiceRole::Autoencoder, {"shape.bytes"}, always(NAN)),
                                        fakeVoice("boosted", VoiceRole::Boosted, {"shape.bytes"}, always(0.8))},
        letter);
    EXPECT_EQ(scanned.hits.count("ANOMALY_BAD"), 0u);
    EXPECT_EQ(scanned.hits.count("ANOMALY_NAN"), 0u);
    EXPECT_EQ(scanned.hits.count("BOOSTED_SPAM"), 1u);
    EXPECT_EQ(scanned.hits.count("FUSED_RISK"), 1u);
    ASSERT_EQ(scanned.report.dropped.size(), 2u);
    EXPECT_EQ(scanned.report.dropped[0].rule, "bad 1");
    EXPECT_EQ(scanned.report.dropped[0].items, 1u);
    EXPECT_EQ(scanned.report.dropped[0].detector, DetectorKind::Anomaly);
}

TEST(ModelsDetector, AddsNothingFromDefaultsAlone)
{
    const Scanned scanned =
        scanOne({fakeVoice("boosted", VoiceRole::Boosted, {"symbol.X", "symbol.Y", "shape.bytes"}, always(1))}, letter);
    const Hit& hit = scanned.hits.at("BOOSTED_SPAM");
    EXPECT_EQ(hit.score, 0);
    EXPECT_EQ(hit.output->defaults, 2u);
    EXPECT_EQ(hit.options.back(), "unreliable: 2 of 3 inputs are missing");
    EXPECT_EQ(scanned.hits.count("FUSED_RISK"), 0u);
}

TEST(ModelsDetector, SaysNothingOfWhatIsNoMessage)
{
    ModelsDetector detector({fakeVoice("boosted", VoiceRole::Boosted, {"shape.bytes"}, always(1))});
    std::vector<Hit> hits;
    DetectorInput input;
    input.kind = ItemKind::RequestSet;
    detector.makeRun()->scan(input, {}, hits);
    EXPECT_TRUE(hits.empty());
}

TEST(ModelsDetector, IsMadeFromTheVoicesOfTheWantedKinds)
{
    DetectorOptions options;
    options.voices = {fakeVoice("neural", VoiceRole::Neural, {"shape.bytes"}, always(1)),
        fakeVoice("boosted", VoiceRole::Boosted, {"shape.bytes"}, always(1))};
    options.kinds = {DetectorKind::Boosted};
    const auto set = createDetectors(options);
    ASSERT_TRUE(set) << set.error().toString();
    ASSERT_EQ((*set)->detectors.size(), 1u);
    ASSERT_EQ((*set)->voices.size(), 1u);
    EXPECT_EQ((*set)->voices[0].name, "boosted");
    options.kinds = {DetectorKind::Anomaly};
    EXPECT_FALSE(createDetectors(options));
    options.voices.clear();
    options.kinds = {DetectorKind::Fusion};
    EXPECT_FALSE(createDetectors(options));
}

TEST(ModelsDetector, ComputesFeaturesOnlyWhenAsked)
{
    // The same summary and defects with models and without.
    const std::string message = "From: a@b.test\r\nDate: nonsense\r\nSubject: Q\r\n\r\nLetter\r\n";
    const Scanned with = scanOne({fakeVoice("boosted", VoiceRole::Boosted, {"shape.bytes"}, always(1))}, message);
    const Scanned without = scanOne({}, message);
    EXPECT_EQ(with.item.defects, without.item.defects);
    EXPECT_EQ(with.item.summary.subject, without.item.summary.subject);
    EXPECT_EQ(without.hits.count("FUSED_RISK"), 0u);
}

} // namespace
} // namespace assay
