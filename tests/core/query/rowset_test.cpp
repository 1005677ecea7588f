// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/rowset.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace assay::query {
namespace {

using Rows = std::vector<uint32_t>;

TEST(RowSet, FullAndEmptyOfEverySize)
{
    for (const uint32_t size : {0U, 1U, 63U, 64U, 65U, 128U, 200U}) {
        EXPECT_TRUE(RowSet(size).isEmpty()) << size;
        EXPECT_EQ(RowSet(size, true).count(), size);
        RowSet inverted(size);
        inverted.invert();
        EXPECT_EQ(inverted, RowSet(size, true)) << size;
    }
}

TEST(RowSet, RangesCrossWords)
{
    for (uint32_t first = 0; first < 140; first += 7) {
        for (uint32_t end = first; end <= 200; end += 3) {
            RowSet set(200);
            set.addRange(first, end);
            ASSERT_EQ(set.count(), end - first) << first << ' ' << end;
            if (first < end) {
                EXPECT_TRUE(set.contains(first) && set.contains(end - 1));
            }
        }
    }
}

TEST(RowSet, OperatorsAreThoseOfSets)
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        const uint32_t size = 1 + random() % 300;
        RowSet a(size), b(size);
        std::set<uint32_t> x, y;
        for (uint32_t i = 0; i < size / 2; ++i) {
            const uint32_t p = random() % size, q = random() % size;
            a.add(p), x.insert(p), b.add(q), y.insert(q);
        }
        Rows both, either, without;
        std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
        std::set_union(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(either));
        std::set_difference(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(without));
        RowSet set = a;
        EXPECT_EQ((set &= b).rows(), both);
        set = a;
        EXPECT_EQ((set |= b).rows(), either);
        set = a;
        EXPECT_EQ((set -= b).rows(), without);
        a.remove(*x.begin());
        EXPECT_EQ(a.count(), x.size() - 1);
    }
}

} // namespace
} // namespace assay::query
