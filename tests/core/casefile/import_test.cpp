// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay {
namespace {

class Import : public testing::Test
{
protected:
    void SetUp() override
    {
        auto made = Case::create(m_dir.path() / "a.assay");
        ASSERT_TRUE(made.ok()) << made.error().toString();
        m_case = std::move(*made);
    }
    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

TEST_F(Import, ListsAMailbox)
{
    const auto box = m_dir.write("in.mbox", test::sampleBox(1000));
    std::vector<uint64_t> seen;
    const auto added = m_case->add(box, {}, test::plainContext(), [&](const AddProgress& progress) {
        // What is reported is there for readers already.
        EXPECT_EQ((*m_case->itemTable())->count(), progress.items);
        seen.push_back(progress.items);
    });
    ASSERT_TRUE(added.ok()) << added.error().toString();
    EXPECT_EQ(added->items, 1000u);
    EXPECT_EQ(added->firstItem.value, 0u);
    EXPECT_EQ(added->containers, 1u);
    EXPECT_EQ(added->failed, 0u);
    EXPECT_FALSE(added->stoppedBy);
    ASSERT_FALSE(seen.empty());
    EXPECT_LE(seen.front(), 100u);
    EXPECT_EQ(seen.back(), 1000u);

    const auto table = *m_case->itemTable();
    ASSERT_EQ(table->count(), 1000u);
    EXPECT_EQ(table->subject(17), "Letter 17");
    EXPECT_EQ(table->from(17), "Sender 3 <s3@example.net>");
    EXPECT_EQ(table->row(17).date, 1704103227);
    EXPECT_EQ(table->row(17).length, test::sampleMessage(17).size());
    ASSERT_TRUE(table->sourceIp(17));
    EXPECT_EQ(table->sourceIp(17)->toString(), "203.0.113.18");
    EXPECT_EQ(table->find(ItemId{999}), 999u);
    EXPECT_EQ(table->find(ItemId{1000}), 1000u);

    const auto detail = m_case->item(ItemId{17});
    ASSERT_TRUE(detail.ok());
    EXPECT_EQ(detail->record.name, "17");
    EXPECT_EQ(detail->source, box);
    EXPECT_EQ(detail->summary.messageId, "<17@example.net>");
    EXPECT_EQ(detail->sha256, sha256(test::sampleMessage(17)));
    EXPECT_EQ(*m_case->itemBytes(ItemId{17}), test::sampleMessage(17));
    EXPECT_EQ(m_case->item(ItemId{1000}).error().code, ErrorCode::NotFound);

    EXPECT_EQ(test::foundItems(*m_case).size(), 1000u);
    EXPECT_EQ(test::foundItems(*m_case, "\"LETTER 998\""), std::vector<ItemId>{ItemId{998}});
    EXPECT_TRUE(test::foundItems(*m_case, "nowhere").empty());
}

TEST_F(Import, AppendsToTheSnapshot)
{
    const auto first = m_dir.write("one.mbox", test::sampleBox(20));
    const auto second = m_dir.write("two.mbox", test::sampleBox(5));
    ASSERT_TRUE(m_case->add(first, {}, test::plainContext()).ok());
    const auto before = *m_case->itemTable();
    EXPECT_EQ(*m_case->itemTable(before), before);
    const auto added = m_case->add(second, {}, test::plainContext());
    ASSERT_TRUE(added.ok());
    EXPECT_EQ(added->firstItem.value, 20u);
    const auto after = *m_case->itemTable(before);
    ASSERT_EQ(after->count(), 25u);
    EXPECT_EQ(before->count(), 20u);
    EXPECT_EQ(after->subject(24), "Letter 4");
    EXPECT_NE(after->row(24).source, after->row(0).source);
    EXPECT_EQ(m_case->item(ItemId{24})->record.name, "4");

    const auto sources = m_case->sources();
    ASSERT_EQ(sources->size(), 2u);
    EXPECT_EQ(sources->at(1).title, "two.mbox");
    EXPECT_EQ(sources->at(1).items, 5u);
    EXPECT_EQ(sources->at(1).state, SourceState::Complete);
    ASSERT_EQ(sources->at(1).folders.size(), 1u);
    EXPECT_EQ(sources->at(1).folders[0].items, 5u);
    EXPECT_EQ(sources->at(1).folders[0].id, after->row(24).folder);
    EXPECT_EQ(m_case->findUnchangedSource(second), sources->at(1).id);
    m_dir.write("two.mbox", test::sampleBox(6));
    EXPECT_FALSE(m_case->findUnchangedSource(second));
}

TEST_F(Import, TakesFoldersOfMessages)
{
    for (unsigned i = 0; i < 40; ++i)
        m_dir.write("mails/sub/" + std::to_string(i) + ".eml", test::sampleMessage(i));
    const auto added = m_case->add(m_dir.path() / "mails", {}, test::plainContext());
    ASSERT_TRUE(added.ok()) << added.error().toString();
    EXPECT_EQ(added->items, 40u);
    const auto found = test::foundItems(*m_case, "\"Letter 33\"");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(m_case->item(found[0])->record.name, "sub/33.eml");
    EXPECT_EQ(*m_case->itemBytes(found[0]), test::sampleMessage(33));
}

TEST_F(Import, KeepsWhatItHadWhenCancelled)
{
    const auto box = m_dir.write("in.mbox", test::sampleBox(20'000));
    std::stop_source stop;
    const auto added = m_case->add(
        box, {}, RunContext(stop.get_token(), nullptr, 2), [&](const AddProgress&) { stop.request_stop(); });
    ASSERT_TRUE(added.ok());
    ASSERT_TRUE(added->stoppedBy);
    EXPECT_EQ(added->stoppedBy->code, ErrorCode::Cancelled);
    EXPECT_GT(added->items, 0u);
    EXPECT_LT(added->items, 20'000u);
    const auto table = *m_case->itemTable();
    EXPECT_EQ(table->count(), added->items);
    EXPECT_EQ(table->subject(table->count() - 1), "Letter " + std::to_string(added->items - 1));
    EXPECT_EQ(m_case->sources()->at(0).state, SourceState::Partial);
    EXPECT_TRUE(m_case->check({})->problems.empty());
}

TEST_F(Import, RefusesWhatIsNotThereAndKeepsNothingOfIt)
{
    EXPECT_EQ(m_case->add(m_dir.path() / "none", {}, {}).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(m_case->sources()->empty());
}

TEST_F(Import, SaysWhenASourceChangedOrVanished)
{
    const auto box = m_dir.write("in.mbox", test::sampleBox(10));
    ASSERT_TRUE(m_case->add(box, {}, test::plainContext()).ok());
    m_dir.write("in.mbox", test::sampleBox(2));
    const auto changed = m_case->itemBytes(ItemId{9});
    ASSERT_FALSE(changed.ok());
    EXPECT_EQ(changed.error().code, ErrorCode::Changed);
    EXPECT_EQ(m_case->check({})->sources.size(), 1u);
    EXPECT_EQ(m_case->check({})->sources[0].second.code, ErrorCode::Changed);
    std::filesystem::remove(box);
    m_case.reset();
    m_case = std::move(*Case::open(m_dir.path() / "a.assay"));
    EXPECT_EQ(m_case->itemBytes(ItemId{0}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(test::foundItems(*m_case).size(), 10u);
}

TEST_F(Import, NeedsFewBytesForAnItem)
{
    const auto box = m_dir.write("in.mbox", test::sampleBox(40'000));
    ASSERT_TRUE(m_case->add(box, {}, test::plainContext()).ok());
    const auto table = *m_case->itemTable();
    EXPECT_EQ(table->count(), 40'000u);
    EXPECT_EQ(table->blocks().size(), 3u);
    EXPECT_LT(table->residentBytes() / table->count(), 100u);
}

// In a process of its own: the limit on the size of files stands for a full disk and holds for all that follows.
TEST_F(Import, KeepsWhatItHadWhenTheDiskIsFull)
{
    const auto box = m_dir.write("in.mbox", test::sampleBox(20'000));
    m_case.reset();
    const auto file = m_dir.path() / "a.assay";
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{2'000'000, 2'000'000};
        setrlimit(RLIMIT_FSIZE, &limit);
        auto opened = Case::open(file);
        const auto added = (*opened)->add(box, {}, test::plainContext());
        // Where the system reports the limit in the middle of a write, the library calls it an I/O error.
        const bool isFull = added && added->stoppedBy
            && (added->stoppedBy->code == ErrorCode::DiskFull || added->stoppedBy->code == ErrorCode::WriteFailed);
        const bool isRight = isFull && added->items > 100 && test::foundItems(**opened).size() == added->items;
        _exit(isRight ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    auto opened = Case::open(file);
    ASSERT_TRUE(opened.ok());
    EXPECT_FALSE((*opened)->isReadOnly());
    EXPECT_GT(test::foundItems(**opened).size(), 100u);
    EXPECT_TRUE((*opened)->check({})->problems.empty());
    // With room again the rest can be taken.
    EXPECT_TRUE((*opened)->add(box, {}, test::plainContext()).ok());
}

} // namespace
} // namespace assay
