// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/messages.h"
#include "tests/core/casefile/batchcase.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using feedback::BatchState;

// A case that sends, and another one that receives.
class BatchInbox : public BatchCase
{
protected:
    void openReceiver()
    {
        m_receiver = std::move(*Case::create(m_dir.path() / "host.assay"));
        m_receiver->setUser("host");
    }
    InboxReport receive(Case& work)
    {
        const auto report = work.readInbox();
        EXPECT_TRUE(report.ok()) << report.error().toString();
        return report ? *report : InboxReport();
    }
    // What something else does with the folders.
    static void carry(const Case& from, const Case& to)
    {
        fs::create_directories(to.folder() / "inbox");
        for (const auto& entry : fs::directory_iterator(from.folder() / "outbox")) {
            if (entry.is_regular_file())
                fs::rename(entry.path(), to.folder() / "inbox" / entry.path().filename());
        }
    }
    void put(const std::string& name, const std::string& content) const
    {
        fs::create_directories(inbox());
        std::ofstream(inbox() / name) << content;
    }
    std::string reply(const std::string& more, const std::string& context = "1") const
    {
        return R"({"uuid_organization":")" + *m_case->organization() + R"(","id_context":")" + context + "\"," + more
            + "}";
    }

    std::unique_ptr<Case> m_receiver;
};

TEST_F(BatchInbox, ARepliedBatchIsProcessedAndAFailedOneCanBeSentAgain)
{
    fill(40);
    const BatchId id = labelled(30);
    submit(id);
    put("x.json", reply(R"("success":false,"reason":"no room")"));
    EXPECT_EQ(receive(*m_case).replies, 1u);
    EXPECT_EQ(state(id), BatchState::Failed);
    EXPECT_EQ(m_case->batch(id)->info.reply, "failed: no room");
    EXPECT_EQ(m_case->messages()->front().severity, CaseMessage::Severity::Error);
    EXPECT_EQ(m_case->messages()->front().object, "batch 1");
    submit(id);
    EXPECT_EQ(state(id), BatchState::Submitted);
    put("x.json", reply(R"("success":true,"accepted":30)"));
    EXPECT_EQ(receive(*m_case).replies, 1u);
    EXPECT_EQ(state(id), BatchState::Processed);
    EXPECT_EQ(m_case->messages()->front().severity, CaseMessage::Severity::Info);
    put("y.json", reply(R"("success":true,"model_version":"12")"));
    receive(*m_case);
    EXPECT_NE(m_case->messages()->front().text.find("in model 12"), std::string::npos);
    EXPECT_TRUE(fs::exists(inbox() / "done/x.2.json"));
}

TEST_F(BatchInbox, ABatchTravelsToAnotherCaseAndBackComesTheReply)
{
    fill(40);
    openReceiver();
    const BatchId id = labelled(30);
    SubmitOptions options;
    options.recordsPerPart = 12;
    submit(id, options);
    carry(*m_case, *m_receiver);
    const auto report = receive(*m_receiver);
    EXPECT_EQ(report.batches, 1u);
    EXPECT_TRUE(report.refused.empty());
    const auto taken = m_receiver->batches()->front();
    EXPECT_EQ(taken.state, BatchState::Processed);
    EXPECT_EQ(taken.records, 30u);
    EXPECT_EQ(taken.context.reason, feedback::Reason::FalsePositive);
    EXPECT_NE(taken.origin.find(*m_case->organization()), std::string::npos);
    const auto records = *m_receiver->batchRecords(taken.id);
    ASSERT_EQ(records.size(), 30u);
    EXPECT_TRUE(records[0].item.isNone());
    EXPECT_EQ(records[0].label, 7); // not bot
    const auto sent = readJson(m_receiver->folder() / "outbox" / (*m_case->organization() + ".feedback-1-1of1.json"));
    EXPECT_EQ(sent["success"], true);
    EXPECT_EQ(sent["accepted"], 30);
    carry(*m_receiver, *m_case);
    EXPECT_EQ(receive(*m_case).replies, 1u);
    EXPECT_EQ(state(id), BatchState::Processed);

    // Five labels change; the receiver keeps 30 records, five of them newer.
    give({1, 2, 3, 4, 5}, spam);
    EXPECT_EQ(state(id), BatchState::Changed);
    submit(id, options);
    carry(*m_case, *m_receiver);
    EXPECT_EQ(receive(*m_receiver).batches, 1u);
    EXPECT_EQ(m_receiver->batches()->size(), 1u);
    unsigned bots = 0;
    const auto later = *m_receiver->batchRecords(taken.id);
    EXPECT_EQ(later.size(), 30u);
    for (const feedback::BatchRecord& record : later)
        bots += record.label == 6 ? 1 : 0;
    EXPECT_EQ(bots, 5u);
    EXPECT_FALSE(m_receiver->verifyAudit()->firstBroken);
}

