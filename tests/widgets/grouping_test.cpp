// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/grouping.h"

#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <random>

using namespace assay;
using namespace assay::gui;

namespace {

struct GroupingTest : testing::Test
{
    test::TemporaryDir folder;
    std::unique_ptr<Case> file;
    std::unique_ptr<ItemRows> rows;

    void open(const std::string& box)
    {
        folder.write("box.mbox", box);
        file = std::move(*Case::create(folder.path() / "a.assay"));
        ASSERT_TRUE(file->add(folder.path() / "box.mbox", {}, {}).ok());
        ASSERT_TRUE(file->updateIndex({}).ok());
        auto snapshot = file->snapshot();
        ASSERT_TRUE(snapshot.ok());
        rows = std::make_unique<ItemRows>(
            *snapshot, std::make_shared<SourceNames>(*(*snapshot)->sources), QTimeZone::utc());
    }
    static std::string mail(const std::string& from, int minute, const std::string& id, const std::string& more = {})
    {
        const std::string time = "10:" + std::to_string(minute / 10) + std::to_string(minute % 10) + ":00 +0000";
        return "From a Mon Nov  2 10:00:00 2026\nFrom: " + from + "\nSubject: s\nDate: Mon, 02 Nov 2026 " + time
            + "\nMessage-ID: <" + id + ">\n" + more + "\nbody of " + id + "\n\n";
    }
    std::shared_ptr<const RowGroups> groups(GroupBy by, std::vector<uint32_t> order)
    {
        const auto result = groupRows(*rows, by, order, {});
        EXPECT_TRUE(result.ok());
        return *result;
    }
    static std::vector<uint32_t> members(const RowGroups& groups, uint32_t group)
    {
        return {groups.of(group).begin(), groups.of(group).end()};
    }
};

using Rows = std::vector<uint32_t>;

} // namespace

TEST(SenderDomain, IsWhatStandsBehindTheLastAt)
{
    EXPECT_EQ(senderDomain("Ann <ann@Example.ORG>"), "example.org");
    EXPECT_EQ(senderDomain("bob@example.org"), "example.org");
    EXPECT_EQ(senderDomain("\"a@b\" <c@d.example>, e@f.example"), "d.example");
    EXPECT_EQ(senderDomain("<x@"), "");
    EXPECT_EQ(senderDomain(""), "");
    EXPECT_EQ(senderDomain("nobody"), "");
}

TEST_F(GroupingTest, KeepsTheOrderOfTheListInAndBetweenGroups)
{
    open(mail("a@one.example", 1, "1") + mail("b@two.example", 2, "2") + mail("c@ONE.example", 3, "3")
        + mail("nobody", 4, "4"));
    const auto found = groups(GroupBy::SenderDomain, {3, 2, 1, 0});
    ASSERT_EQ(found->count(), 3U);
    EXPECT_EQ(members(*found, 0), Rows{3});
    EXPECT_EQ(members(*found, 1), (Rows{2, 0}));
    EXPECT_EQ(members(*found, 2), Rows{1});
    EXPECT_EQ(groupHeading(GroupBy::SenderDomain, *rows, 2), QStringLiteral("one.example"));
    const auto filtered = groups(GroupBy::SenderDomain, {1, 0});
    EXPECT_EQ(filtered->count(), 2U);
    EXPECT_EQ(filtered->keys[1], found->keys[1]); // the same group in another answer
}

TEST_F(GroupingTest, PutsThreadsTogetherByDateAndCopiesBehindTheFirst)
{
    const std::string copy = mail("d@x.example", 9, "copy");
    open(mail("a@x.example", 5, "m2", "References: <m1>\n") + mail("b@x.example", 1, "m1")
        + mail("c@x.example", 3, "m3", "References: <m1> <m2>\n") + copy + copy + mail("e@x.example", 7, "alone"));
    const auto threads = groups(GroupBy::Thread, {0, 1, 2, 3, 4, 5});
    EXPECT_TRUE(threads->plainSingles);
    ASSERT_EQ(threads->count(), 3U);
    EXPECT_EQ(members(*threads, 0), (Rows{1, 2, 0}));
    const auto copies = groups(GroupBy::Copies, {5, 4, 3, 2, 1, 0});
    EXPECT_TRUE(copies->firstStands);
    ASSERT_EQ(copies->count(), 5U);
    EXPECT_EQ(members(*copies, 1), (Rows{4, 3}));
    EXPECT_EQ(threadOf(rows->snapshot(), 2), "m1");
}

TEST_F(GroupingTest, PutsClustersTogetherAndLeavesTheOthersAlone)
{
    open(mail("a@x.example", 1, "1") + mail("b@x.example", 2, "2") + mail("c@x.example", 3, "3")
        + mail("d@x.example", 4, "4"));
    CaseSnapshot snapshot = rows->snapshot();
    auto clusters = std::make_shared<ClusterColumn>();
    clusters->clusters = {2, 0, 2}; // the last row was not looked at yet
    snapshot.clusters = clusters;
    const ItemRows clustered(std::make_shared<const CaseSnapshot>(snapshot),
        std::make_shared<SourceNames>(*snapshot.sources), QTimeZone::utc());
    const auto found = groupRows(clustered, GroupBy::FuzzyCluster, {3, 2, 1, 0}, {});
    ASSERT_TRUE(found.ok());
    ASSERT_EQ((*found)->count(), 3U);
    EXPECT_TRUE((*found)->plainSingles);
    EXPECT_EQ(members(**found, 1), (Rows{2, 0}));
}

TEST_F(GroupingTest, HasEveryRowOnce)
{
    std::string box;
    std::mt19937 random(5);
    for (int i = 0; i < 300; ++i)
        box += mail("x@d" + std::to_string(random() % 7) + ".example", i % 60, "i" + std::to_string(i));
    open(box);
    Rows order(300);
    std::iota(order.begin(), order.end(), 0U);
    std::shuffle(order.begin(), order.end(), random);
    std::map<std::string, Rows> plain;
    for (const uint32_t row : order)
        plain[senderDomain(rows->items().from(row))].push_back(row);
    const auto found = groups(GroupBy::SenderDomain, order);
    ASSERT_EQ(found->count(), plain.size());
    for (uint32_t group = 0; group < found->count(); ++group)
        EXPECT_EQ(members(*found, group), plain[senderDomain(rows->items().from(found->of(group).front()))]);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(groupRows(*rows, GroupBy::SourceIp, order, RunContext(stop.get_token(), nullptr, 1)).ok());
}
