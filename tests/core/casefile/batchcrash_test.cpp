// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/messages.h"
#include "tests/core/casefile/batchcase.h"
#include "tests/support/killedchild.h"

#include <fstream>
#include <random>

namespace assay::test {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t itemCount = 300;

// What a child says of a submission that was stored.
struct Acknowledged
{
    uint32_t batch = 0; // 0: the work has begun
    uint64_t records = 0;
};

[[noreturn]] void submitUntilKilled(const fs::path& path, unsigned seed, int reports)
{
    auto file = Case::open(path, CaseMode::ReadWriteOnly);
    const Acknowledged begun;
    if (!file || write(reports, &begun, sizeof begun) != sizeof begun)
        _exit(2);
    std::minstd_rand random(seed);
    for (;;) {
        const auto batches = (*file)->batches();
        if (!batches)
            _exit(3);
        const BatchId id = (*batches)[random() % batches->size()].id;
        feedback::LabelRequest request;
        request.label = static_cast<feedback::LabelId>(1 + random() % 3);
        const ItemId item{static_cast<uint32_t>(random() % itemCount)};
        const auto labelled = (*file)->label({&item, 1}, request);
        const auto snapshot = (*file)->snapshot();
        SubmitOptions options;
        options.recordsPerPart = 80;
        if (!labelled || !snapshot)
            _exit(4);
        const auto receipt = (*file)->submitBatch(id, **snapshot, options);
        if (!receipt)
            _exit(5);
        const Acknowledged told{id.value, receipt->records};
        if (write(reports, &told, sizeof told) != sizeof told)
            _exit(6);
    }
}

class BatchCrash : public BatchCase
{
protected:
    // Each submission of the case is in the outbox, and nothing else.
    void checkOutbox()
    {
        auto database = store::Database::open(file(), store::OpenMode::ReadOnly);
        ASSERT_TRUE(database.ok());
        EXPECT_EQ(*database->number("SELECT count(*) FROM submission WHERE published=0"), 0);
        EXPECT_EQ(*database->number("SELECT count(*) FROM submission s WHERE records<>"
                                    "(SELECT count(*) FROM batch_record r WHERE r.submission=s.id)"),
            0);
        EXPECT_EQ(*database->number("SELECT count(*) FROM batch_record WHERE submission NOT IN (SELECT id FROM "
                                    "submission)"),
            0);
        const auto submissions = *database->number("SELECT count(*) FROM submission");
        const auto entries = *database->number("SELECT count(*) FROM audit WHERE action='submit batch'");
        EXPECT_EQ(submissions, entries);
        int64_t files = 0;
        for (const auto& entry : fs::directory_iterator(outbox())) {
            ASSERT_EQ(entry.path().extension(), ".json") << entry.path();
            const auto message = feedback::messageFromJson(*readFile(entry.path()));
            ASSERT_TRUE(message.ok()) << entry.path() << ": " << message.error().toString();
            ++files;
        }
        EXPECT_EQ(files, submissions * 4); // 300 records in parts of 80
    }
};

TEST_F(BatchCrash, NothingSubmittedIsLostOrHalfPublished)
{
    fill(itemCount);
    give(range(0, itemCount), ham);
    for (int i = 0; i < 3; ++i)
        create(context(), scope("*"));
    std::minstd_rand random(20'261'122);
    unsigned killed = 0;
    uint64_t acknowledged = 0;
    for (int round = 0; round < 20 && !HasFailure(); ++round) {
        m_case.reset();
        const auto seed = static_cast<unsigned>(random());
        const auto delay = std::chrono::microseconds(random() % 1'500'000);
        const auto child =
            runUntilKilled<Acknowledged>(delay, [&](int reports) { submitUntilKilled(file(), seed, reports); });
        killed += child.wasKilled ? 1 : 0;
        reopen();
        for (const Acknowledged& told : child.told) {
            if (told.batch == 0)
                continue;
            ++acknowledged;
            const auto batch = m_case->batch(BatchId{told.batch});
            ASSERT_TRUE(batch.ok());
            EXPECT_EQ(batch->info.records, told.records);
            EXPECT_NE(batch->info.submittedAt, 0);
        }
        if (fs::exists(outbox()))
            checkOutbox();
        EXPECT_FALSE(m_case->verifyAudit()->firstBroken);
        EXPECT_TRUE(m_case->check({})->problems.empty());
    }
    EXPECT_EQ(killed, 20u);
    EXPECT_GE(acknowledged, 20u);
}

TEST_F(BatchCrash, AnInterruptedPublicationIsFinishedAtTheNextOpening)
{
    fill(10);
    const BatchId id = labelled(5);
    const auto files = submit(id).files;
    const std::string json = *readFile(files.at(0));
    m_case.reset();
    // As if the program had died after it stored the submission, in the middle of another one.
    fs::remove(files[0]);
    fs::create_directories(files[0].parent_path() / ".prepared");
    std::ofstream(files[0].parent_path() / ".prepared/feedback-9-1of1.json") << "half";
    {
        auto database = store::Database::open(file(), store::OpenMode::ReadWrite);
        ASSERT_TRUE(database->execute("UPDATE submission SET published=0").ok());
    }
    reopen();
    EXPECT_EQ(*readFile(files[0]), json);
    EXPECT_FALSE(fs::exists(files[0].parent_path() / ".prepared"));
    EXPECT_EQ(state(id), feedback::BatchState::Submitted);
}

} // namespace
} // namespace assay::test
