// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/itemcolumns.h"

#include "widgets/bridge/itemrows.h"
#include "widgets/panels/items/itemtableview.h"

#include <QHeaderView>

#include <gtest/gtest.h>

using namespace assay::gui;

namespace {

struct ItemColumnsTest : testing::Test
{
    SnapshotTable table{itemColumns()};
    ItemTableView view{&table, nullptr};
    ItemColumns columns{&table, &view};
    void SetUp() override
    {
        view.resize(1000, 300);
        view.show();
    }
    int width(const char* key) { return view.columnWidth(columns.find(QString::fromLatin1(key))); }
};

} // namespace

TEST_F(ItemColumnsTest, ComeBackInTheirOrderAndWidth)
{
    columns.restore("date:211,subject:333,score,nothing:9,date:5");
    EXPECT_EQ(columns.shown(),
        (std::vector<int>{columns.find(QStringLiteral("date")), columns.find(QStringLiteral("subject")),
            columns.find(QStringLiteral("score"))}));
    EXPECT_EQ(width("date"), 211);
    EXPECT_EQ(width("subject"), 333);
    EXPECT_EQ(columns.save(), QByteArray("date:211,subject:333,score"));
    columns.reset();
    EXPECT_TRUE(columns.save().contains(",subject,"));
}

TEST_F(ItemColumnsTest, TakeWhatAFileHoldsWithCare)
{
    const QByteArray usual = columns.save();
    for (const char* text : {"", ",,,", "no,such", ":::"}) {
        columns.restore(text);
        EXPECT_EQ(columns.save(), usual) << text;
    }
    columns.restore("score:999999999,date:-7,from:abc");
    EXPECT_LE(width("score"), 4000);
    EXPECT_GT(width("date"), 10);
}

TEST_F(ItemColumnsTest, GiveTheSubjectWhatIsLeft)
{
    columns.restore("score,subject");
    EXPECT_EQ(view.horizontalHeader()->length(), view.viewport()->width());
    view.resize(1300, 300);
    EXPECT_EQ(view.horizontalHeader()->length(), view.viewport()->width());
    view.setColumnWidth(columns.find(QStringLiteral("subject")), 200); // by hand
    view.resize(1000, 300);
    EXPECT_EQ(width("subject"), 200);
}

TEST_F(ItemColumnsTest, WriteASortAsText)
{
    const SortTerms terms = columns.orderOf(QStringLiteral("-date,from,nothing"));
    ASSERT_EQ(terms.size(), 2U);
    EXPECT_EQ(terms[0].order, Qt::DescendingOrder);
    EXPECT_EQ(columns.orderText(terms), QStringLiteral("-date,from"));
}
