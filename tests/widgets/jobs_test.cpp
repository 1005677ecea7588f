// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/jobs.h"

#include "tests/support/waiting.h"
#include "widgets/bridge/jobtext.h"

#include <gtest/gtest.h>
#include <latch>
#include <numeric>
#include <thread>

using namespace assay;
using namespace assay::gui;
using assay::test::waitUntil;

namespace {

const JobTitle quiet{QStringLiteral("Test"), {}, JobUnit::None, JobShow::Quiet};
const JobTitle visible{QStringLiteral("Scan"), QStringLiteral("trial"), JobUnit::Items, JobShow::Visible};

Result<int> waitForStop(const RunContext& context)
{
    while (!context.stopRequested())
        std::this_thread::yield();
    return Error{ErrorCode::Cancelled, "", ""};
}

} // namespace

TEST(Jobs, DeliversOnTheThreadOfTheReceiver)
{
    Jobs jobs;
    QObject receiver;
    std::optional<int> value;
    std::thread::id worker, delivered;
    jobs.start<int>(
        &receiver, QStringLiteral("a"), quiet,
        [&worker](const RunContext&) -> Result<int> {
            worker = std::this_thread::get_id();
            return 7;
        },
        [&](Result<int> result) {
            delivered = std::this_thread::get_id();
            value = *result;
        });
    ASSERT_TRUE(waitUntil([&] { return value.has_value(); }));
    EXPECT_EQ(*value, 7);
    EXPECT_EQ(delivered, std::this_thread::get_id());
    EXPECT_NE(worker, delivered);
}

TEST(Jobs, TheNewestOfASlotWinsAndStopsTheOlder)
{
    Jobs jobs;
    QObject receiver;
    std::vector<int> delivered;
    jobs.start<int>(&receiver, QStringLiteral("a"), quiet, waitForStop, [&](Result<int>) { delivered.push_back(1); });
    jobs.start<int>(
        &receiver, QStringLiteral("a"), quiet, [](const RunContext&) -> Result<int> { return 2; },
        [&](Result<int> result) { delivered.push_back(*result); });
    ASSERT_TRUE(waitUntil([&] { return !jobs.isBusy(); })); // the older one ended too
    EXPECT_EQ(delivered, std::vector<int>{2});
}

TEST(Jobs, DropsTheResultOfADeadReceiver)
{
    Jobs jobs;
    bool called = false;
    {
        QObject receiver;
        jobs.start<int>(&receiver, QStringLiteral("a"), quiet, waitForStop, [&](Result<int>) { called = true; });
    }
    jobs.cancelAll();
    ASSERT_TRUE(waitUntil([&] { return !jobs.isBusy(); }));
    EXPECT_FALSE(called);
}

TEST(Jobs, CancelReachesTheJobAndItsResultArrives)
{
    Jobs jobs;
    QObject receiver;
    std::optional<ErrorCode> code;
    const quint64 id = jobs.start<int>(
        &receiver, QStringLiteral("a"), visible, waitForStop, [&](Result<int> result) { code = result.error().code; });
    ASSERT_EQ(jobs.visibleJobs().size(), 1U);
    jobs.cancel(id);
    EXPECT_TRUE(jobs.visibleJobs()[0].cancelling);
    ASSERT_TRUE(waitUntil([&] { return code.has_value(); }));
    EXPECT_EQ(*code, ErrorCode::Cancelled);
}

TEST(Jobs, ShowsProgressRateAndTimeLeft)
{
    Jobs jobs;
    QObject receiver;
    std::atomic<bool> goOn{true};
    jobs.start<int>(
        &receiver, QStringLiteral("a"), visible,
        [&goOn](const RunContext& context) -> Result<int> {
            context.setTotal(1'000'000'000);
            while (goOn && !context.stopRequested()) {
                context.advance(1);
                std::this_thread::yield();
            }
            return 0;
        },
        [](Result<int>) {});
    ASSERT_TRUE(waitUntil([&] { return jobs.visibleJobs()[0].perSecond > 0; }));
    const JobState state = jobs.visibleJobs()[0];
    EXPECT_GT(state.secondsLeft(), 0);
    EXPECT_TRUE(jobLine(state).startsWith(QStringLiteral("Scan trial · ")));
    goOn = false;
    ASSERT_TRUE(waitUntil([&] { return !jobs.isBusy(); }));
    EXPECT_TRUE(jobs.visibleJobs().empty());
}

TEST(Jobs, ClosingStopsAndWaits)
{
    std::atomic<bool> ended{false};
    QObject receiver;
    {
        Jobs jobs;
        jobs.start<int>(
            &receiver, QStringLiteral("a"), quiet,
            [&ended](const RunContext& context) {
                Result<int> result = waitForStop(context);
                ended = true;
                return result;
            },
            [](Result<int>) {});
    }
    EXPECT_TRUE(ended);
}

TEST(Jobs, InOrderJobsKeepTheirOrderAndAreNotCancelledWithTheOthers)
{
    Jobs jobs;
    QObject receiver;
    std::latch first(1);
    std::vector<int> done, delivered;
    for (int i = 0; i < 20; ++i) {
        jobs.startInOrder<int>(
            &receiver, quiet,
            [i, &first, &done](const RunContext& context) -> Result<int> {
                if (i == 0)
                    first.wait();
                if (context.stopRequested())
                    return Error{ErrorCode::Cancelled, "", ""};
                done.push_back(i); // one at a time, so no lock
                return i;
            },
            [&](Result<int> result) { delivered.push_back(result ? *result : -1); });
    }
    jobs.cancelAll();
    first.count_down();
    ASSERT_TRUE(waitUntil([&] { return !jobs.isBusy(); }));
    std::vector<int> expected(20);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(done, expected);
    EXPECT_EQ(delivered, expected);
}
