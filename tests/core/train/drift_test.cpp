// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/csvtable.h"
#include "core/train/drift.h"
#include "core/train/pruning.h"
#include "core/train/statistics.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>

namespace assay::train {
namespace {

using models::test::cloud;

TEST(Drift, QuietOnTheSameLoudOnAShift)
{
    const models::Matrix base = cloud(3000, 4, 1);
    std::vector<models::FeatureDigest> digests;
    for (size_t c = 0; c < 4; ++c)
        digests.push_back(models::digestOf(base.column(c)));
    const DriftReport same = compareTable(base.names, digests, cloud(1000, 4, 2));
    EXPECT_EQ(same.score, 0);
    models::Matrix moved = cloud(1000, 4, 3, 1);
    moved.names[3] = "new";
    const DriftReport report = compareTable(base.names, digests, moved);
    EXPECT_EQ(report.score, 1);
    EXPECT_EQ(report.features[0].verdict, DriftVerdict::Drifted);
    EXPECT_GT(report.features[0].psi, 0.5);
    EXPECT_EQ(report.features[3].verdict, DriftVerdict::Absent);
    EXPECT_EQ(report.unknown, std::vector<std::string>{"new"});
    const DriftReport few = compareTable(base.names, digests, cloud(199, 4, 3, 1));
    EXPECT_EQ(few.features[0].verdict, DriftVerdict::Insufficient);
    EXPECT_EQ(few.score, 0);
}

TEST(Drift, ConstantsAndMissingValues)
{
    const models::FeatureDigest constant = models::digestOf(std::vector<double>(1000, 7));
    EXPECT_EQ(compareToDigest(constant, std::vector<double>(500, 7)).verdict, DriftVerdict::Stable);
    EXPECT_EQ(compareToDigest(constant, std::vector<double>(500, 8)).verdict, DriftVerdict::Drifted);
    const std::vector<double> gone(500, std::numeric_limits<double>::quiet_NaN());
    const FeatureDrift missing = compareToDigest(constant, gone);
    EXPECT_EQ(missing.verdict, DriftVerdict::Drifted);
    EXPECT_EQ(missing.ks, 0);
    EXPECT_TRUE(std::isinf(missing.ksCritical));
    EXPECT_EQ(compareToDigest(models::digestOf(gone), gone).verdict, DriftVerdict::Stable);
    EXPECT_NE(compareToDigest(models::FeatureDigest{}, {}).verdict, DriftVerdict::Drifted);
}

TEST(Drift, AsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto all = nlohmann::json::parse(std::ifstream(shared / "golden/models/drift.json"));
    const auto base = models::readCsvTable(shared / "golden/models/data/drift_ref.csv");
    ASSERT_TRUE(base);
    for (const char* window : {"current", "null"}) {
        const std::string file =
            std::string("golden/models/data/drift_") + (window[0] == 'c' ? "cur" : "null") + ".csv";
        const auto rows = models::readCsvTable(shared / file);
        ASSERT_TRUE(rows);
        for (const auto& [name, expected] : all["features"].items()) {
            const auto digest = models::digestOf(base->column(models::findColumn(*base, name)));
            EXPECT_EQ(digest.cells, expected["digest"]["cells"].get<std::vector<uint64_t>>()) << name;
            const auto values = rows->column(models::findColumn(*rows, name));
            const FeatureDrift drift = compareToDigest(digest, values);
            const auto& want = expected[window];
            EXPECT_EQ(drift.cells, want["cells_cur"].get<std::vector<uint64_t>>()) << name;
            EXPECT_EQ(drift.usedCells, want["k"].get<size_t>()) << name;
            EXPECT_NEAR(drift.psi, want["psi"].get<double>(), 1e-9) << name;
            EXPECT_NEAR(drift.kl, want["kl"].get<double>(), 1e-9) << name;
            EXPECT_NEAR(drift.psiNoise, want["psi_noise"].get<double>(), 1e-9) << name;
            EXPECT_EQ(drift.verdict == DriftVerdict::Drifted, want["drifted"].get<bool>()) << name;
            const double exact = exactKs(base->column(models::findColumn(*base, name)), values);
            EXPECT_NEAR(exact, expected[std::string("ks_exact_") + window].get<double>(), 1e-9) << name;
        }
    }
}

TEST(Statistics, Quantiles)
{
    EXPECT_NEAR(chiSquaredQuantile(0.95, 1), 3.841458820694124, 1e-12);
    EXPECT_NEAR(chiSquaredQuantile(0.999, 10), 29.58829844507442, 1e-11);
    EXPECT_NEAR(chiSquaredQuantile(0.5, 2), 2 * std::log(2.0), 1e-13);
    EXPECT_NEAR(normalTwoSided(1.959963984540054), 0.05, 1e-15);
    EXPECT_NEAR(chiSquared1Above(3.841458820694124), 0.05, 1e-14);
    EXPECT_NEAR(std::exp(logFairBinomial(2, 4)), 6.0 / 16, 1e-14);
}

TEST(Statistics, Ranks)
{
    const std::vector<double> values = {3, 1, 3, 2};
    EXPECT_EQ(midRanks(values), (std::vector<double>{3.5, 1, 3.5, 2}));
    EXPECT_DOUBLE_EQ(spearman(values, values), 1);
    EXPECT_EQ(spearman(values, std::vector<double>(4, 1)), 0);
    EXPECT_EQ(exactKs(values, values), 0);
    EXPECT_EQ(exactKs(values, std::vector<double>{9, 10}), 1);
}

TEST(Pruning, NamesWhatSaysNothing)
{
    models::Matrix rows = cloud(400, 5, 1);
    for (size_t r = 0; r < rows.rows; ++r) {
        rows.values[r * 5] = 3;
        rows.values[r * 5 + 1] = r < 10 ? static_cast<double>(r) : std::nan("");
        rows.values[r * 5 + 2] = 0.5 + 1e-5 * static_cast<double>(r % 7); // tiny beside its values
        rows.values[r * 5 + 3] = 1e-5 * static_cast<double>(r % 7); // tiny, but that is its scale
    }
    const PruneReport report = pruneFeatures(rows);
    EXPECT_EQ(report.kept, (std::vector<std::string>{"f3", "f4"}));
    ASSERT_EQ(report.dropped.size(), 3u);
    EXPECT_EQ(report.dropped[0].reason, PruneReason::OneValue);
    EXPECT_EQ(report.dropped[1].reason, PruneReason::TooFewValues);
    EXPECT_EQ(report.dropped[2].reason, PruneReason::TinyVariance);
    ASSERT_EQ(report.guards.size(), 1u);
    EXPECT_EQ(report.guards[0].value, 3);
    EXPECT_EQ(report.guards[0].rows, 400u);
    EXPECT_EQ(pruneFeatures(rows, {1e-6, false}).kept, std::vector<std::string>{"f4"});
}

TEST(Pruning, AsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto rows = models::readCsvTable(shared / "golden/models/data/traffic_train.csv");
    ASSERT_TRUE(rows);
    for (const bool isRelative : {true, false}) {
        const PruneReport report = pruneFeatures(*rows, {1e-6, isRelative});
        ASSERT_EQ(report.dropped.size(), 2u);
        EXPECT_EQ(report.dropped[0].name, "const_zero");
        EXPECT_EQ(report.dropped[1].name, "tiny_var");
    }
}

} // namespace
} // namespace assay::train