TEST_F(BatchInbox, PartsWaitForEachOther)
{
    fill(40);
    openReceiver();
    SubmitOptions options;
    options.recordsPerPart = 10;
    const auto files = submit(labelled(30), options).files;
    ASSERT_EQ(files.size(), 3u);
    const fs::path to = m_receiver->folder() / "inbox";
    fs::create_directories(to);
    fs::copy_file(files[2], to / files[2].filename());
    fs::copy_file(files[0], to / files[0].filename());
    EXPECT_EQ(receive(*m_receiver).waiting, 2u);
    EXPECT_TRUE(m_receiver->batches()->empty());
    fs::copy_file(files[1], to / files[1].filename());
    EXPECT_EQ(receive(*m_receiver).batches, 1u);
    EXPECT_EQ(m_receiver->batches()->front().records, 30u);
    EXPECT_EQ(receive(*m_receiver).waiting, 0u);
}

TEST_F(BatchInbox, WhatIsNotForThisCaseIsRefused)
{
    fill(10);
    const BatchId id = labelled(3);
    put("a.json", "{\"uuid_organization\":");
    put("b.json", R"({"uuid_organization":"somebody","id_context":"1","success":true})");
    put("c.json", reply(R"("success":true)", "77"));
    put("d.json", reply(R"("success":true)")); // a draft
    put("e.json", reply(R"("success":true)", "1; drop"));
    put("f.json", R"({"uuid_organization":"x","timestamp":"","uuid":"u","training_config":"a"})");
    put("g.json",
        R"({"uuid_organization":"x","id_context":"9","feedback_context":{"reason":"other"},"feedback":[{"feedback":"bot"}]})");
    const auto report = receive(*m_case);
    EXPECT_EQ(report.replies + report.batches, 0u);
    ASSERT_EQ(report.refused.size(), 7u);
    for (const auto& refused : report.refused) {
        EXPECT_TRUE(fs::exists(refused.file)) << refused.file;
        EXPECT_FALSE(refused.why.empty());
    }
    EXPECT_EQ(state(id), BatchState::Draft);
    EXPECT_EQ(m_case->batches()->size(), 1u);
    const auto answer = readJson(outbox() / "x.feedback-9-1of1.json");
    EXPECT_EQ(answer["success"], false);
    EXPECT_EQ(answer["rejected"][0]["why"], "uuid_request_set is missing");
}

TEST_F(BatchInbox, PartsOfDifferentBatchesUnderOneNameAreRefused)
{
    fill(10);
    const auto part = [](const std::string& count, const std::string& context) {
        return R"({"progress_count":")" + count + R"(","uuid_organization":"x","id_context":")" + context
            + R"(","feedback_context":{"reason":"other"},"feedback":[{"uuid_request_set":"u","feedback":"bot"}]})";
    };
    put("f-1of2.json", part("1/2", "1"));
    put("f-2of2.json", part("2/2", "2"));
    put("g-1of2.json", part("1/2", "1"));
    put("g-2of2.json", part("1/2", "1"));
    EXPECT_EQ(receive(*m_case).refused.size(), 4u);
    EXPECT_TRUE(m_case->batches()->empty());
}

TEST_F(BatchInbox, AMessageIsNotAppliedTwice)
{
    fill(10);
    openReceiver();
    const auto files = submit(labelled(5)).files;
    const fs::path to = m_receiver->folder() / "inbox";
    fs::create_directories(to);
    fs::copy_file(files[0], to / "m.json");
    // As if the program had died before it put the file away.
    const auto before = fs::last_write_time(to / "m.json");
    fs::create_hard_link(to / "m.json", m_dir.path() / "kept.json");
    EXPECT_EQ(receive(*m_receiver).batches, 1u);
    fs::rename(m_dir.path() / "kept.json", to / "m.json");
    ASSERT_EQ(fs::last_write_time(to / "m.json"), before);
    receive(*m_receiver);
    EXPECT_EQ(m_receiver->batches()->size(), 1u);
    unsigned takenIn = 0;
    static_cast<void>(m_receiver->visitAudit(1, [&](const store::AuditEntry& entry) {
        takenIn += entry.action == "take in batch" ? 1 : 0;
        return true;
    }));
    EXPECT_EQ(takenIn, 1u);
}

