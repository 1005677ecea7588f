// SPDX-License-Identifier: GPL-3.0-or-later
// Labels when the disk is full, and while others write.
#include "tests/core/casefile/labelcase.h"

#include <atomic>
#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay {
namespace {

constexpr feedback::LabelId spam = 1, ham = 2;

class LabelFaults : public test::LabelCase
{
};

std::vector<ItemId> firstItems(uint32_t count)
{
    std::vector<ItemId> all;
    for (uint32_t i = 0; i < count; ++i)
        all.push_back(ItemId{i});
    return all;
}

// Labels all items to and fro until the disk is full, then single ones. True: each call that failed said so and left
// everything as it was. A limit of the file size is not always told apart from another failure by SQLite.
bool labelsUntilFull(Case& file, uint32_t items, bool isLimit)
{
    const auto saysFull = [isLimit](const Error& error) {
        return error.code == ErrorCode::DiskFull || (isLimit && error.code == ErrorCode::WriteFailed);
    };
    const auto all = firstItems(items);
    for (int round = 0; round < 1000; ++round) {
        const auto before = (*file.snapshot())->labels;
        feedback::LabelRequest request;
        request.label = round % 2 ? spam : ham;
        const auto bulk = file.label(all, request);
        if (bulk)
            continue;
        if (!saysFull(bulk.error()) || (*file.snapshot())->labels->labels != before->labels)
            return false;
        // Single labels may still fit; the one that does not is not shown either.
        for (uint32_t item = 0; item < items; ++item) {
            const auto now = (*file.snapshot())->labels;
            const auto one = file.label(std::span(&all[item], 1), request);
            const auto after = (*file.snapshot())->labels;
            if (one && after->labels[item] != request.label)
                return false;
            if (!one)
                return saysFull(one.error()) && after->labels == now->labels && after->version == now->version
                    && !file.verifyAudit()->firstBroken;
        }
        return false;
    }
    return false;
}

TEST_F(LabelFaults, AFullDiskIsSaidAndNothingShowsAsSet)
{
    fill(2000);
    m_case.reset();
    const pid_t child = fork();
    if (child == 0) {
        auto opened = Case::open(file());
        std::signal(SIGXFSZ, SIG_IGN);
        const rlim_t room = std::filesystem::file_size(file()) + (rlim_t{1} << 20);
        rlimit limit{room, RLIM_INFINITY};
        setrlimit(RLIMIT_FSIZE, &limit);
        if (!opened || !labelsUntilFull(**opened, 2000, true))
            _exit(1);
        // With room again the next label is stored.
        limit.rlim_cur = RLIM_INFINITY;
        setrlimit(RLIMIT_FSIZE, &limit);
        const ItemId item{7};
        const auto again = (*opened)->label(std::span(&item, 1), {3, {}, 100, {}, {}});
        _exit(again && again->isStored() ? 0 : 2);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    reopen();
    EXPECT_EQ(labels()[7], 3);
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
    EXPECT_TRUE(m_case->check({})->problems.empty());
}

TEST_F(LabelFaults, AFullFileSystemIsSaidAndNothingShowsAsSet)
{
    const auto disk = m_dir.path() / "disk";
    std::filesystem::create_directory(disk);
    if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=3m") != 0)
        GTEST_SKIP() << "no small file system can be mounted here";
    bool isRight = false;
    {
        const auto box = m_dir.write("in.mbox", test::sampleBox(2000));
        const auto small = Case::create(disk / "t.assay");
        EXPECT_TRUE(small.ok());
        const auto added = (*small)->add(box, {}, test::plainContext());
        EXPECT_TRUE(added.ok() && !added->stoppedBy);
        isRight = labelsUntilFull(**small, 2000, false);
    }
    EXPECT_TRUE(isRight);
    EXPECT_EQ(umount(disk.c_str()), 0);
}

TEST_F(LabelFaults, AreStoredWhileAnImportWrites)
{
    fill(500);
    const auto more = m_dir.write("more.mbox", test::sampleBox(20'000));
    std::atomic<bool> isDone{false};
    Result<AddReport> added = AddReport();
    std::thread importing([&] {
        added = m_case->add(more, {}, test::plainContext());
        isDone = true;
    });
    uint32_t given = 0;
    for (uint32_t item = 0; item < 500 && !isDone; ++item, ++given)
        EXPECT_TRUE(give({item}, spam).isStored());
    importing.join();
    ASSERT_TRUE(added.ok());
    EXPECT_FALSE(added->stoppedBy.has_value());
    EXPECT_EQ(added->items, 20'000u);
    EXPECT_GT(given, 0u);
    EXPECT_EQ(columns()->labelled, given);
    EXPECT_EQ(columns()->labels.size(), 20'500u);
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
}

TEST_F(LabelFaults, OfManyThreadsAreAllStored)
{
    fill(400);
    std::vector<std::thread> threads;
    std::atomic<unsigned> stored{0};
    for (uint32_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (uint32_t i = 0; i < 100; ++i)
                stored += m_case->label(items({t * 100 + i}), {spam, {}, 100, {}, {}}).ok() ? 1 : 0;
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(stored, 400u);
    EXPECT_EQ(columns()->labelled, 400u);
    EXPECT_EQ(columns()->version, 400u);
}

} // namespace
} // namespace assay
