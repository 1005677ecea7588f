// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/scanner.h"
#include "tests/core/scan/fakedetector.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string message(unsigned index)
{
    return "Subject: Letter " + std::to_string(index) + "\n\n" + std::string(index % 1000, 'y') + "\n";
}

// Scans `count` messages; every seventh cannot be read.
ScanReport scanMessages(const Scanner& scanner, unsigned count, const RunContext& context,
    std::vector<ScannedItem>& results, bool withFailures = false)
{
    unsigned next = 0;
    return scanner.run(
        [&](LoadedItem& item) {
            if (next == count)
                return false;
            if (withFailures && next % 7 == 3)
                item.error = Error{ErrorCode::ReadFailed, "box", "I/O error"};
            else
                item.bytes = message(next);
            ++next;
            return true;
        },
        [&](std::span<ScannedItem> batch) {
            for (ScannedItem& item : batch)
                results.push_back(std::move(item));
            return true;
        },
        context);
}

TEST(Scanner, DeliversInOrderAndAddsUp)
{
    for (const unsigned workers : {1u, 3u}) {
        const Scanner scanner(test::fakeDetectors(), {});
        ASSERT_EQ(scanner.symbols().size(), 8u);
        std::vector<ScannedItem> results;
        Progress progress;
        const auto report = scanMessages(scanner, 700, RunContext({}, &progress, workers), results, true);
        EXPECT_FALSE(report.partial);
        EXPECT_EQ(report.items, 700u);
        EXPECT_EQ(report.failed, 100u);
        EXPECT_EQ(report.jobs, workers);
        EXPECT_EQ(report.match.pcreScans, 1200u);
        EXPECT_EQ(progress.done.load(), 700u);
        ASSERT_EQ(results.size(), 700u);
        for (unsigned i = 0; i < results.size(); ++i) {
            const ScannedItem& item = results[i];
            ASSERT_EQ(item.number, i);
            ASSERT_EQ(item.error.has_value(), i % 7 == 3);
            if (item.error)
                continue;
            EXPECT_EQ(item.bytes, message(i).size());
            EXPECT_EQ(item.summary.subject, "Letter " + std::to_string(i));
            double sum = 0;
            for (const Hit& hit : item.hits)
                sum += hit.score;
            EXPECT_NEAR(item.score, sum, 0.001);
            EXPECT_NEAR(item.score, message(i).size() > 500 ? 1.025 : 1.625, 1e-9);
            EXPECT_EQ(scanner.symbols()[item.hits.back().symbol.value].name, "B_ZERO");
        }
    }
}

TEST(Scanner, KeepsTheHitsAskedFor)
{
    const size_t expected[] = {2, 4, 6};
    for (const auto selection : {HitSelection::Scored, HitSelection::Visible, HitSelection::All}) {
        ScanOptions options;
        options.hits = {selection, 1};
        options.hashes = true;
        const Scanner scanner(test::fakeDetectors(), options);
        std::vector<ScannedItem> results;
        scanMessages(scanner, 1, RunContext({}, nullptr, 1), results);
        ASSERT_EQ(results.size(), 1u);
        EXPECT_EQ(results[0].hits.size(), expected[static_cast<int>(selection)]);
        EXPECT_EQ(results[0].score, 1.625);
        EXPECT_EQ(results[0].hits[0].evidence.size(), 1u);
        EXPECT_EQ(results[0].sha256, sha256(message(0)));
    }
}

TEST(Scanner, TakesTheActionOfTheThresholds)
{
    const Thresholds thresholds;
    EXPECT_EQ(thresholds.actionFor(4.999), Action::None);
    EXPECT_EQ(thresholds.actionFor(5), Action::AddHeader);
    EXPECT_EQ(thresholds.actionFor(0.1 + 0.2 + 4.7), Action::AddHeader);
    EXPECT_EQ(thresholds.actionFor(14.999), Action::AddHeader);
    EXPECT_EQ(thresholds.actionFor(15), Action::Reject);
    EXPECT_EQ(thresholds.actionFor(-3), Action::None);
}

TEST(Scanner, StopsSoonAndKeepsWhatItDelivered)
{
    const Scanner scanner(test::fakeDetectors(std::chrono::milliseconds(2)), {});
    std::stop_source stop;
    std::vector<ScannedItem> results;
    std::chrono::steady_clock::time_point asked;
    std::thread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
    });
    const auto report = scanMessages(scanner, 1'000'000, RunContext(stop.get_token(), nullptr, 2), results);
    const auto returned = std::chrono::steady_clock::now();
    canceller.join();
    EXPECT_LT(std::chrono::duration<double>(returned - asked).count(), 0.2);
    EXPECT_TRUE(report.partial);
    EXPECT_EQ(report.items, results.size());
    EXPECT_GT(results.size(), 5u);
    for (size_t i = 0; i < results.size(); ++i)
        ASSERT_EQ(results[i].number, i);
}

} // namespace
} // namespace assay
