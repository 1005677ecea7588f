// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/csvtable.h"
#include "core/models/fusion.h"
#include "core/models/rarity.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

namespace assay::models {
namespace {

std::optional<double> optional(const nlohmann::json& number)
{
    return number.is_null() ? std::nullopt : std::optional<double>(number.get<double>());
}

TEST(Fusion, RarityMeansOneInSoMany)
{
    std::vector<double> scores;
    for (int i = 0; i < 1000; ++i)
        scores.push_back(i);
    const RarityTable table = RarityTable::make(scores);
    EXPECT_NEAR(*table.risk(900), 0.25, 0.002);
    EXPECT_NEAR(*table.risk(990), 0.5, 0.02);
    EXPECT_EQ(*table.risk(0), 0);
    EXPECT_EQ(*table.risk(1e9), 1);
    EXPECT_GT(*table.risk(1100), *table.risk(999));
    EXPECT_FALSE(table.risk(std::nan("")));
    EXPECT_FALSE(RarityTable::make({}).risk(1));
}

TEST(Fusion, QuantilesStayNearTheWholeTable)
{
    Random random(3);
    std::vector<double> scores;
    for (int i = 0; i < 1500; ++i)
        scores.push_back(test::bell(random));
    const RarityTable whole = RarityTable::make(scores);
    std::vector<double> many;
    for (int i = 0; i < 4; ++i)
        many.insert(many.end(), scores.begin(), scores.end());
    const RarityTable packed = RarityTable::make(many);
    EXPECT_EQ(whole.values().size(), 1500u);
    EXPECT_EQ(packed.values().size(), 1001u);
    for (double score = -3; score < 2; score += 0.05)
        EXPECT_NEAR(*packed.risk(score), *whole.risk(score), 0.01) << score;
}

TEST(Fusion, VoicesAndFloors)
{
    VoiceRisks voices;
    EXPECT_FALSE(fusedRisk(voices));
    voices.of(VoiceRole::Forest) = 0.5;
    EXPECT_DOUBLE_EQ(*fusedRisk(voices), 0.5);
    voices.of(VoiceRole::Boosted) = 0.1;
    EXPECT_DOUBLE_EQ(*fusedRisk(voices), (0.4 * 0.5 + 0.3 * 0.1) / 0.7);
    voices.of(VoiceRole::Autoencoder) = std::nan("");
    EXPECT_DOUBLE_EQ(*fusedRisk(voices), (0.4 * 0.5 + 0.3 * 0.1) / 0.7);
    voices.hasUnseenConstant = true;
    EXPECT_DOUBLE_EQ(*fusedRisk(voices), 0.5);
    voices.of(VoiceRole::Boosted) = 0.96;
    voices.of(VoiceRole::Forest) = 0.0;
    EXPECT_DOUBLE_EQ(*fusedRisk(voices), 0.6);
    FusionOptions off;
    off.boostedWeight = 0;
    voices.hasUnseenConstant = false;
    EXPECT_DOUBLE_EQ(*fusedRisk(voices, off), 0.0);
    EXPECT_EQ(threatLevelName(threatLevel(0.25)), "LOW");
    EXPECT_EQ(threatLevelName(threatLevel(0.2499)), "NORMAL");
    EXPECT_EQ(threatLevelName(threatLevel(1)), "CRITICAL");
}

TEST(Fusion, AsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto all = nlohmann::json::parse(std::ifstream(shared / "golden/models/fusion_calibration.json"));
    const auto table = readCsvTable(shared / "golden/models/data/ab_scores.csv");
    ASSERT_TRUE(table);
    std::vector<double> forest, autoencoder;
    for (size_t r = 0; r < table->rows && forest.size() < 500; ++r) {
        if (table->at(r, 0) == 0) {
            forest.push_back(table->at(r, 1));
            autoencoder.push_back(table->at(r, 2) * table->at(r, 2));
        }
    }
    const auto& expected = all["fusion"];
    const RarityTable e = RarityTable::make(forest), a = RarityTable::make(autoencoder);
    EXPECT_NEAR(e.tau(), expected["tau_E"].get<double>(), 1e-9);
    EXPECT_NEAR(a.tau(), expected["tau_A"].get<double>(), 1e-9);
    ASSERT_GE(expected["cases"].size(), 10u);
    for (const auto& one : expected["cases"]) {
        VoiceRisks voices;
        if (const auto value = optional(one["e"]))
            voices.of(VoiceRole::Forest) = e.risk(*value);
        if (const auto value = optional(one["a"]))
            voices.of(VoiceRole::Autoencoder) = a.risk(*value);
        voices.of(VoiceRole::Boosted) = optional(one["x"]);
        const auto risk = fusedRisk(voices);
        ASSERT_EQ(risk.has_value(), !one["risk"].is_null()) << one.dump();
        if (!risk)
            continue;
        EXPECT_NEAR(*risk, one["risk"].get<double>(), 1e-6) << one.dump();
        EXPECT_EQ(threatLevelName(threatLevel(*risk)), one["level"].get<std::string>());
        if (voices.of(VoiceRole::Forest)) {
            EXPECT_NEAR(*voices.of(VoiceRole::Forest), one["r"]["E"].get<double>(), 1e-6) << one.dump();
        }
    }
}

} // namespace
} // namespace assay::models
