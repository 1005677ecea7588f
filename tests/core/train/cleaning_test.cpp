// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/csvtable.h"
#include "core/train/labelcleaning.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace assay::train {
namespace {

TEST(Cleaning, FindsPlantedFlips)
{
    // A model that is right about everything; rows 3 and 14 have the other label.
    std::vector<double> p;
    std::vector<uint8_t> labels;
    for (int i = 0; i < 20; ++i) {
        p.push_back(i % 2 ? 0.9 - 0.001 * i : 0.1 + 0.001 * i);
        labels.push_back((i % 2 == 1) != (i == 3 || i == 14) ? 1 : 0);
    }
    const auto report = findSuspectLabels(p, labels);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->suspects, (std::vector<size_t>{3, 14}));
    EXPECT_EQ(report->counted, (CleaningReport::Table{{{9, 1}, {1, 9}}}));
    EXPECT_NEAR(report->selfConfidence[14], 0.114, 1e-12);
    EXPECT_TRUE(mayExclude(*report, labels, 5, 5));
    EXPECT_EQ(mayExclude(*report, labels, 10, 5).error().detail, "class 1 would keep fewer than 10 rows");
}

TEST(Cleaning, HoldsBackWhenTooMuchIsMarked)
{
    CleaningReport report;
    const std::vector<uint8_t> labels = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
    report.isSuspect = {true, true, true, false, false, false, false, false, false, false};
    EXPECT_EQ(mayExclude(report, labels, 1, 1).error().detail, "they are more than a quarter of the rows");
    report.isSuspect = {false, false, false, false, false, false, false, false, true, true};
    EXPECT_EQ(mayExclude(report, labels, 0, 1).error().detail, "they are more than half of class 1");
    report.isSuspect[9] = false;
    EXPECT_TRUE(mayExclude(report, labels, 1, 1));
}

TEST(Cleaning, OneClassAndOneRowAreBorne)
{
    const std::vector<double> p = {0.9, 0.8, 0.2, 0.7};
    const std::vector<uint8_t> all = {1, 1, 1, 1}, single = {1, 1, 0, 1};
    const auto one = findSuspectLabels(p, all);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->thresholds[0], 2);
    EXPECT_TRUE(one->suspects.empty());
    const auto other = findSuspectLabels(std::vector<double>{0.9, 0.8, 0.9, 0.7}, single);
    ASSERT_TRUE(other);
    EXPECT_FALSE(other->isSuspect[2]); // the only row of its class stays
}

TEST(Cleaning, RefusesWhatIsNoProbability)
{
    const std::vector<uint8_t> labels = {0, 1};
    EXPECT_FALSE(findSuspectLabels(std::vector<double>{0.5, 1.5}, labels));
    EXPECT_FALSE(findSuspectLabels(std::vector<double>{0.5}, labels));
    EXPECT_FALSE(findSuspectLabels(std::vector<double>{0.5, 0.5}, std::vector<uint8_t>{0, 2}));
    EXPECT_FALSE(findSuspectLabels({}, {}));
}

TEST(Cleaning, AsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto expected = nlohmann::json::parse(std::ifstream(shared / "golden/models/label_noise.json"));
    const auto table = models::readCsvTable(shared / "golden/models/noise_oof.csv");
    ASSERT_TRUE(table);
    const auto given = table->column(models::findColumn(*table, "label"));
    const std::vector<uint8_t> labels(given.begin(), given.end());
    const auto report = findSuspectLabels(table->column(models::findColumn(*table, "p1")), labels);
    ASSERT_TRUE(report);
    for (size_t k = 0; k < 2; ++k) {
        EXPECT_NEAR(report->thresholds[k], expected["thresholds"][k].get<double>(), 1e-9);
        for (size_t o = 0; o < 2; ++o) {
            EXPECT_EQ(report->counted[k][o], expected["joint_raw"][k][o].get<uint64_t>());
            EXPECT_EQ(report->joint[k][o], expected["joint"][k][o].get<uint64_t>());
            EXPECT_EQ(report->pruned[k][o], expected["prune"][o][k].get<uint64_t>());
        }
    }
    EXPECT_EQ(report->suspects, expected["ranked"].get<std::vector<size_t>>());
    std::vector<size_t> flagged = report->suspects;
    std::sort(flagged.begin(), flagged.end());
    EXPECT_EQ(flagged, expected["flagged"].get<std::vector<size_t>>());
}

} // namespace
} // namespace assay::train
