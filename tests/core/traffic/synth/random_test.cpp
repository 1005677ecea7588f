// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/synth/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::traffic {
namespace {

TEST(SynthRandom, LogarithmAndExponentialAreThoseOfTheLibraryToTheLastDigits)
{
    for (double value = 1e-9; value < 1e9; value *= 1.37) {
        EXPECT_NEAR(exactLn(value), std::log(value), 1e-14 * std::max(1.0, std::abs(std::log(value))));
        const double power = std::log(value) * 3;
        EXPECT_NEAR(exactExp(power) / std::exp(power), 1, 1e-13);
    }
    EXPECT_EQ(exactLn(1), 0);
    EXPECT_EQ(exactExp(0), 1);
}

TEST(SynthRandom, StreamsAndSeedsDiffer)
{
    EXPECT_EQ(SynthRandom(42, 7).next(), SynthRandom(42, 7).next());
    EXPECT_NE(SynthRandom(42, 7).next(), SynthRandom(42, 8).next());
    EXPECT_NE(SynthRandom(42, 7).next(), SynthRandom(43, 7).next());
}

TEST(SynthRandom, DistributionsHaveTheirMoments)
{
    SynthRandom random(1);
    constexpr int count = 200'000;
    double exponential = 0, normal = 0, square = 0, belowMedian = 0, aboveTwice = 0;
    for (int i = 0; i < count; ++i) {
        exponential += random.exponential(5);
        const double z = random.normal();
        normal += z;
        square += z * z;
        belowMedian += random.logNormal(22, 0.9) < 22;
        aboveTwice += random.pareto(1.2, 2) > 4;
    }
    EXPECT_NEAR(exponential / count, 5, 0.06);
    EXPECT_NEAR(normal / count, 0, 0.01);
    EXPECT_NEAR(square / count, 1, 0.015);
    EXPECT_NEAR(belowMedian / count, 0.5, 0.006);
    EXPECT_NEAR(aboveTwice / count, std::pow(0.5, 1.2), 0.006);
}

TEST(SynthRandom, PicksByWeight)
{
    const double sums[] = {1, 1, 4};
    SynthRandom random(3);
    int third = 0;
    for (int i = 0; i < 30'000; ++i) {
        const size_t picked = random.pick(sums);
        ASSERT_NE(picked, 1u); // has no weight
        third += picked == 2;
    }
    EXPECT_NEAR(third / 30'000.0, 0.75, 0.01);
    for (int i = 0; i < 1000; ++i) {
        const int64_t value = random.between(-3, 3);
        EXPECT_TRUE(value >= -3 && value <= 3);
    }
    EXPECT_EQ(random.between(5, 5), 5);
}

} // namespace
} // namespace assay::traffic
