// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/csvtable.h"

#include <gtest/gtest.h>

namespace assay::models {
namespace {

std::string detailOf(std::string_view text, const CsvLimits& limits = {})
{
    const auto table = parseCsvTable(text, limits);
    return table ? "read" : table.error().detail;
}

TEST(CsvTable, ReadsNamesNumbersAndMissingCells)
{
    const auto table = parseCsvTable("a,\"b, c\",d\r\n1,-2.5e3,\r\n\r\n nan ,+4,-Inf\r\n");
    ASSERT_TRUE(table) << table.error().toString();
    EXPECT_EQ(table->names, (std::vector<std::string>{"a", "b, c", "d"}));
    ASSERT_EQ(table->rows, 2u);
    EXPECT_EQ(table->at(0, 0), 1);
    EXPECT_EQ(table->at(0, 1), -2500);
    EXPECT_TRUE(isMissing(table->at(0, 2)));
    EXPECT_TRUE(isMissing(table->at(1, 0)));
    EXPECT_EQ(table->at(1, 1), 4);
    EXPECT_TRUE(isMissing(table->at(1, 2)));
}

TEST(CsvTable, OneColumnKeepsBlankLines)
{
    const auto table = parseCsvTable("x\n1\n\n3\n");
    ASSERT_TRUE(table);
    ASSERT_EQ(table->rows, 3u);
    EXPECT_TRUE(isMissing(table->at(1, 0)));
    EXPECT_EQ(table->at(2, 0), 3);
}

TEST(CsvTable, NumbersOutOfRange)
{
    const auto table = parseCsvTable("a,b\n1e999,1e-999\n");
    ASSERT_TRUE(table);
    EXPECT_TRUE(isMissing(table->at(0, 0)));
    EXPECT_EQ(table->at(0, 1), 0);
}

TEST(CsvTable, SaysWhereTheFaultIs)
{
    EXPECT_EQ(detailOf("a,b\n1,2\n3,x\n"), "line 3, column 2: 'x' is no number");
    EXPECT_EQ(detailOf("a,b\n1,2\n3\n"), "line 3, column 2: 1 cells, the first line has 2");
    EXPECT_EQ(detailOf("a,b\n1,2,3\n"), "line 2, column 3: 3 cells, the first line has 2");
    EXPECT_EQ(detailOf("a,a\n1,2\n"), "line 1, column 2: the name 'a' stands twice");
    EXPECT_EQ(detailOf("a,,c\n1,2,3\n"), "line 1, column 2: the column has no name");
    EXPECT_EQ(detailOf("a,b\n1,0x10\n"), "line 2, column 2: '0x10' is no number");
    EXPECT_EQ(detailOf("a,b\n1,+-3\n"), "line 2, column 2: '+-3' is no number");
    EXPECT_EQ(detailOf(""), "line 1: the names of the columns are missing");
    EXPECT_EQ(detailOf("\n1\n"), "line 1: the names of the columns are missing");
}

TEST(CsvTable, BoundsSize)
{
    EXPECT_EQ(detailOf("a,b\n1,2\n3,4\n", {1000, 3}), "more than 3 cells");
    EXPECT_EQ(detailOf("a,b\n1,2\n", {4, 100}), "more than 4 bytes");
    std::string wide = "c0";
    for (int i = 1; i < 1000; ++i)
        wide += ",c" + std::to_string(i);
    EXPECT_EQ(detailOf(wide + "\n"), "line 1, column 1000: more columns than 999");
}

TEST(Matrix, SelectsColumnsByName)
{
    const auto table = parseCsvTable("a,b,c\n1,2,3\n4,5,6\n");
    ASSERT_TRUE(table);
    std::vector<std::string> absent;
    const Matrix picked = selectColumns(*table, {"c", "z", "a"}, &absent);
    EXPECT_EQ(absent, std::vector<std::string>{"z"});
    EXPECT_EQ(picked.at(1, 0), 6);
    EXPECT_TRUE(isMissing(picked.at(1, 1)));
    EXPECT_EQ(picked.at(1, 2), 4);
    const std::vector<size_t> rows = {1};
    EXPECT_EQ(selectRows(*table, rows).values, (std::vector<double>{4, 5, 6}));
}

TEST(Matrix, Medians)
{
    const auto table = parseCsvTable("a,b,c\n1,2,\n4,,\n9,8,\n100,,\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(columnMedians(*table), (std::vector<double>{6.5, 5, 0}));
}

} // namespace
} // namespace assay::models
