// SPDX-License-Identifier: GPL-3.0-or-later
// Models that read request sets beside models that read mail.
#include "core/features/featureset.h"
#include "core/scan/detectors/models.h"
#include "core/scan/itemfeatures.h"
#include "core/scan/scanner.h"
#include "tests/core/scan/fakevoice.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace assay {
namespace {

using models::VoiceRole;

ModelVoice voiceFor(
    std::string_view set, std::string name, VoiceRole role, std::vector<std::string> features, double score)
{
    ModelVoice voice = test::fakeVoice(std::move(name), role, std::move(features),
        [score](std::span<const double>) { return Result<double>(score); }, {1, 2, 3, 4, 5, 6, 7, 8});
    models::StoredModel stored = voice.voice->stored();
    stored.manifest.featureSet = set;
    voice.voice = std::make_shared<models::Voice>(*models::Voice::make(stored, stored.model->features()));
    return voice;
}

std::string requestSet(const std::string& agent, std::vector<std::pair<std::string, double>> context = {})
{
    traffic::RequestSetHead head;
    head.target = "shop";
    head.host = "shop.test";
    head.client = *IpAddress::parse("203.0.113.9");
    head.bucketStart = head.start = head.stop = 1'772'442'000'000'000'000;
    head.context = std::move(context);
    traffic::Request request;
    request.time = head.start;
    request.method = "GET";
    request.path = "/";
    request.userAgent = agent;
    std::string document;
    traffic::appendHead(document, head);
    traffic::appendRequestLine(document, request);
    return document;
}

constexpr const char* letter = "From: a@b.test\r\nSubject: Q\r\n\r\nLetter\r\n";
constexpr const char* browser = "Mozilla/5.0 (X11; Linux x86_64) Firefox/123.0";

// Hits of each item by name.
std::vector<std::map<std::string, Hit>> scanAll(
    std::vector<ModelVoice> voices, const std::vector<std::pair<ItemKind, std::string>>& given)
{
    auto set = std::make_shared<DetectorSet>();
    set->detectors = {std::make_shared<ModelsDetector>(std::move(voices))};
    const Scanner scanner(set, {});
    std::vector<std::map<std::string, Hit>> found;
    size_t next = 0;
    scanner.run(
        [&](LoadedItem& item) {
            if (next == given.size())
                return false;
            item.kind = given[next].first;
            item.bytes = given[next++].second;
            return true;
        },
        [&](std::span<ScannedItem> items) {
            for (const ScannedItem& item : items) {
                auto& hits = found.emplace_back();
                for (const Hit& hit : item.hits)
                    hits[scanner.symbols()[hit.symbol.value].name] = hit;
            }
            return true;
        },
        RunContext({}, nullptr, 1));
    return found;
}

TEST(TrafficModels, ScoreOnlyItemsOfTheirKind)
{
    const auto found =
        scanAll({voiceFor("mail/1", "xgboost", VoiceRole::Boosted, {"shape.bytes"}, 0.9),
                    voiceFor("", "old", VoiceRole::Neural, {"shape.bytes"}, 0.9),
                    voiceFor("traffic/1", "traffic-xgboost", VoiceRole::Boosted, {"timing.requests"}, 0.8),
                    voiceFor("traffic/1", "traffic-isoforest", VoiceRole::Forest, {"timing.requests"}, 99)},
            {{ItemKind::Message, letter}, {ItemKind::RequestSet, requestSet(browser)},
                {ItemKind::RequestSet, "no request set"}});
    ASSERT_EQ(found.size(), 3U);
    const auto names = [](const std::map<std::string, Hit>& hits) {
        std::set<std::string> all;
        for (const auto& [name, hit] : hits)
            all.insert(name);
        return all;
    };
    EXPECT_EQ(names(found[0]), (std::set<std::string>{"BOOSTED_SPAM", "NEURAL_SPAM", "FUSED_RISK"}));
    EXPECT_EQ(names(found[1]), (std::set<std::string>{"BOOSTED_BOT", "ANOMALY_TRAFFIC_ISOFOREST", "FUSED_RISK"}));
    EXPECT_TRUE(found[2].empty());
    EXPECT_EQ(found[1].at("BOOSTED_BOT").output->model, "traffic-xgboost");
}

TEST(TrafficModels, CallAClientABotFromALowerRiskThanMail)
{
    const auto mail =
        scanAll({voiceFor("mail/1", "x", VoiceRole::Boosted, {"shape.bytes"}, 0.5)}, {{ItemKind::Message, letter}});
    const auto above = scanAll({voiceFor("traffic/1", "x", VoiceRole::Boosted, {"timing.requests"}, 0.5)},
        {{ItemKind::RequestSet, requestSet(browser)}});
    const auto below = scanAll({voiceFor("traffic/1", "x", VoiceRole::Boosted, {"timing.requests"}, 0.44)},
        {{ItemKind::RequestSet, requestSet(browser)}});
    EXPECT_FALSE(mail[0].at("FUSED_RISK").output->isHostile);
    EXPECT_TRUE(above[0].at("FUSED_RISK").output->isHostile);
    EXPECT_FALSE(below[0].at("FUSED_RISK").output->isHostile);
    EXPECT_EQ(above[0].at("FUSED_RISK").options.front(), "MEDIUM");
}

TEST(TrafficModels, PutWhatIsKnownForCertainBeforeTheRisk)
{
    const auto level = [](double risk, const std::string& item) {
        const auto found = scanAll({voiceFor("traffic/1", "x", VoiceRole::Boosted, {"timing.requests"}, risk)},
            {{ItemKind::RequestSet, item}});
        return found[0].at("FUSED_RISK").options.front();
    };
    EXPECT_EQ(level(0.1, requestSet("Examplebot/2.1 (+http://example.org/bot)")), "KNOWN_BOT");
    EXPECT_EQ(level(0.1, requestSet("Examplebot/2.1", {{"banned", 1}})), "ANUBIS_DENY");
    EXPECT_EQ(level(0.1, requestSet(browser, {{"challenge_passed", 1}})), "LEGITIMATE_BROWSER");
    EXPECT_EQ(level(0.7, requestSet(browser, {{"challenge_passed", 1}})), "HIGH");
    EXPECT_EQ(level(0.1, requestSet(browser)), "NORMAL");
}

// A model of 28 features, on data that lack four of them.
TEST(TrafficModels, TakeDefaultsForWhatTheDataLack)
{
    std::vector<std::string> features;
    for (const features::FeatureInfo& info : features::trafficFeatureSet().features().first(28))
        features.emplace_back(info.name);
    traffic::RequestSetHead head;
    head.target = head.host = "shop.test";
    head.client = *IpAddress::parse("203.0.113.9");
    const std::set<std::string> lacking = {"css_total", "js_total", "top_page_total", "unique_query_total"};
    for (const std::string& name : features) {
        if (lacking.count(name) == 0)
            head.features.emplace_back(name, 2.0);
    }
    std::string document;
    traffic::appendHead(document, head);
    std::vector<double> seen;
    ModelVoice voice = test::fakeVoice("traffic-x", VoiceRole::Boosted, features, [&](std::span<const double> row) {
        seen.assign(row.begin(), row.end());
        return Result<double>(0.7);
    });
    models::StoredModel stored = voice.voice->stored();
    stored.manifest.featureSet = "traffic/1";
    voice.voice = std::make_shared<models::Voice>(*models::Voice::make(stored, features));
    const auto found = scanAll({voice}, {{ItemKind::RequestSet, document}});
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].count("BOOSTED_BOT"), 1U);
    EXPECT_EQ(found[0].at("BOOSTED_BOT").output->defaults, 4U);
    ASSERT_EQ(seen.size(), 28U);
    EXPECT_EQ(found[0].count("FUSED_RISK"), 1U);
}

