// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about scans and labels, and an index that is killed while it is made.
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/core/scan/fakedetector.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay {
namespace {

using Rows = std::vector<uint32_t>;

Rows ask(const Case& file, const std::string& query, const std::string& order = "")
{
    const auto snapshot = file.snapshot();
    auto parsed = file.parse(query, 1'704'103'200);
    EXPECT_TRUE(parsed.ok()) << query;
    if (!parsed.ok())
        return {};
    FindRequest request;
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    request.order = *parseOrder(order);
    const auto found = file.find(**snapshot, request, test::plainContext());
    EXPECT_TRUE(found.ok()) << query;
    return found ? found->rows : Rows();
}

class FindScan : public testing::Test
{
protected:
    void SetUp() override
    {
        m_file = std::move(*Case::create(m_dir.path() / "a.assay"));
        ASSERT_TRUE(m_file->add(m_dir.write("in.mbox", test::sampleBox(250)), {}, test::plainContext()).ok());
    }
    // Rows of items whose hits pass, found one by one.
    template <typename Passes>
    Rows reading(const Passes& passes)
    {
        Rows rows;
        const ScanId scan = m_file->scans()->back().id;
        for (uint32_t row = 0; row < 250; ++row) {
            const ItemHits hits = *m_file->hits(scan, ItemId{row});
            if (hits.scanned && passes(hits))
                rows.push_back(row);
        }
        return rows;
    }
    template <typename Passes>
    Rows withHit(const Passes& passes)
    {
        return reading([&](const ItemHits& hits) { return std::any_of(hits.hits.begin(), hits.hits.end(), passes); });
    }
    void expectScanAnswers()
    {
        const std::string name = someSymbol();
        EXPECT_EQ(
            ask(*m_file, "symbol:" + name), withHit([&](const StoredHit& hit) { return hit.symbol.name == name; }));
        EXPECT_EQ(ask(*m_file, "rule:A_*"), withHit([&](const StoredHit& hit) {
            return hit.symbol.detector == DetectorKind::Rules && hit.symbol.name.compare(0, 2, "A_") == 0;
        }));
        EXPECT_EQ(ask(*m_file, "symbol." + name + ">0.6"),
            withHit([&](const StoredHit& hit) { return hit.symbol.name == name && hit.score > 0.6; }));
        EXPECT_EQ(
            ask(*m_file, "has:symbol." + name), withHit([&](const StoredHit& hit) { return hit.symbol.name == name; }));
        EXPECT_EQ(ask(*m_file, "score>=1.625"), reading([](const ItemHits& hits) { return hits.score >= 1.625; }));
        EXPECT_EQ(ask(*m_file, "hits:4"), reading([](const ItemHits& hits) { return hits.hits.size() == 4; }));
        EXPECT_EQ(
            ask(*m_file, "action:none"), reading([](const ItemHits& hits) { return hits.action == Action::None; }));
        EXPECT_EQ(ask(*m_file, "has:scan.time"), reading([](const ItemHits&) { return true; }));
        EXPECT_EQ(ask(*m_file, "detector:rules"),
            withHit([&](const StoredHit& hit) { return hit.symbol.detector == DetectorKind::Rules; }));
    }
    std::string someSymbol() { return m_file->hits(m_file->scans()->back().id, ItemId{3})->hits.front().symbol.name; }

    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_file;
};

TEST_F(FindScan, AnswersAboutTheNewestScan)
{
    EXPECT_TRUE(ask(*m_file, "symbol:* or has:score or is:new-since-scan").empty());
    ASSERT_TRUE(m_file->scan(test::fakeDetectors(), {}, test::plainContext()).ok());
    expectScanAnswers();
    ASSERT_TRUE(m_file->updateIndex(test::plainContext()).ok());
    expectScanAnswers();
    EXPECT_EQ(ask(*m_file, "is:new-since-scan"), Rows());
    CaseScanOptions some;
    some.items.items = {ItemId{3}, ItemId{9}, ItemId{200}};
    ASSERT_TRUE(m_file->scan(test::fakeDetectors({}, 7), some, test::plainContext()).ok());
    expectScanAnswers(); // the index of the older scan must not answer
    EXPECT_EQ(ask(*m_file, "not is:new-since-scan"), (Rows{3, 9, 200}));
    ASSERT_TRUE(m_file->updateIndex(test::plainContext()).ok());
    expectScanAnswers();
}

TEST_F(FindScan, DamagedIndexOfAScanIsNotUsed)
{
    ASSERT_TRUE(m_file->scan(test::fakeDetectors(), {}, test::plainContext()).ok());
    ASSERT_TRUE(m_file->updateIndex(test::plainContext()).ok());
    const auto path = m_file->folder() / "index" / "scan-1-0.index";
    const uint64_t size = std::filesystem::file_size(path);
    for (uint64_t at = 0; at < size; at += size / 10) {
        std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(at));
        stream.write("damage", 6);
        stream.close();
        expectScanAnswers();
    }
    std::filesystem::resize_file(path, size / 2);
    expectScanAnswers();
}

TEST_F(FindScan, AnswersAboutLabels)
{
    const auto id = feedback::findLabel(feedback::mailScheme(), "spam")->id;
    const std::vector<ItemId> some = {ItemId{5}, ItemId{7}, ItemId{100}};
    feedback::LabelRequest request;
    request.label = id;
    request.author = "Ann";
    request.confidence = 80;
    ASSERT_TRUE(m_file->label(some, request).ok());
    ASSERT_TRUE(m_file->tag(some, "Wave 1", true).ok());
    ASSERT_TRUE(m_file->bookmark(std::vector{ItemId{9}}, true).ok());
    ASSERT_TRUE(m_file->setNote(ItemId{7}, "looked at twice").ok());
    const Rows labelled = {5, 7, 100};
    EXPECT_EQ(ask(*m_file, "label:spam"), labelled);
    EXPECT_EQ(ask(*m_file, "is:labelled label.by:ann label.conf<=80 label.conf>79"), labelled);
    EXPECT_EQ(ask(*m_file, "label:ham or label.conf<80"), Rows());
    EXPECT_EQ(ask(*m_file, "is:unlabelled").size(), 247u);
    EXPECT_EQ(ask(*m_file, "tag:\"wave 1\""), labelled);
    EXPECT_EQ(ask(*m_file, "has:tag"), labelled);
    EXPECT_EQ(ask(*m_file, "is:bookmarked"), Rows{9});
    EXPECT_EQ(ask(*m_file, "note:twice"), Rows{7});
    EXPECT_EQ(ask(*m_file, "has:note"), Rows{7});
    EXPECT_EQ(ask(*m_file, "label.at:2001..2002"), Rows());
    EXPECT_EQ(ask(*m_file, "has:label.at"), labelled);
    const Rows sorted = ask(*m_file, "", "label,-id");
    EXPECT_EQ(Rows(sorted.begin(), sorted.begin() + 4), (Rows{100, 7, 5, 249}));
}

TEST_F(FindScan, CompletesValues)
{
    ASSERT_TRUE(m_file->scan(test::fakeDetectors(), {}, test::plainContext()).ok());
    ASSERT_TRUE(m_file->updateIndex(test::plainContext()).ok());
    const auto snapshot = *m_file->snapshot();
    const auto senders = m_file->fieldValues(*snapshot, "from", "S3", 10);
    ASSERT_EQ(senders->size(), 1u);
    EXPECT_EQ(senders->front().value, "s3@example.net");
    EXPECT_EQ(senders->front().items, ask(*m_file, "from=s3@example.net").size());
    const auto symbols = m_file->fieldValues(*snapshot, "symbol", "", 100);
    ASSERT_FALSE(symbols->empty());
    for (const Case::FieldValue& symbol : *symbols)
        EXPECT_EQ(symbol.items, ask(*m_file, "symbol:" + symbol.value).size()) << symbol.value;
    EXPECT_GE(symbols->front().items, symbols->back().items);
    EXPECT_EQ(m_file->fieldValues(*snapshot, "from", "", 3)->size(), 3u);
    EXPECT_TRUE(m_file->fieldValues(*snapshot, "size", "", 10)->empty());
    EXPECT_TRUE(m_file->fieldValues(*snapshot, "nothing", "", 10)->empty());
}

TEST(FindCrash, IndexKilledAtAnyMomentAnswersRightly)
{
    test::TemporaryDir dir;
    const auto path = dir.path() / "a.assay";
    {
        auto file = std::move(*Case::create(path));
        ASSERT_TRUE(file->add(dir.write("in.mbox", test::sampleBox(3000)), {}, test::plainContext()).ok());
    }
    const auto folder = dir.path() / "a.assay.d" / "index";
    std::minstd_rand random(5);
    unsigned killed = 0;
    for (int round = 0; round < 20; ++round) {
        if (round % 4 == 0)
            std::filesystem::remove_all(folder);
        const pid_t child = fork();
        if (child == 0) {
            const auto file = Case::open(path);
            _exit(file.ok() && (*file)->updateIndex(test::plainContext()).ok() ? 0 : 1);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 400'000));
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        killed += WIFSIGNALED(status) ? 1 : 0;
        const auto file = Case::open(path);
        ASSERT_TRUE(file.ok()) << file.error().toString();
        EXPECT_EQ(ask(**file, "id:2900..2910 letter"), ask(**file, "id:2900..2910"));
        EXPECT_EQ(ask(**file, "subject=\"letter 2999\""), Rows{2999});
    }
    EXPECT_GT(killed, 0u);
    const auto file = Case::open(path);
    ASSERT_TRUE((*file)->updateIndex(test::plainContext()).ok());
    EXPECT_EQ((*(*file)->snapshot())->indexedRows, 3000u);
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        EXPECT_EQ(entry.path().filename(), "items-0.index");
}

TEST(FindCancel, StopsAtOnceAndReportsWhatItHas)
{
    test::TemporaryDir dir;
    auto file = std::move(*Case::create(dir.path() / "a.assay"));
    ASSERT_TRUE(file->add(dir.write("in.mbox", test::sampleBox(4000)), {}, test::plainContext()).ok());
    ASSERT_TRUE(file->updateIndex(test::plainContext()).ok());
    const auto snapshot = *file->snapshot();
    auto parsed = file->parse("header.to:bob", 0);
    ASSERT_TRUE(parsed.ok());
    std::stop_source stop;
    FindRequest request;
    request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
    size_t reported = 0;
    request.partial = [&](std::span<const uint32_t> rows) {
        for (size_t i = 0; i < rows.size(); ++i)
            EXPECT_EQ(rows[i], i);
        reported = rows.size();
        stop.request_stop();
    };
    const auto found = file->find(*snapshot, request, RunContext(stop.get_token(), nullptr, 2));
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::Cancelled);
    EXPECT_GT(reported, 0u);
    EXPECT_LT(reported, 4000u);
    request.partial = nullptr;
    EXPECT_EQ(file->find(*snapshot, request, test::plainContext())->rows.size(), 4000u);
}

} // namespace
} // namespace assay
