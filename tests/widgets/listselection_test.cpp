// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/listselection.h"

#include "tests/support/modelsound.h"

#include <gtest/gtest.h>
#include <numeric>

using namespace assay;
using namespace assay::gui;
using Flags = QItemSelectionModel::SelectionFlags;

namespace {

struct Numbers : TableRows
{
    uint32_t n;
    explicit Numbers(uint32_t count)
        : n(count)
    {
    }
    uint32_t count() const override { return n; }
};

TableColumns oneColumn()
{
    TableColumn column;
    column.key = QStringLiteral("n");
    column.text = [](const TableRows&, uint32_t row) { return QString::number(row); };
    return {column};
}

struct ListSelectionTest : testing::Test
{
    SnapshotTable table{oneColumn()};
    ListSelection selection{&table, nullptr};
    const Flags rowsFlag = QItemSelectionModel::Rows;

    void show(uint32_t rows, std::vector<uint32_t> order)
    {
        table.setSnapshot(std::make_shared<Numbers>(rows), std::move(order));
        selection.keepShown();
    }
    void click(int row) { selection.select(table.index(row, 0), QItemSelectionModel::ClearAndSelect | rowsFlag); }
    void controlClick(int row) { selection.select(table.index(row, 0), QItemSelectionModel::Toggle | rowsFlag); }
    void range(int first, int last, Flags command)
    {
        selection.select(QItemSelection(table.index(first, 0), table.index(last, 0)), command | rowsFlag);
    }
    static std::vector<uint32_t> upTo(uint32_t count)
    {
        std::vector<uint32_t> order(count);
        std::iota(order.begin(), order.end(), 0U);
        return order;
    }
    // Groups {9, 1, 4}, {2}, {7, 3}.
    void showGroups(bool firstStands)
    {
        auto groups = std::make_shared<RowGroups>();
        groups->members = {9, 1, 4, 2, 7, 3};
        groups->starts = {0, 3, 4, 6};
        groups->keys = {100, 200, 300};
        groups->firstStands = groups->plainSingles = firstStands;
        table.setGroups(std::make_shared<Numbers>(10U), groups,
            [](const TableRows&, uint32_t first) { return QStringLiteral("group of %1").arg(first); });
    }
};

using Rows = std::vector<uint32_t>;

} // namespace

TEST_F(ListSelectionTest, SurvivesAnotherOrder)
{
    show(6, {5, 3, 1, 0, 2, 4});
    click(1);
    range(1, 3, QItemSelectionModel::SelectCurrent); // Shift+click
    EXPECT_EQ(selection.rows(), (Rows{3, 1, 0}));
    range(1, 2, QItemSelectionModel::SelectCurrent); // and back again
    EXPECT_EQ(selection.rows(), (Rows{3, 1}));
    controlClick(5);
    show(6, {0, 1, 2, 3, 4, 5});
    EXPECT_EQ(selection.rows(), (Rows{1, 3, 4}));
    EXPECT_TRUE(selection.isTableRowSelected(3));
    show(6, {3, 5}); // a filter leaves two
    EXPECT_EQ(selection.count(), 1U);
    EXPECT_EQ(selection.rows(), Rows{3});
}

TEST_F(ListSelectionTest, AllIsTheWholeQueryWithExclusions)
{
    show(100'000, upTo(100'000));
    selection.selectAll();
    EXPECT_EQ(selection.count(), 100'000U);
    controlClick(10);
    EXPECT_TRUE(selection.isAll());
    EXPECT_EQ(selection.exclusions(), 1U);
    std::vector<uint32_t> backwards = upTo(120'000); // new rows came in meanwhile
    std::reverse(backwards.begin(), backwards.end());
    show(120'000, backwards);
    EXPECT_EQ(selection.count(), 119'999U);
    EXPECT_FALSE(selection.isTableRowSelected(120'000 - 1 - 10));
    click(0);
    EXPECT_FALSE(selection.isAll());
    EXPECT_EQ(selection.rows(), Rows{119'999});
}

TEST_F(ListSelectionTest, AHeadingStandsForItsMembers)
{
    test::expectModelSound(&table);
    showGroups(false);
    EXPECT_EQ(table.rowCount(), 3);
    EXPECT_TRUE(table.isHeading(0));
    EXPECT_EQ(table.index(0, 0).data(SnapshotTable::GroupSizeRole).toUInt(), 3U);
    click(2);
    EXPECT_EQ(selection.rows(), (Rows{7, 3}));
    table.setOpen(2, true);
    EXPECT_EQ(table.rowCount(), 5);
    EXPECT_EQ(table.index(4, 0).data().toString(), QStringLiteral("3"));
    EXPECT_TRUE(selection.isTableRowSelected(2));
    controlClick(3);
    EXPECT_FALSE(selection.isTableRowSelected(2));
    EXPECT_EQ(selection.rows(), Rows{3});
    controlClick(2); // not all of it was selected: now it is
    EXPECT_EQ(selection.rows(), (Rows{7, 3}));
    range(2, 4, QItemSelectionModel::Toggle);
    EXPECT_EQ(selection.count(), 0U);
    table.setOpen(2, false);
    selection.selectAll();
    EXPECT_EQ(selection.count(), 6U);
}

TEST_F(ListSelectionTest, GroupsStayOpenInTheNextSnapshotAndReveal)
{
    test::expectModelSound(&table);
    showGroups(false);
    table.setOpen(0, true);
    EXPECT_EQ(table.tableRowOf(4), 3);
    EXPECT_EQ(table.tableRowOf(3), -1);
    showGroups(false); // the same once more
    EXPECT_TRUE(table.isOpen(0));
    EXPECT_EQ(table.reveal(3), 7);
    EXPECT_TRUE(table.isOpen(5));
    EXPECT_EQ(table.reveal(8), -1);
    table.setAllOpen(false);
    EXPECT_EQ(table.rowCount(), 3);
    table.setAllOpen(true);
    EXPECT_EQ(table.rowCount(), 9);
    table.setSnapshot(std::make_shared<Numbers>(10U), {1, 2});
    EXPECT_FALSE(table.hasGroup(0));
    EXPECT_EQ(table.rowCount(), 2);
}

TEST_F(ListSelectionTest, CopiesStandBehindTheFirst)
{
    test::expectModelSound(&table);
    showGroups(true);
    EXPECT_EQ(table.rowCount(), 3);
    EXPECT_FALSE(table.isHeading(0));
    EXPECT_TRUE(table.hasGroup(0));
    EXPECT_FALSE(table.hasGroup(1)); // alone
    EXPECT_EQ(table.index(0, 0).data().toString(), QStringLiteral("9"));
    EXPECT_EQ(table.index(0, 0).data(SnapshotTable::GroupSizeRole).toUInt(), 3U);
    click(0);
    EXPECT_EQ(selection.rows(), (Rows{9, 1, 4})); // closed: all copies
    table.setOpen(0, true);
    EXPECT_EQ(table.rowCount(), 5);
    click(0);
    EXPECT_EQ(selection.rows(), Rows{9}); // open: the others have lines of their own
}