TEST(FeatureSets, AreToldApartByNameStampAndFeature)
{
    const auto& mail = features::mailFeatureSet();
    const auto& traffic = features::trafficFeatureSet();
    EXPECT_EQ(&featureSetOf(ItemKind::Message), &mail);
    EXPECT_EQ(&featureSetOf(ItemKind::RequestSet), &traffic);
    EXPECT_EQ(mail.name(), "mail/1");
    EXPECT_EQ(&features::featureSetOfName("traffic/7"), &traffic);
    EXPECT_EQ(&features::featureSetOfName(""), &mail);
    EXPECT_EQ(&features::featureSetOfName("made/1"), &mail);
    EXPECT_EQ(mail.stamp(), mail.version); // as records of before have it
    EXPECT_EQ(&features::featureSetOfStamp(traffic.stamp()), &traffic);
    EXPECT_EQ(&features::featureSetOfStamp(0), &mail);
    EXPECT_EQ(features::findFeatureSet("request_rate"), &traffic);
    EXPECT_EQ(features::findFeatureSet("shape.bytes"), &mail);
    EXPECT_EQ(features::findFeatureSet("symbol.X"), nullptr);
    for (const features::FeatureSet* set : features::featureSets()) {
        for (const features::FeatureInfo& info : set->features())
            EXPECT_EQ(features::findFeatureSet(info.name), set) << info.name;
    }
}

} // namespace
} // namespace assay
