// SPDX-License-Identifier: GPL-3.0-or-later
// A network that the real rspamd 3.4 trained, its profile, and the scores that it gave.
#include "core/base/file.h"
#include "core/base/zstdframe.h"
#include "core/features/metatokens.h"
#include "core/neural/data/profile.h"
#include "core/neural/data/symbolvalue.h"
#include "core/neural/data/vectortext.h"
#include "core/neural/kann/forwardpass.h"
#include "core/neural/kann/topology.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace assay::neural {
namespace {

using Json = nlohmann::json;

constexpr size_t inputs = 216, hidden = 325;

std::string goldenFile(const std::filesystem::path& shared, const char* name)
{
    const auto bytes = readFile(shared / "golden" / "neural" / name);
    EXPECT_TRUE(bytes) << name;
    return bytes ? *bytes : std::string();
}

TEST(GoldenNetwork, IsReadAndWrittenByteForByte)
{
    ASSAY_REQUIRE_SHARED(shared);
    const std::string bytes = goldenFile(shared, "ann_v1.kann");
    const auto graph = readKann(bytes);
    ASSERT_TRUE(graph) << graph.error().toString();
    EXPECT_EQ(writeKann(*graph), bytes);
    EXPECT_EQ(recogniseLayout(*graph), (Layout{Topology::Rspamd34, inputs, hidden}));
    EXPECT_EQ(hiddenUnits(Topology::Rspamd34, inputs, 1.5), hidden);
    const auto packed = readPlainOrPackedKann(goldenFile(shared, "ann_v1.zst"));
    ASSERT_TRUE(packed) << packed.error().toString();
    EXPECT_EQ(writeKann(*packed), bytes);
}

TEST(GoldenNetwork, HasTheTableOfNodesThatIsMadeHere)
{
    ASSAY_REQUIRE_SHARED(shared);
    const std::string bytes = goldenFile(shared, "ann_v1.kann");
    const Graph made = makeGraph({Topology::Rspamd34, inputs, hidden}, {});
    ASSERT_EQ(kannTableSize(made), 341u);
    EXPECT_EQ(writeKann(made).substr(0, 341), bytes.substr(0, 341));
}

TEST(GoldenNetwork, ScoresAsRspamdDid)
{
    ASSAY_REQUIRE_SHARED(shared);
    auto graph = readKann(goldenFile(shared, "ann_v1.kann"));
    ASSERT_TRUE(graph);
    const auto pass = ForwardPass::make(std::make_shared<const Graph>(std::move(*graph)));
    ASSERT_TRUE(pass) << pass.error().toString();
    ASSERT_EQ(pass->inputs(), inputs);
    auto workspace = pass->makeWorkspace();
    const Json rows = Json::parse(goldenFile(shared, "vectors_scores.json"));
    ASSERT_EQ(rows.size(), 300u);
    double largest = 0;
    for (const Json& row : rows) {
        const auto text = row.at("vector").get<std::string>();
        const auto numbers = vectorFromText(text, inputs);
        ASSERT_TRUE(numbers) << numbers.error().toString();
        EXPECT_EQ(vectorToText(*numbers), text);
        const std::vector<float> input(numbers->begin(), numbers->end());
        largest = std::max(largest, std::abs(pass->run(input, workspace) - row.at("score").get<double>()));
    }
    EXPECT_LE(largest, 2e-6);
    RecordProperty("largest_difference", std::to_string(largest * 1e6) + "e-6");
}

// Numbers 27 and up of the recorded vectors follow from the symbols of the message and their configured weights.
TEST(GoldenVectors, HoldTheSymbolsOfTheirMessages)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto profile = profileFromJson(goldenFile(shared, "profile.json"));
    ASSERT_TRUE(profile);
    const std::vector<double> metatokens(features::metatokenCount);
    size_t agreeing = 0;
    const Json rows = Json::parse(goldenFile(shared, "vectors_scores.json"));
    for (const Json& row : rows) {
        const auto file = shared / "golden/rspamd/default" / (row.at("id").get<std::string>() + ".json");
        const Json configured = Json::parse(readFile(file).value()).at("symbols");
        SymbolScores symbols;
        for (const auto& [name, score] : row.at("symbols").items()) {
            SymbolScore& symbol = symbols[name];
            symbol.score = score.get<double>();
            if (configured.contains(name))
                symbol.weight = configured.at(name).at("metric_score").get<double>();
        }
        const auto numbers = vectorFromText(row.at("vector").get<std::string>(), inputs);
        ASSERT_TRUE(numbers);
        const std::vector<double> made = makeVector(metatokens, symbols, *profile);
        bool agrees = true;
        for (size_t i = features::metatokenCount; i < made.size(); ++i)
            agrees = agrees && std::abs(made[i] - (*numbers)[i]) <= 1e-6; // the scores have six decimals
        agreeing += agrees ? 1 : 0;
    }
    EXPECT_EQ(agreeing, rows.size());
}

TEST(GoldenProfile, IsReadAndItsDigestFound)
{
    ASSAY_REQUIRE_SHARED(shared);
    const std::string json = goldenFile(shared, "profile.json");
    const auto profile = profileFromJson(json);
    ASSERT_TRUE(profile) << profile.error().toString();
    EXPECT_EQ(profile->digest, Json::parse(json).at("digest").get<std::string>());
    EXPECT_EQ(profile->digest.size(), 103u);
    EXPECT_EQ(profile->version, 1u);
    EXPECT_EQ(profile->key, "rn_default_default_" + profile->digest.substr(0, 8) + "_1");
    EXPECT_EQ(vectorLength(*profile), inputs);
    EXPECT_EQ(Json::parse(profileToJson(*profile)), Json::parse(json));
}

} // namespace
} // namespace assay::neural
