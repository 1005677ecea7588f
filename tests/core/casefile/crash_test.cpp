// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay {
namespace {

// A child works on the case until it is killed; afterwards everything it had reported must be there and sound.
TEST(Crash, ImportKilledAtAnyMomentKeepsWhatItReported)
{
    test::TemporaryDir dir;
    const auto box = dir.write("in.mbox", test::sampleBox(60'000));
    std::minstd_rand random(20'241'121);
    uint64_t unfinished = 0;
    for (int round = 0; round < 20; ++round) {
        const auto file = dir.path() / ("round" + std::to_string(round) + ".assay");
        int reports[2];
        ASSERT_EQ(pipe(reports), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(reports[0]);
            auto made = Case::create(file);
            const auto added = (*made)->add(box, {}, test::plainContext(), [&](const AddProgress& progress) {
                if (write(reports[1], &progress.items, sizeof progress.items) < 0)
                    _exit(1);
            });
            _exit(0);
        }
        close(reports[1]);
        uint64_t reported = 0, value = 0;
        // Waits for the first report, so that there is something to keep.
        if (read(reports[0], &value, sizeof value) == sizeof value)
            reported = value;
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        while (read(reports[0], &value, sizeof value) == sizeof value)
            reported = value;
        close(reports[0]);

        auto opened = Case::open(file);
        ASSERT_TRUE(opened.ok()) << opened.error().toString();
        EXPECT_FALSE((*opened)->isReadOnly());
        const auto sources = (*opened)->sources();
        ASSERT_EQ(sources->size(), 1u);
        const uint64_t kept = test::foundItems(**opened).size();
        EXPECT_GE(kept, reported);
        EXPECT_EQ(sources->at(0).items, kept);
        EXPECT_EQ(sources->at(0).state, kept == 60'000 ? sources->at(0).state : SourceState::Partial);
        const auto audit = (*opened)->verifyAudit();
        EXPECT_EQ(audit->entries, 1u); // of the import, broken off or not
        EXPECT_FALSE(audit->firstBroken.has_value());
        const auto checked = (*opened)->check({});
        ASSERT_TRUE(checked.ok());
        EXPECT_TRUE(checked->problems.empty()) << checked->problems.front();
        if (WIFSIGNALED(status)) {
            EXPECT_TRUE((*opened)->wasLeftOpen());
            ++unfinished;
        }
        opened->reset();
        std::filesystem::remove(file);
    }
    EXPECT_GT(unfinished, 0u);
}

} // namespace
} // namespace assay
