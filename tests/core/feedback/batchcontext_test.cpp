// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/batch.h"

#include <gtest/gtest.h>

namespace assay::feedback {
namespace {

TEST(BatchContext, ReasonsHaveTheirStoredNames)
{
    EXPECT_EQ(reasonName(Reason::FalsePositive), "false positive");
    EXPECT_EQ(reasonFromName("false_positive"), Reason::FalsePositive);
    EXPECT_EQ(reasonFromName("True Negative"), Reason::TrueNegative);
    EXPECT_EQ(reasonFromName("attack"), Reason::Attack);
    EXPECT_EQ(reasonFromName("attac"), std::nullopt);
    EXPECT_EQ(reasonFromName(""), std::nullopt);
}

TEST(BatchContext, ReasonsSuggestALabelOfTheScheme)
{
    const auto name = [](Reason reason, const LabelScheme& scheme) {
        const LabelKind* kind = findLabel(suggestedLabel(reason, scheme));
        return kind ? kind->name : "none";
    };
    EXPECT_EQ(name(Reason::Attack, mailScheme()), "spam");
    EXPECT_EQ(name(Reason::FalsePositive, mailScheme()), "ham");
    EXPECT_EQ(name(Reason::FalseNegative, trafficScheme()), "bot");
    EXPECT_EQ(name(Reason::TrueNegative, trafficScheme()), "notbot");
    EXPECT_EQ(name(Reason::Other, mailScheme()), "none");
}

TEST(BatchContext, SaysWhatStandsAgainstIt)
{
    BatchContext context;
    EXPECT_EQ(checkContext(context, 1000), std::vector<std::string>{"The period is not set."});
    context.start = 100;
    context.stop = 900;
    context.notes.assign(2 * longestNotes, '\xC3'); // two bytes a character
    for (size_t i = 1; i < context.notes.size(); i += 2)
        context.notes[i] = '\xA9';
    EXPECT_TRUE(checkContext(context, 1000).empty());
    context.notes += 'x';
    context.stop = 1001;
    context.confidence = 101;
    EXPECT_EQ(checkContext(context, 1000).size(), 3u);
    context.start = 2000;
    EXPECT_EQ(checkContext(context, 3000).front(),
        "The period begins at 1970-01-01T00:33:20Z, after its end at 1970-01-01T00:16:41Z.");
}

} // namespace
} // namespace assay::feedback
