// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/rowselection.h"

#include <gtest/gtest.h>
#include <random>
#include <set>

using assay::gui::RowSelection;

TEST(RowSelection, AllMeansWhatIsShownNowAndLater)
{
    RowSelection selection;
    EXPECT_EQ(selection.count(1'000'000), 0U);
    selection.selectAll();
    EXPECT_TRUE(selection.contains(0));
    EXPECT_TRUE(selection.contains(4'000'000));
    EXPECT_EQ(selection.count(1'000'000), 1'000'000U);
    EXPECT_EQ(selection.count(1'000'200), 1'000'200U);
    selection.set(7, false);
    selection.set(7, false);
    EXPECT_FALSE(selection.contains(7));
    EXPECT_EQ(selection.count(1'000'000), 999'999U);
    EXPECT_EQ(selection.exclusions(), 1U);
    selection.set(7, true);
    EXPECT_EQ(selection.exclusions(), 0U);
}

TEST(RowSelection, ForgetsWhatIsNotShown)
{
    RowSelection selection;
    for (const uint32_t row : {1U, 5U, 900U})
        selection.set(row, true);
    const std::vector<uint32_t> shown{900, 2, 1};
    selection.keepOnly(shown);
    EXPECT_EQ(selection.count(shown.size()), 2U);
    EXPECT_FALSE(selection.contains(5));
    selection.selectAll();
    selection.set(900, false);
    selection.set(3, false);
    selection.keepOnly(shown);
    EXPECT_EQ(selection.count(shown.size()), 2U);
    EXPECT_TRUE(selection.contains(3));
}

TEST(RowSelection, AgreesWithAPlainSet)
{
    std::mt19937 random(11);
    constexpr uint32_t rows = 500;
    RowSelection selection;
    std::set<uint32_t> plain;
    for (int step = 0; step < 20'000; ++step) {
        const uint32_t row = random() % rows;
        const unsigned what = random() % 400;
        if (what == 0) {
            selection.clear();
            plain.clear();
        } else if (what == 1) {
            selection.selectAll();
            for (uint32_t r = 0; r < rows; ++r)
                plain.insert(r);
        } else if (what % 2) {
            selection.set(row, true);
            plain.insert(row);
        } else {
            selection.set(row, false);
            plain.erase(row);
        }
        ASSERT_EQ(selection.count(rows), plain.size());
        ASSERT_EQ(selection.contains(row), plain.contains(row));
    }
}
