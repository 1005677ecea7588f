// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/textlocator.h"

#include <gtest/gtest.h>

using namespace assay::gui;

TEST(TextLocator, FindsTextOverOtherWhiteSpace)
{
    const QString shown = QStringLiteral("Dear\n  customer, click") + QChar(0x2029) + QStringLiteral("here\u00a0now");
    const TextLocator locator(shown);
    const auto found = locator.find(QStringLiteral("customer, click here now"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(shown.mid(found[0].begin, found[0].length), shown.mid(7));
}

TEST(TextLocator, GivesEveryOccurrenceInOrder)
{
    const TextLocator locator(QStringLiteral("aa b aa  b aab"));
    EXPECT_EQ(locator.find(QStringLiteral("aa")), (std::vector<TextRange>{{0, 2}, {5, 2}, {11, 2}}));
    EXPECT_EQ(locator.find(QStringLiteral("aa"), 1).size(), 1U);
    EXPECT_EQ(locator.find(QStringLiteral(" aa b ")), (std::vector<TextRange>{{0, 4}, {5, 5}}));
}

TEST(TextLocator, SkipsImagesAndFindsNothingInNothing)
{
    const QString shown = QStringLiteral("fr") + QChar(QChar::ObjectReplacementCharacter) + QStringLiteral("ee");
    EXPECT_EQ(TextLocator(shown).find(QStringLiteral("free")), (std::vector<TextRange>{{0, 5}}));
    EXPECT_TRUE(TextLocator(shown).find(QString()).empty());
    EXPECT_TRUE(TextLocator(shown).find(QStringLiteral(" \n")).empty());
    EXPECT_TRUE(TextLocator(QString()).find(QStringLiteral("x")).empty());
}
