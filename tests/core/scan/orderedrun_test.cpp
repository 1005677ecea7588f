// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/orderedrun.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>

namespace assay {
namespace {

using NumberRun = OrderedRun<int, int>;

struct Outcome
{
    std::vector<int> delivered;
    size_t largestBatch = 0;
    bool wasComplete = false;
};

// Sends 0 ... count - 1 through; `pause` microseconds of work for each.
Outcome runNumbers(int count, unsigned workers, const OrderedRunOptions& options,
    const std::function<int(int)>& pause = {}, std::stop_source* stop = nullptr, int stopAt = -1)
{
    Outcome outcome;
    int next = 0;
    NumberRun run(
        [&](int& piece, uint64_t& bytes) {
            if (next == count)
                return false;
            piece = next++;
            bytes = 1000;
            return true;
        },
        [&](int piece, unsigned worker) {
            EXPECT_LT(worker, workers);
            if (pause)
                std::this_thread::sleep_for(std::chrono::microseconds(pause(piece)));
            if (stop && piece == stopAt)
                stop->request_stop();
            return piece * 2;
        },
        [&](std::vector<int>& batch) {
            outcome.largestBatch = std::max(outcome.largestBatch, batch.size());
            outcome.delivered.insert(outcome.delivered.end(), batch.begin(), batch.end());
            return true;
        },
        options);
    outcome.wasComplete = run.run(RunContext(stop ? stop->get_token() : std::stop_token(), nullptr, workers));
    return outcome;
}

std::vector<int> doubled(int count)
{
    std::vector<int> numbers(static_cast<size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    for (int& number : numbers)
        number *= 2;
    return numbers;
}

TEST(OrderedRun, DeliversInOrderWhateverTheWorkers)
{
    for (const unsigned workers : {1u, 2u, 7u}) {
        const auto outcome = runNumbers(2000, workers, {64, 1 << 20, 16, 0.001}, [](int i) { return i * 7919 % 97; });
        EXPECT_TRUE(outcome.wasComplete);
        EXPECT_EQ(outcome.delivered, doubled(2000));
        EXPECT_LE(outcome.largestBatch, 16u);
    }
}

TEST(OrderedRun, GoesOnBehindASlowHead)
{
    // The first piece takes long: the others fill the bound, wait, and come out after it.
    const auto outcome =
        runNumbers(300, 3, {8, 1 << 20, 256, 10}, [](int i) { return i == 0 || i == 150 ? 60'000 : 1; });
    EXPECT_TRUE(outcome.wasComplete);
    EXPECT_EQ(outcome.delivered, doubled(300));
}

TEST(OrderedRun, LetsPiecesLargerThanTheBoundThrough)
{
    const auto outcome = runNumbers(50, 2, {8, 10, 4, 0});
    EXPECT_TRUE(outcome.wasComplete);
    EXPECT_EQ(outcome.delivered, doubled(50));
}

TEST(OrderedRun, DeliversWhatWasLoadedWhenStopped)
{
    std::stop_source stop;
    const auto outcome = runNumbers(
        100'000, 4, {64, 1 << 20, 16, 0.01}, [](int) { return 10; }, &stop, 500);
    EXPECT_FALSE(outcome.wasComplete);
    ASSERT_GE(outcome.delivered.size(), 501u);
    EXPECT_LT(outcome.delivered.size(), 1000u);
    EXPECT_EQ(outcome.delivered, doubled(static_cast<int>(outcome.delivered.size())));
}

TEST(OrderedRun, StopsWhenDeliveryFails)
{
    int next = 0;
    std::vector<int> delivered;
    NumberRun run(
        [&](int& piece, uint64_t&) {
            piece = next++;
            return true;
        },
        [](int piece, unsigned) { return piece; },
        [&](std::vector<int>& batch) {
            if (delivered.size() >= 100)
                return false;
            delivered.insert(delivered.end(), batch.begin(), batch.end());
            return true;
        },
        OrderedRunOptions{64, 1 << 20, 10, 0});
    EXPECT_FALSE(run.run(RunContext({}, nullptr, 3)));
    EXPECT_GE(delivered.size(), 100u);
    EXPECT_LE(delivered.size(), 110u);
}

TEST(OrderedRun, DoesNothingWithoutPieces)
{
    EXPECT_TRUE(runNumbers(0, 2, {}).delivered.empty());
    EXPECT_TRUE(runNumbers(0, 2, {}).wasComplete);
}

} // namespace
} // namespace assay
