// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/core/scan/fakedetector.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay {
namespace {

class CaseScan : public testing::Test
{
protected:
    void open(unsigned items)
    {
        const auto box = m_dir.write("in.mbox", test::sampleBox(items));
        auto made = Case::create(m_file);
        ASSERT_TRUE(made.ok());
        m_case = std::move(*made);
        ASSERT_TRUE(m_case->add(box, {}, test::plainContext()).ok());
    }
    test::TemporaryDir m_dir;
    std::filesystem::path m_file = m_dir.path() / "a.assay";
    std::unique_ptr<Case> m_case;
};

double sumOf(const ItemHits& hits)
{
    double sum = 0;
    for (const StoredHit& hit : hits.hits)
        sum += hit.score;
    return sum;
}

TEST_F(CaseScan, KeepsScansSideBySide)
{
    open(600);
    uint64_t observed = 0;
    const auto first = m_case->scan(test::fakeDetectors(), {}, test::plainContext(), [&](const StoredBatch& batch) {
        ASSERT_EQ(batch.items.size(), batch.results.size());
        EXPECT_EQ(batch.items.front().value, observed);
        observed += batch.items.size();
        EXPECT_TRUE(m_case->hits(batch.scan, batch.items.back())->scanned);
    });
    ASSERT_TRUE(first.ok()) << first.error().toString();
    EXPECT_EQ(observed, 600u);
    EXPECT_EQ(first->report.items, 600u);
    EXPECT_FALSE(first->report.partial);
    const auto second = m_case->scan(test::fakeDetectors({}, 20), {}, test::plainContext());
    ASSERT_TRUE(second.ok());

    const auto scans = m_case->scans();
    ASSERT_EQ(scans->size(), 2u);
    EXPECT_EQ(scans->at(0).id, first->scan);
    EXPECT_TRUE(scans->at(1).complete);
    EXPECT_EQ(scans->at(1).items, 600u);
    EXPECT_EQ(scans->at(1).ruleSetTitle, "Fake A_, Fake B_");
    const auto table = *m_case->itemTable();
    const auto one = *m_case->scores(first->scan, table);
    const auto two = *m_case->scores(second->scan, table);
    EXPECT_EQ(one->scanned, 600u);
    for (size_t row = 0; row < table->count(); ++row) {
        const auto hits = m_case->hits(first->scan, table->row(row).id);
        ASSERT_TRUE(hits.ok()) << hits.error().toString();
        ASSERT_NEAR(sumOf(*hits), hits->score, 0.001);
        ASSERT_NEAR(one->scores[row], hits->score, 0.0001);
        ASSERT_NEAR(two->scores[row], one->scores[row] + 18.875, 0.0001);
        ASSERT_EQ(one->actions[row], Action::None);
        ASSERT_EQ(two->actions[row], Action::Reject);
        ASSERT_EQ(one->hitCounts[row], hits->hits.size());
    }
    // Thresholds are those of today, not those of the scan.
    ASSERT_TRUE(m_case->setThresholds({1, 100}).ok());
    EXPECT_EQ(m_case->hits(second->scan, ItemId{0})->action, Action::AddHeader);
    EXPECT_TRUE(m_case->check({})->problems.empty());
}

TEST_F(CaseScan, ShowsHitsWithTheirEvidence)
{
    open(3);
    const auto scan = m_case->scan(test::fakeDetectors(), {}, test::plainContext());
    ASSERT_TRUE(scan.ok());
    const auto hits = m_case->hits(scan->scan, ItemId{2});
    ASSERT_TRUE(hits.ok());
    ASSERT_GE(hits->hits.size(), 4u);
    const StoredHit& top = hits->hits.front();
    EXPECT_EQ(top.symbol.name, "A_LETTER");
    EXPECT_EQ(top.symbol.group, "words");
    EXPECT_EQ(top.symbol.description, "Says letter");
    EXPECT_EQ(top.score, 1.125);
    EXPECT_EQ(top.count, 2u);
    ASSERT_EQ(top.evidence.size(), 2u);
    const std::string bytes = *m_case->itemBytes(ItemId{2});
    for (const Evidence& place : top.evidence)
        EXPECT_EQ(bytes.substr(place.raw.offset, place.raw.length), place.text);
    EXPECT_FALSE(m_case->hits(scan->scan, ItemId{3})->scanned);
    EXPECT_FALSE(m_case->hits(ScanId{99}, ItemId{0})->scanned);
}

TEST_F(CaseScan, ScansWhatIsChosen)
{
    open(50);
    CaseScanOptions options;
    options.items.items = {ItemId{7}, ItemId{30}};
    const auto some = m_case->scan(test::fakeDetectors(), options, test::plainContext());
    ASSERT_TRUE(some.ok());
    EXPECT_EQ(some->report.items, 2u);
    const auto column = *m_case->scores(some->scan, *m_case->itemTable());
    EXPECT_FALSE(std::isnan(column->scores[30]));
    EXPECT_TRUE(std::isnan(column->scores[31]));
    const auto other = m_dir.write("two.mbox", test::sampleBox(4));
    const auto added = m_case->add(other, {}, test::plainContext());
    CaseScanOptions source;
    source.items.sources = {added->sourceId};
    EXPECT_EQ(m_case->scan(test::fakeDetectors(), source, test::plainContext())->report.items, 4u);
}

TEST_F(CaseScan, CancelledScanStaysAndSaysSo)
{
    open(2000);
    std::stop_source stop;
    uint64_t observed = 0;
    const auto scan = m_case->scan(test::fakeDetectors(std::chrono::microseconds(300)), {},
        RunContext(stop.get_token(), nullptr, 2), [&](const StoredBatch& batch) {
            observed += batch.items.size();
            if (observed > 100)
                stop.request_stop();
        });
    ASSERT_TRUE(scan.ok());
    EXPECT_TRUE(scan->report.partial);
    EXPECT_EQ(scan->report.items, observed);
    EXPECT_LT(observed, 2000u);
    EXPECT_FALSE(m_case->scans()->at(0).complete);
    EXPECT_EQ(m_case->scans()->at(0).items, observed);
    EXPECT_EQ((*m_case->scores(scan->scan, *m_case->itemTable()))->scanned, observed);
}

TEST_F(CaseScan, ReportsItemsThatCannotBeRead)
{
    open(100);
    std::filesystem::remove(m_dir.path() / "in.mbox");
    const auto scan = m_case->scan(test::fakeDetectors(), {}, test::plainContext());
    ASSERT_TRUE(scan.ok());
    EXPECT_EQ(scan->report.failed, 100u);
    const auto hits = m_case->hits(scan->scan, ItemId{5});
    ASSERT_TRUE(hits->error);
    EXPECT_EQ(hits->error->code, ErrorCode::NotFound);
    EXPECT_EQ((*m_case->scores(scan->scan, *m_case->itemTable()))->scanned, 0u);
}

// Killed at any moment, the scan keeps what it had reported.
TEST_F(CaseScan, KilledScanKeepsWhatItReported)
{
    open(3000);
    m_case.reset();
    std::minstd_rand random(7);
    for (int round = 0; round < 20; ++round) {
        int reports[2];
        ASSERT_EQ(pipe(reports), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(reports[0]);
            auto opened = Case::open(m_file);
            const auto scan = (*opened)->scan(test::fakeDetectors(std::chrono::microseconds(20)), {},
                test::plainContext(), [&](const StoredBatch& batch) {
                    const uint64_t last = batch.items.back().value;
                    if (write(reports[1], &last, sizeof last) < 0)
                        _exit(1);
                });
            _exit(0);
        }
        close(reports[1]);
        uint64_t last = 0, value = 0;
        ASSERT_EQ(read(reports[0], &value, sizeof value), static_cast<ssize_t>(sizeof value));
        last = value;
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 100'000));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        while (read(reports[0], &value, sizeof value) == sizeof value)
            last = value;
        close(reports[0]);
        auto opened = Case::open(m_file);
        ASSERT_TRUE(opened.ok());
        ASSERT_FALSE((*opened)->isReadOnly());
        const auto scans = (*opened)->scans();
        ASSERT_EQ(scans->size(), static_cast<size_t>(round + 1));
        EXPECT_GT(scans->back().items, last);
        const auto scores = (*opened)->scores(scans->back().id, *(*opened)->itemTable());
        EXPECT_EQ((*scores)->scanned, scans->back().items);
        const auto hits = (*opened)->hits(scans->back().id, ItemId{static_cast<uint32_t>(last)});
        EXPECT_NEAR(sumOf(*hits), hits->score, 0.001);
    }
    EXPECT_TRUE((*Case::open(m_file))->check({})->problems.empty());
}

} // namespace
} // namespace assay
