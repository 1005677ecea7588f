// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/random.h"
#include "core/train/fusionfit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::train {
namespace {

using models::LearnedFusion;
using models::VoiceRisks;
using models::VoiceRole;

struct Rows
{
    std::vector<VoiceRisks> risks;
    std::vector<uint8_t> labels;
};

// The rules know the label well, the forest says the opposite of what it should.
Rows misleadingForest(size_t count, uint64_t seed)
{
    models::Random random(seed);
    Rows out;
    for (size_t i = 0; i < count; ++i) {
        const uint8_t label = random.below(2) ? 1 : 0;
        VoiceRisks row;
        row.ruleScore = (label ? 6 : 2) + 6 * (random.uniform() - 0.5);
        row.of(VoiceRole::Forest) = std::clamp((label ? 0.3 : 0.6) + 0.5 * (random.uniform() - 0.5), 0.0, 1.0);
        if (i % 3 != 0)
            row.of(VoiceRole::Boosted) = std::clamp((label ? 0.6 : 0.4) + (random.uniform() - 0.5), 0.0, 1.0);
        out.risks.push_back(row);
        out.labels.push_back(label);
    }
    return out;
}

FusionFitOptions quick()
{
    FusionFitOptions options;
    options.comparison.bootstrap.resamples = 200;
    return options;
}

TEST(FusionFit, LearnsWhichVoiceToBelieve)
{
    const Rows rows = misleadingForest(600, 3);
    const auto fit = learnFusion(rows.risks, rows.labels, {}, quick(), {});
    ASSERT_TRUE(fit);
    ASSERT_TRUE(fit->learned && fit->test);
    EXPECT_GT(fit->learned->weights[0], 0); // rules
    EXPECT_LT(fit->learned->weights[1], 0); // forest
    EXPECT_GT(fit->learned->weights[3], 0); // boosted
    EXPECT_EQ(fit->learned->weights[2], 0); // never spoke
    EXPECT_EQ(fit->test->verdict, Verdict::ChallengerWins);
    EXPECT_GT(fit->test->comparison.b.rocAuc, 0.9);
}

TEST(FusionFit, TheMaximumIsThatOfThePenalisedLikelihood)
{
    const Rows rows = misleadingForest(300, 5);
    std::vector<std::array<double, LearnedFusion::inputs>> inputs;
    for (const VoiceRisks& row : rows.risks)
        inputs.push_back(models::fusionInputs(row));
    const LearnedFusion best = fitFusion(inputs, rows.labels, 1);
    // Deviations as the fit takes them, to weigh the penalty alike.
    std::array<double, LearnedFusion::inputs> deviation = {};
    for (size_t i = 0; i < inputs.front().size(); ++i) {
        double squares = 0, count = 0;
        for (const auto& row : inputs) {
            squares += std::isfinite(row[i]) ? std::pow(row[i] - best.usual[i], 2) : 0;
            count += std::isfinite(row[i]) ? 1 : 0;
        }
        deviation[i] = count > 0 ? std::sqrt(squares / count) : 0;
    }
    const auto loss = [&](const LearnedFusion& fusion) {
        double out = 0;
        for (size_t i = 0; i < deviation.size(); ++i)
            out += 0.5 * std::pow(fusion.weights[i] * deviation[i], 2);
        for (size_t row = 0; row < inputs.size(); ++row) {
            double sum = fusion.intercept;
            for (size_t i = 0; i < deviation.size(); ++i)
                sum += fusion.weights[i] * (std::isfinite(inputs[row][i]) ? inputs[row][i] : fusion.usual[i]);
            out += std::log1p(std::exp(rows.labels[row] ? -sum : sum));
        }
        return out;
    };
    for (size_t i = 0; i <= deviation.size(); ++i) {
        for (const double change : {-0.02, 0.02}) {
            LearnedFusion other = best;
            (i == deviation.size() ? other.intercept : other.weights[i]) += change;
            EXPECT_GE(loss(other), loss(best) - 1e-9) << i;
        }
    }
}

TEST(FusionFit, TooFewLabelsTeachNothing)
{
    const Rows rows = misleadingForest(199, 3);
    const auto few = learnFusion(rows.risks, rows.labels, {}, quick(), {});
    ASSERT_TRUE(few);
    EXPECT_FALSE(few->learned);
    EXPECT_FALSE(few->reasons.empty());
    const Rows many = misleadingForest(300, 3);
    const std::vector<uint8_t> oneClass(300, 1);
    EXPECT_FALSE(learnFusion(many.risks, oneClass, {}, quick(), {})->learned);
    const std::vector<uint64_t> oneGroup(300, 7);
    EXPECT_FALSE(learnFusion(many.risks, many.labels, oneGroup, quick(), {})->learned);
    EXPECT_EQ(learnFusion(many.risks, oneGroup.empty() ? many.labels : std::vector<uint8_t>(300, 2), {}, quick(), {})
                  .error()
                  .code,
        ErrorCode::BadArgument);
}

TEST(FusionFit, PartedClassesStayFinite)
{
    Rows rows = misleadingForest(300, 3);
    for (size_t i = 0; i < 300; ++i)
        rows.risks[i].ruleScore = rows.labels[i] ? 100 : -100;
    const auto fit = learnFusion(rows.risks, rows.labels, {}, quick(), {});
    ASSERT_TRUE(fit && fit->learned);
    for (const double weight : fit->learned->weights)
        EXPECT_TRUE(std::isfinite(weight));
}

TEST(FusionFit, TextReadsBackTheSame)
{
    const Rows rows = misleadingForest(250, 8);
    const auto fit = learnFusion(rows.risks, rows.labels, {}, quick(), {});
    const std::string text = fusionToText(*fit->learned);
    const auto back = fusionFromText(text);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, *fit->learned);
    EXPECT_EQ(fusionFromText(text + " 1").error().code, ErrorCode::BadData);
    EXPECT_EQ(fusionFromText("1 2 nan").error().code, ErrorCode::BadData);
    EXPECT_EQ(fusionFromText("").error().code, ErrorCode::BadData);
}

TEST(FusionFit, ALearnedFusionTakesThePlaceOfTheWeights)
{
    models::FusionOptions options;
    options.learned = LearnedFusion{};
    options.learned->weights[0] = 1;
    options.learned->usual[0] = 3;
    VoiceRisks voices;
    EXPECT_FALSE(models::fusedRisk(voices, options)); // no voice, no risk
    voices.of(VoiceRole::Forest) = 0.99;
    EXPECT_NEAR(*models::fusedRisk(voices, options), 1 / (1 + std::exp(-3.0)), 1e-12);
    voices.ruleScore = -3;
    EXPECT_NEAR(*models::fusedRisk(voices, options), 1 / (1 + std::exp(3.0)), 1e-12);
}

} // namespace
} // namespace assay::train
