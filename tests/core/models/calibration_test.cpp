// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/calibration.h"
#include "core/models/csvtable.h"
#include "core/models/random.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

namespace assay::models {
namespace {

struct Sample
{
    std::vector<double> stated;
    std::vector<uint8_t> labels;
};

// Rows whose stated odds are the square of the true ones.
Sample overSure(size_t rows)
{
    Random random(11);
    Sample out;
    for (size_t i = 0; i < rows; ++i) {
        const double p = 0.05 + 0.9 * random.uniform();
        const double odds = p / (1 - p);
        out.stated.push_back(odds * odds / (1 + odds * odds));
        out.labels.push_back(random.uniform() < p ? 1 : 0);
    }
    return out;
}

TEST(Calibration, PlattFindsTheSlope)
{
    const Sample sample = overSure(20'000);
    const auto fit = fitPlatt(sample.stated, sample.labels);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->slope, 0.5, 0.02);
    EXPECT_NEAR(fit->intercept, 0, 0.05);
    EXPECT_NEAR(fit->apply(0.5), 0.5, 0.02);
}

TEST(Calibration, PlattBearsPerfectSeparation)
{
    const std::vector<double> p = {0, 0.1, 0.9, 1};
    const std::vector<uint8_t> labels = {0, 0, 1, 1};
    const auto fit = fitPlatt(p, labels);
    ASSERT_TRUE(fit);
    EXPECT_TRUE(std::isfinite(fit->slope) && std::isfinite(fit->intercept));
    EXPECT_LT(fit->apply(0), 0.5);
    EXPECT_GT(fit->apply(1), 0.5);
}

TEST(Calibration, IsotonicPoolsWhatFalls)
{
    const std::vector<double> p = {0.1, 0.2, 0.3, 0.4, 0.4, 0.6};
    const std::vector<uint8_t> labels = {0, 1, 0, 1, 1, 1};
    const auto fit = fitIsotonic(p, labels);
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->x, (std::vector<double>{0.1, 0.2, 0.3, 0.4, 0.6}));
    EXPECT_EQ(fit->y, (std::vector<double>{0, 0.5, 0.5, 1, 1}));
    EXPECT_EQ(fit->apply(0), 0);
    EXPECT_DOUBLE_EQ(fit->apply(0.15), 0.25);
    EXPECT_EQ(fit->apply(0.9), 1);
}

TEST(Calibration, NeedsBothClassesAndProbabilities)
{
    const std::vector<uint8_t> one = {1, 1}, both = {0, 1};
    const std::vector<double> p = {0.2, 0.3}, beyond = {0.2, 1.3}, nan = {0.2, std::nan("")};
    EXPECT_FALSE(fitCalibration(p, one));
    EXPECT_FALSE(fitCalibration(beyond, both));
    EXPECT_FALSE(fitCalibration(nan, both));
    EXPECT_EQ(fitCalibration(p, both)->method, Calibration::Method::Platt);
}

double brier(const Calibration& fit, const std::vector<double>& p, const std::vector<uint8_t>& labels)
{
    double sum = 0;
    for (size_t i = 0; i < p.size(); ++i)
        sum += std::pow(fit.apply(p[i]) - labels[i], 2);
    return sum / static_cast<double>(p.size());
}

TEST(Calibration, AsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto all = nlohmann::json::parse(std::ifstream(shared / "golden/models/fusion_calibration.json"));
    const auto& expected = all["calibration"];
    const auto table = readCsvTable(shared / "golden/models/data/ab_scores.csv");
    ASSERT_TRUE(table && table->rows == 1200);
    Sample fitted, rest;
    for (size_t r = 0; r < table->rows; ++r) {
        Sample& part = r < 600 ? fitted : rest;
        part.labels.push_back(table->at(r, 0) == 1 ? 1 : 0);
        part.stated.push_back(table->at(r, 1));
    }
    const auto platt = fitPlatt(fitted.stated, fitted.labels);
    ASSERT_TRUE(platt);
    EXPECT_NEAR(platt->slope, expected["platt"]["slope"].get<double>(), 1e-6);
    EXPECT_NEAR(platt->intercept, expected["platt"]["intercept"].get<double>(), 1e-6);
    EXPECT_NEAR(brier(*platt, rest.stated, rest.labels), expected["platt"]["brier"].get<double>(), 1e-6);
    const auto isotonic = fitIsotonic(fitted.stated, fitted.labels);
    ASSERT_TRUE(isotonic);
    EXPECT_EQ(isotonic->x, expected["isotonic"]["x"].get<std::vector<double>>());
    const auto y = expected["isotonic"]["y"].get<std::vector<double>>();
    ASSERT_EQ(isotonic->y.size(), y.size());
    for (size_t i = 0; i < y.size(); ++i)
        EXPECT_NEAR(isotonic->y[i], y[i], 1e-9);
    EXPECT_NEAR(brier(*isotonic, rest.stated, rest.labels), expected["isotonic"]["brier"].get<double>(), 1e-6);
}

} // namespace
} // namespace assay::models
