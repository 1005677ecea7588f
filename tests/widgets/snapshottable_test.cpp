// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/snapshottable.h"

#include "tests/support/modelsound.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>

using namespace assay;
using namespace assay::gui;

namespace {

struct Rows : TableRows
{
    std::vector<double> numbers;
    std::vector<std::string> words;
    uint32_t count() const override { return static_cast<uint32_t>(numbers.size()); }
};

TableColumns columns()
{
    TableColumn number;
    number.key = QStringLiteral("n");
    number.title = QStringLiteral("N");
    number.text = [](const TableRows& rows, uint32_t row) {
        return QString::number(static_cast<const Rows&>(rows).numbers[row]);
    };
    number.number = [](const TableRows& rows, uint32_t row) { return static_cast<const Rows&>(rows).numbers[row]; };
    TableColumn word;
    word.key = QStringLiteral("w");
    word.title = QStringLiteral("W");
    word.text = [](const TableRows& rows, uint32_t row) {
        return QString::fromStdString(static_cast<const Rows&>(rows).words[row]);
    };
    word.word = [](const TableRows& rows, uint32_t row) { return static_cast<const Rows&>(rows).words[row]; };
    return {number, word};
}

std::shared_ptr<Rows> makeRows(const std::vector<std::pair<double, std::string>>& values)
{
    auto rows = std::make_shared<Rows>();
    for (const auto& value : values) {
        rows->numbers.push_back(value.first);
        rows->words.push_back(value.second);
    }
    return rows;
}

std::vector<uint32_t> allOf(const TableRows& rows)
{
    std::vector<uint32_t> order(rows.count());
    std::iota(order.begin(), order.end(), 0U);
    return order;
}

std::vector<uint32_t> sorted(const Rows& rows, const SortTerms& terms)
{
    const auto result = sortRows(rows, columns(), terms, allOf(rows), RunContext({}, nullptr, 2));
    EXPECT_TRUE(result.ok());
    return *result;
}

} // namespace

TEST(SnapshotTable, IsSoundOverResetsAndInserts)
{
    SnapshotTable table(columns());
    test::expectModelSound(&table);
    const auto rows = makeRows({{1, "a"}, {2, "b"}, {3, "c"}});
    table.setSnapshot(rows, {2, 0});
    EXPECT_EQ(table.rowCount(), 2);
    EXPECT_EQ(table.index(0, 1).data().toString(), QStringLiteral("c"));
    const QSignalSpy resets(&table, &QAbstractItemModel::modelReset);
    const QSignalSpy inserts(&table, &QAbstractItemModel::rowsInserted);
    table.setSnapshot(rows, {2, 0, 1}); // only adds
    EXPECT_EQ(resets.count(), 0);
    EXPECT_EQ(inserts.count(), 1);
    table.setSnapshot(rows, {1, 2, 0});
    EXPECT_EQ(resets.count(), 1);
    table.setSnapshot(nullptr, {});
    EXPECT_EQ(table.rowCount(), 0);
}

TEST(SnapshotTable, FindsTheRowOfAnId)
{
    SnapshotTable table(columns());
    table.setSnapshot(makeRows({{1, "a"}, {2, "b"}, {3, "c"}}), {2, 0});
    EXPECT_EQ(table.tableRowOf(2), 0);
    EXPECT_EQ(table.tableRowOf(0), 1);
    EXPECT_EQ(table.tableRowOf(1), -1);
    EXPECT_EQ(table.tableRowOf(99), -1);
    EXPECT_EQ(table.idAt(0), 2U);
}

TEST(SortRows, OrdersNumbersWithNothingLast)
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    const auto rows = makeRows({{none, ""}, {-2, ""}, {7, ""}, {0, ""}, {-0.5, ""}, {-0.0, ""}});
    EXPECT_EQ(sorted(*rows, {{0, Qt::AscendingOrder}}), (std::vector<uint32_t>{1, 4, 3, 5, 2, 0}));
}

TEST(SortRows, FoldsCaseAndComparesBeyondEightBytes)
{
    const auto rows = makeRows({{0, "abcdefghZ"}, {0, "ABCDEFGHa"}, {0, "Ärger"}, {0, "ärger"}, {0, "abc"}});
    EXPECT_EQ(sorted(*rows, {{1, Qt::AscendingOrder}}), (std::vector<uint32_t>{4, 1, 0, 2, 3}));
}

TEST(SortRows, KeepsEqualRowsInOrderBothWays)
{
    const auto rows = makeRows({{1, "b"}, {1, "a"}, {2, "b"}, {2, "a"}});
    EXPECT_EQ(sorted(*rows, {{0, Qt::DescendingOrder}}), (std::vector<uint32_t>{2, 3, 0, 1}));
    EXPECT_EQ(sorted(*rows, {{0, Qt::DescendingOrder}, {1, Qt::AscendingOrder}}), (std::vector<uint32_t>{3, 2, 1, 0}));
}

TEST(SortRows, AgreesWithAPlainStableSort)
{
    std::mt19937 random(7);
    auto rows = std::make_shared<Rows>();
    for (int i = 0; i < 50'000; ++i) {
        rows->numbers.push_back(static_cast<double>(random() % 100));
        rows->words.push_back(std::string(1, static_cast<char>('a' + random() % 3)));
    }
    std::vector<uint32_t> expected = allOf(*rows);
    std::stable_sort(expected.begin(), expected.end(), [&](uint32_t a, uint32_t b) {
        return rows->words[a] != rows->words[b] ? rows->words[a] < rows->words[b] : rows->numbers[a] > rows->numbers[b];
    });
    EXPECT_EQ(sorted(*rows, {{1, Qt::AscendingOrder}, {0, Qt::DescendingOrder}}), expected);
}

TEST(SortRows, StopsWhenAsked)
{
    const auto rows = makeRows({{1, "a"}, {2, "b"}});
    std::stop_source stop;
    stop.request_stop();
    const auto result =
        sortRows(*rows, columns(), {{0, Qt::AscendingOrder}}, allOf(*rows), RunContext(stop.get_token(), nullptr, 1));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}