TEST_F(BatchInbox, AnOwnBatchInTheInboxIsProcessedHere)
{
    fill(10);
    const BatchId id = labelled(5);
    submit(id);
    carry(*m_case, *m_case);
    EXPECT_EQ(receive(*m_case).replies, 1u);
    EXPECT_EQ(state(id), BatchState::Processed);
    EXPECT_EQ(m_case->batches()->size(), 1u);
}

TEST_F(BatchInbox, ABundleCarriesLabelsAuthorsAndContext)
{
    fill(10);
    openReceiver();
    give({1}, phish);
    give({2}, spam, "ben");
    give({2}, ham);
    feedback::BatchScope scope;
    scope.added = items({1, 2});
    const BatchId id = create(context(), scope);
    const fs::path file = m_dir.path() / "out.json";
    EXPECT_EQ(m_case->exportBatch(id, file).error().code, ErrorCode::BadArgument); // a draft
    submit(id);
    ASSERT_TRUE(m_case->exportBatch(id, file).ok());
    EXPECT_EQ(m_case->importBatch(file).error().code, ErrorCode::BadArgument); // its own
    const auto imported = m_receiver->importBatch(file);
    ASSERT_TRUE(imported.ok()) << imported.error().toString();
    const auto batch = *m_receiver->batch(*imported);
    EXPECT_EQ(batch.info.context, m_case->batch(id)->info.context);
    EXPECT_EQ(batch.info.records, 2u);
    EXPECT_EQ(batch.info.sha256, m_case->batch(id)->info.sha256);
    auto sent = *m_case->batchRecords(id), got = *m_receiver->batchRecords(*imported);
    ASSERT_EQ(got.size(), 3u);
    const auto key = [](const feedback::BatchRecord& r) { return r.uuid + r.author + std::to_string(r.label); };
    std::multiset<std::string> sentKeys, gotKeys;
    for (size_t i = 0; i < 3; ++i) {
        sentKeys.insert(key(sent[i]));
        gotKeys.insert(key(got[i]));
    }
    EXPECT_EQ(gotKeys, sentKeys);
    // On to a third case it keeps saying where it comes from.
    ASSERT_TRUE(m_receiver->exportBatch(*imported, m_dir.path() / "on.json").ok());
    EXPECT_EQ(readJson(m_dir.path() / "on.json")["organization"], *m_case->organization());
    for (const char* text : {"", "{}", "[1]", "{\"schema\":\"assay.batch/1\"}",
             "{\"schema\":\"assay.batch/1\",\"organization\":\"o\",\"batch\":\"1\",\"records\":[{}]}"}) {
        std::ofstream(m_dir.path() / "bad.json") << text;
        EXPECT_FALSE(m_receiver->importBatch(m_dir.path() / "bad.json").ok()) << text;
    }
}

TEST_F(BatchInbox, ImportsAPublishedBatch)
{
    ASSAY_REQUIRE_SHARED(shared);
    fill(1);
    const auto id = m_case->importBatch(shared / "golden/baskerville/sent_feedback_sample.json");
    ASSERT_TRUE(id.ok()) << id.error().toString();
    const auto batch = *m_case->batch(*id);
    EXPECT_EQ(batch.info.context.reason, feedback::Reason::Attack);
    EXPECT_EQ(batch.info.records, 16u);
    EXPECT_EQ(batch.info.state, BatchState::Processed);
    const auto records = *m_case->batchRecords(*id);
    ASSERT_EQ(records.size(), 16u);
    int hostile = 0;
    for (const feedback::BatchRecord& record : records) {
        hostile += feedback::findLabel(record.label)->target;
        EXPECT_TRUE(record.symbols.empty());
        EXPECT_EQ(std::count_if(record.features.begin(), record.features.end(),
                      [](double value) { return std::isfinite(value); }),
            27);
    }
    EXPECT_EQ(hostile, 13);
}

} // namespace
} // namespace assay::test
