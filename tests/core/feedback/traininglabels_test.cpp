// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/traininglabels.h"

#include <gtest/gtest.h>

namespace assay::feedback {
namespace {

constexpr LabelId spam = 1, ham = 2, phish = 3, bulk = 4, unsure = 5, bot = 6, lowRate = 9;

TEST(TrainingLabels, WeighByReason)
{
    EXPECT_EQ(trainingLabel(spam, Reason::Other), (TrainingLabel{1, 1, false}));
    EXPECT_EQ(trainingLabel(phish, Reason::Attack), (TrainingLabel{1, 1, false}));
    EXPECT_EQ(trainingLabel(ham, Reason::FalsePositive), (TrainingLabel{0, 2, false}));
    EXPECT_EQ(trainingLabel(bot, Reason::FalseNegative), (TrainingLabel{1, 2, false}));
    EXPECT_EQ(trainingLabel(ham, Reason::TrueNegative), (TrainingLabel{0, 0.5, false}));
    EXPECT_EQ(trainingLabel(lowRate, Reason::TruePositive), (TrainingLabel{1, 0.5, true}));
}

TEST(TrainingLabels, LeaveOutWhatHasNoTargetUnlessChosen)
{
    EXPECT_EQ(trainingLabel(bulk, Reason::Other), std::nullopt);
    EXPECT_EQ(trainingLabel(unsure, Reason::Other), std::nullopt);
    EXPECT_EQ(trainingLabel(bulk, Reason::Other, true), (TrainingLabel{0, 0.5, false}));
    EXPECT_EQ(trainingLabel(noLabel, Reason::Other, true), std::nullopt);
    EXPECT_EQ(trainingLabel(200, Reason::Other, true), std::nullopt);
}

TEST(TrainingLabels, TheNewestVoteOfAnAuthorAndTheMajorityOfAuthorsDecide)
{
    const LabelVote votes[] = {
        {5, spam, Reason::Other, 1, 10}, {5, ham, Reason::FalsePositive, 1, 20}, // the same author later
        {3, spam, Reason::Other, 1, 10}, {3, ham, Reason::Other, 2, 10}, // a tie
        {4, spam, Reason::TruePositive, 1, 10}, {4, phish, Reason::Other, 2, 10},
        {4, ham, Reason::FalsePositive, 3, 30}, // two against one
        {6, unsure, Reason::Other, 1, 10}, {7, spam, Reason::Other, 1, 10},
        {7, noLabel, Reason::Other, 1, 20}, // taken back
        {8, spam, Reason::Other, 1, 10}, {8, unsure, Reason::Other, 2, 10}, // says nothing
    };
    const Agreement agreement = agree(votes);
    ASSERT_EQ(agreement.labels.size(), 3u);
    EXPECT_EQ(agreement.labels[0].item, 4u);
    EXPECT_EQ(agreement.labels[0].label, (TrainingLabel{1, 1, false}));
    EXPECT_EQ(agreement.labels[1].item, 5u);
    EXPECT_EQ(agreement.labels[1].label, (TrainingLabel{0, 2, false}));
    EXPECT_EQ(agreement.labels[2].item, 8u);
    EXPECT_EQ(agreement.conflicts, std::vector<uint64_t>{3});
    EXPECT_EQ(agreement.withoutTarget, 2u);
}

TEST(TrainingLabels, ALaterVoteResolvesAConflict)
{
    std::vector<LabelVote> votes = {{3, spam, Reason::Other, 1, 10}, {3, ham, Reason::Other, 2, 20}};
    EXPECT_EQ(agree(votes).conflicts.size(), 1u);
    votes.push_back({3, ham, Reason::Other, 1, 30});
    EXPECT_TRUE(agree(votes).conflicts.empty());
    EXPECT_EQ(agree(votes).labels.size(), 1u);
}

} // namespace
} // namespace assay::feedback
