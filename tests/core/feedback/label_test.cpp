// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/label.h"

#include <gtest/gtest.h>

#include <map>

namespace assay::feedback {
namespace {

LabelId mailLabel(std::string_view name)
{
    const LabelKind* kind = findLabel(mailScheme(), name);
    return kind ? kind->id : noLabel;
}

LabelId trafficLabel(std::string_view name)
{
    const LabelKind* kind = findLabel(trafficScheme(), name);
    return kind ? kind->id : noLabel;
}

TEST(Label, NumbersStayAsCasesHaveThem)
{
    const std::map<LabelId, std::string_view> expected = {{1, "spam"}, {2, "ham"}, {3, "phish"}, {4, "bulk"},
        {5, "unsure"}, {6, "bot"}, {7, "notbot"}, {8, "attack"}, {9, "lowrate"}};
    for (const auto& [id, name] : expected) {
        ASSERT_NE(findLabel(id), nullptr);
        EXPECT_EQ(findLabel(id)->name, name);
    }
    EXPECT_EQ(findLabel(noLabel), nullptr);
    EXPECT_EQ(findLabel(200), nullptr);
}

TEST(Label, KeysOfASchemeDiffer)
{
    for (const LabelScheme* scheme : {&mailScheme(), &trafficScheme()}) {
        std::map<char, int> keys;
        for (const LabelKind& kind : scheme->labels)
            ++keys[kind.key];
        EXPECT_EQ(keys, (std::map<char, int>{{'0', 1}, {'1', 1}, {'2', 1}, {'3', 1}, {'4', 1}})) << scheme->name;
    }
}

TEST(Label, NamesAreReadAsPeopleWriteThem)
{
    EXPECT_EQ(mailLabel("SPAM"), 1);
    EXPECT_EQ(mailLabel("Junk"), 1);
    EXPECT_EQ(mailLabel("not spam"), 2);
    EXPECT_EQ(mailLabel("phishing"), 3);
    EXPECT_EQ(mailLabel("bot"), noLabel);
    EXPECT_EQ(mailLabel(""), noLabel);
    EXPECT_EQ(mailLabel("spammy"), noLabel);
    EXPECT_EQ(trafficLabel("not bot"), 7);
    EXPECT_EQ(trafficLabel("not_bot"), 7);
    EXPECT_EQ(trafficLabel("Low-Rate"), 9);
    EXPECT_EQ(trafficLabel("malicious"), 6);
    EXPECT_EQ(trafficLabel("unsure"), 5);
}

} // namespace
} // namespace assay::feedback
