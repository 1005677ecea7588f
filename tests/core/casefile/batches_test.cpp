// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/batchcase.h"

#include <fstream>

namespace assay::test {
namespace {

using feedback::BatchState;
using feedback::Reason;

class Batches : public BatchCase
{
};

TEST_F(Batches, ADraftIsThereAfterClosing)
{
    fill(60);
    const BatchId id = create(context(), scope("subject:letter"));
    EXPECT_EQ(state(id), BatchState::Empty);
    give(range(0, 30), ham);
    EXPECT_EQ(state(id), BatchState::Draft);
    reopen();
    const auto batch = m_case->batch(id);
    ASSERT_TRUE(batch.ok());
    EXPECT_EQ(batch->info.state, BatchState::Draft);
    EXPECT_EQ(batch->info.context.name, "Monday");
    EXPECT_EQ(batch->info.context.reasonText, feedback::reasonMeaning(Reason::FalsePositive));
    EXPECT_EQ(batch->info.author, "ann");
    const auto review = m_case->reviewBatch(id, *now());
    ASSERT_TRUE(review.ok());
    EXPECT_EQ(review->counts.at(ham)[2], 30u);
    EXPECT_EQ(review->unlabelled.size(), 30u);
    EXPECT_TRUE(review->problems.empty()) << review->problems.front();
}

TEST_F(Batches, StatesFollowTheLabels)
{
    fill(20);
    const BatchId id = labelled(5);
    EXPECT_EQ(state(id), BatchState::Draft);
    ASSERT_TRUE(m_case->undo().ok());
    EXPECT_EQ(state(id), BatchState::Empty);
    ASSERT_TRUE(m_case->redo().ok());
    submit(id);
    EXPECT_EQ(state(id), BatchState::Submitted);
    give({7}, spam); // not in it
    EXPECT_EQ(state(id), BatchState::Submitted);
    give({3}, spam);
    EXPECT_EQ(state(id), BatchState::Changed);
    ASSERT_TRUE(m_case->undo().ok());
    EXPECT_EQ(state(id), BatchState::Submitted);
    auto about = context();
    about.notes = "more";
    ASSERT_TRUE(m_case->setBatchContext(id, about).ok());
    EXPECT_EQ(state(id), BatchState::Changed);
    submit(id);
    EXPECT_EQ(state(id), BatchState::Submitted);
    ASSERT_TRUE(m_case->setBatchContext(id, about).ok()); // as it was
    EXPECT_EQ(state(id), BatchState::Submitted);
}

TEST_F(Batches, AScopeIsAQueryAndAListAndSingleItems)
{
    fill(20);
    query::NamedList list;
    list.name = "bad";
    list.addresses = query::IpRangeSet({{*IpAddress::parse("203.0.113.3"), *IpAddress::parse("203.0.113.6")}});
    ASSERT_TRUE(m_case->setList(list).ok());
    const auto review = [&](const feedback::BatchScope& scope) {
        return m_case->reviewBatch(create(context(), scope), *now())->items;
    };
    feedback::BatchScope both = scope("subject:\"letter 4\" or subject:\"letter 9\"");
    EXPECT_EQ(review(both), items({4, 9}));
    both.list = "bad"; // items 2 ... 5
    EXPECT_EQ(review(both), items({4}));
    both.added = items({1, 4, 15, 999});
    EXPECT_EQ(review(both), items({1, 4, 15}));
    both.removed = items({4});
    EXPECT_EQ(review(both), items({1, 15}));
    EXPECT_EQ(review({}), items({}));
    EXPECT_EQ(review(scope("*")).size(), 20u);
    feedback::BatchScope frozen = scope("subject:nothing");
    frozen.isFrozen = true;
    frozen.items = items({3, 8});
    EXPECT_EQ(review(frozen), items({3, 8}));
    feedback::BatchScope faulty = scope("score>");
    EXPECT_TRUE(review(faulty).empty());
    EXPECT_EQ(m_case->submitBatch(create(context(), faulty), *now(), {}).error().code, ErrorCode::BadArgument);
}

TEST_F(Batches, TheReviewNamesWhatIsOdd)
{
    fill(300);
    give(range(0, 20), ham);
    give({3, 250}, spam); // against "false positive"; item 250 has the address of item 0
    give({5}, spam, "ben"); // ann says ham
    auto about = context();
    about.stop = morning + 3600 + 15; // of the second in which item 5 was sent
    const BatchId id = create(about, scope("*"));
    const auto review = m_case->reviewBatch(id, *now());
    ASSERT_TRUE(review.ok());
    EXPECT_EQ(review->items.size(), 300u);
    EXPECT_EQ(review->unlabelled.size(), 279u);
    EXPECT_EQ(review->againstReason, items({3, 5, 250}));
    EXPECT_EQ(review->conflicts, items({5}));
    EXPECT_EQ(review->sameAddressBothWays, items({0, 250}));
    EXPECT_EQ(review->addresses, 250u);
    EXPECT_EQ(review->outsidePeriod.size(), 264u); // seconds 10 ... 15 of 50 are inside
    EXPECT_EQ(review->missingFeatures.size(), 300u); // nothing was scanned
    EXPECT_EQ(review->spotCheck.size(), 20u);
    EXPECT_EQ(m_case->reviewBatch(id, *now())->spotCheck, review->spotCheck);
}

TEST_F(Batches, SubmittingPublishesWhatThePreviewShows)
{
    fill(40);
    const BatchId id = labelled(30);
    give({4}, phish);
    SubmitOptions options;
    options.recordsPerPart = 20;
    options.at = morning + 86'400;
    const auto preview = m_case->previewSubmission(id, *now(), options);
    ASSERT_TRUE(preview.ok()) << preview.error().toString();
    const SubmitReceipt receipt = submit(id, options);
    EXPECT_EQ(receipt.records, 30u);
    EXPECT_EQ(receipt.byLabel, (std::map<feedback::LabelId, uint64_t>{{ham, 29}, {phish, 1}}));
    ASSERT_EQ(receipt.files.size(), 2u);
    EXPECT_EQ(receipt.files[1], outbox() / "feedback-1-2of2.json");
    for (size_t part = 0; part < 2; ++part)
        EXPECT_EQ(*readFile(receipt.files[part]), (*preview)[part]);
    const auto json = readJson(receipt.files[0]);
    EXPECT_EQ(json["progress_count"], "1/2");
    EXPECT_EQ(json["id_context"], "1");
    EXPECT_EQ(json["uuid_organization"], *m_case->organization());
    EXPECT_EQ(json["feedback_context"]["reason"], "false positive");
    EXPECT_EQ(json["feedback_context"]["start"], "2024-01-01 09:00:00+00:00");
    EXPECT_EQ(json["feedback_context"]["ip_count"], 30);
    EXPECT_EQ(json["feedback_context"]["notes"], "found by hand");
    EXPECT_EQ(json["feedback"].size(), 20u);
    const auto& record = json["feedback"][4];
    EXPECT_EQ(record["feedback"], "bot");
    EXPECT_EQ(json["feedback"][3]["feedback"], "notbot");
    EXPECT_EQ(record["prediction"], 42);
    EXPECT_EQ(record["uuid_request_set"].get<std::string>().size(), 36u);
    EXPECT_EQ(record["start"], "2024-01-01 10:00:14+00:00");
    for (const char* kept : {"ip", "target", "host", "author", "item"})
        EXPECT_FALSE(record.contains(kept)) << kept;
    EXPECT_EQ(readFile(receipt.files[0])->find("203.0.113."), std::string::npos);
    EXPECT_EQ(readFile(receipt.files[0])->find("ann"), std::string::npos);
}

TEST_F(Batches, RecordsAreFrozenAndUuidsStay)
{
    fill(30);
    const BatchId id = labelled(30);
    submit(id);
    const auto first = *m_case->batchRecords(id);
    ASSERT_EQ(first.size(), 30u);
    give({1, 2, 3, 4, 5}, spam);
    EXPECT_EQ((*m_case->batchRecords(id))[3].label, ham);
    EXPECT_EQ(state(id), BatchState::Changed);
    const SubmitReceipt again = submit(id);
    EXPECT_EQ(again.files.at(0), outbox() / "feedback-1.2-1of1.json");
    const auto second = *m_case->batchRecords(id);
    ASSERT_EQ(second.size(), 30u);
    for (size_t i = 0; i < 30; ++i) {
        EXPECT_EQ(second[i].uuid, first[i].uuid);
        EXPECT_EQ(second[i].label, i >= 1 && i <= 5 ? spam : ham);
    }
    const auto json = readJson(again.files[0]);
    EXPECT_EQ(json["feedback"][0]["id"], 31);
}

TEST_F(Batches, ALabelThatWasTakenAwayIsSentAsNone)
{
    fill(10);
    const BatchId id = labelled(5);
    submit(id);
    give({2}, feedback::noLabel);
    const SubmitReceipt again = submit(id);
    const auto records = readJson(again.files.at(0))["feedback"];
    ASSERT_EQ(records.size(), 5u);
    EXPECT_EQ(records[2]["feedback"], "");
    EXPECT_EQ(records[3]["feedback"], "notbot");
}

TEST_F(Batches, AuthorsWhoDisagreeAreKeptApart)
{
    fill(10);
    give(range(0, 4), ham);
    give({1}, spam, "ben");
    give({2}, spam, "ben");
    give({2}, spam, "cat");
    feedback::BatchScope scope;
    scope.added = items({0, 1, 2});
    const BatchId id = create(context(), scope);
    const auto receipt = submit(id);
    EXPECT_EQ(receipt.records, 3u);
    const auto records = *m_case->batchRecords(id);
    ASSERT_EQ(records.size(), 6u); // 1 + 2 + 3
    EXPECT_EQ(records[1].author, "ben");
    EXPECT_EQ(records[2].author, "ann");
    const auto json = readJson(receipt.files.at(0))["feedback"];
    EXPECT_EQ(json[1]["feedback"], ""); // one against one
    EXPECT_EQ(json[2]["feedback"], "bot"); // two against one
}

TEST_F(Batches, WhatCannotBeSubmittedIsRefused)
{
    fill(10);
    const auto refused = [&](BatchId id, const SubmitOptions& options = {}) {
        const auto receipt = m_case->submitBatch(id, *now(), options);
        EXPECT_FALSE(receipt.ok());
        return receipt ? "accepted" : receipt.error().detail;
    };
    EXPECT_NE(refused(create(context(), scope("*"))).find("label them first"), std::string::npos);
    const BatchId id = labelled(3);
    SubmitOptions tooLarge;
    tooLarge.recordsPerPart = 5001;
    EXPECT_NE(refused(id, tooLarge).find("5,000"), std::string::npos);
    auto about = context();
    about.start = about.stop = 0;
    ASSERT_TRUE(m_case->setBatchContext(id, about).ok());
    EXPECT_NE(refused(id).find("period"), std::string::npos);
    EXPECT_EQ(refused(BatchId{77}), "");
    EXPECT_FALSE(std::filesystem::exists(outbox() / "feedback-2-1of1.json"));
    EXPECT_EQ(state(id), BatchState::Draft);
}

TEST_F(Batches, ASubmittedBatchIsWithdrawnADraftRemoved)
{
    fill(10);
    const BatchId id = labelled(3);
    EXPECT_EQ(m_case->withdrawBatch(id, "wrong").error().code, ErrorCode::BadArgument);
    submit(id);
    EXPECT_EQ(m_case->removeBatch(id).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(m_case->withdrawBatch(id, "").error().code, ErrorCode::BadArgument);
    ASSERT_TRUE(m_case->withdrawBatch(id, "labels of a trainee").ok());
    EXPECT_TRUE(m_case->batch(id)->info.isWithdrawn);
    EXPECT_EQ(m_case->batch(id)->info.withdrawnBecause, "labels of a trainee");
    EXPECT_EQ(m_case->submitBatch(id, *now(), {}).error().code, ErrorCode::BadArgument);
    const BatchId draft = create(context(), scope("*"));
    ASSERT_TRUE(m_case->removeBatch(draft).ok());
    EXPECT_EQ(m_case->batch(draft).error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_case->batches()->size(), 1u);
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken);
}

TEST_F(Batches, ACancelledSubmissionLeavesNothing)
{
    fill(10);
    const BatchId id = labelled(3);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(m_case->submitBatch(id, *now(), {}, RunContext(stop.get_token(), nullptr, 1)).ok());
    EXPECT_EQ(state(id), BatchState::Draft);
    EXPECT_FALSE(std::filesystem::exists(outbox() / "feedback-1-1of1.json"));
    EXPECT_FALSE(std::filesystem::exists(outbox() / ".prepared"));
}

TEST_F(Batches, AnOutboxThatCannotBeWrittenLeavesTheDraft)
{
    fill(10);
    const BatchId id = labelled(3);
    std::ofstream(outbox()) << "in the way";
    EXPECT_FALSE(m_case->submitBatch(id, *now(), {}).ok());
    EXPECT_EQ(state(id), BatchState::Draft);
    EXPECT_EQ(m_case->batchRecords(id)->size(), 0u);
    std::filesystem::remove(outbox());
    submit(id);
    EXPECT_EQ(state(id), BatchState::Submitted);
}

} // namespace
} // namespace assay::test
