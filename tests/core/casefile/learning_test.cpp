// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/learncase.h"

#include "core/fuzzy/wire/fuzzyserver.h"

#include <random>

namespace assay {
namespace {

using feedback::OperationKind;
using test::learnMail;

class Learning : public test::LearnCase
{
protected:
    std::vector<LearnOutcome> outcomes(const LearnPlan& plan) const
    {
        std::vector<LearnOutcome> all;
        for (const PlannedItem& item : plan.items)
            all.push_back(item.outcome);
        return all;
    }
    std::string lastAudit() const
    {
        std::string text;
        (void)m_case->visitAudit(1, [&](const store::AuditEntry& entry) {
            text = entry.action + "|" + entry.object + "|" + std::to_string(entry.count) + "|" + entry.query;
            return true;
        });
        return text;
    }
};

TEST_F(Learning, NewHashesThenKnownOnesAreNoError)
{
    fillTopics(3);
    const LearnReport first = learn({0, 1}, request(11, 4), "from:topic");
    EXPECT_EQ(first.totals.newHashes, 2u);
    EXPECT_TRUE(first.isUndoable);
    EXPECT_FALSE(first.isReplanned);
    EXPECT_EQ(first.operation.kind, OperationKind::Fuzzy);
    EXPECT_EQ(lastAudit(), "fuzzy learn|local|2|from:topic");

    const auto again = plan({1, 2}, request());
    EXPECT_EQ(outcomes(*again), (std::vector{LearnOutcome::Known, LearnOutcome::New}));
    EXPECT_EQ(again->items[0].hashes[0].weightBefore, 4);
    EXPECT_EQ(again->items[0].hashes[0].weightAfter, 5);
    EXPECT_EQ(learn({1, 2}, request()).totals, again->totals);
    EXPECT_EQ(contents().size(), 3u);
    EXPECT_EQ(*m_case->changedItems(first.operation.id), items({0, 1}));
}

TEST_F(Learning, AnotherFlagMovesAndForgettingTakesAway)
{
    fillTopics(3);
    learn({0, 1}, request(11, 4));
    const auto moved = plan({0}, request(13, 2));
    EXPECT_EQ(moved->items[0].outcome, LearnOutcome::Reflagged);
    EXPECT_EQ(learn({0}, request(13, 2)).totals.movedHashes, 1u);
    const LearnReport gone = learn({0, 2}, request(11, 1, true));
    EXPECT_EQ(gone.totals.goneHashes, 1u);
    EXPECT_EQ(outcomes(*plan({0, 2}, request(11, 1, true))), (std::vector{LearnOutcome::Absent, LearnOutcome::Absent}));
    EXPECT_FALSE(learn({0, 2}, request(11, 1, true)).operation.isStored());
    ASSERT_EQ(contents().size(), 1u);
    EXPECT_EQ(contents().begin()->second.weight, 4);
}

TEST_F(Learning, OneDigestOfSeveralItemsCountsOnceAndItsWeightsAddUp)
{
    fillWith({learnMail(1), learnMail(1), learnMail(2)});
    const auto made = plan({0, 1, 2, 0}, request(11, 3));
    ASSERT_EQ(made->items.size(), 3u); // asked twice: once
    EXPECT_FALSE(made->items[0].hashes[0].isRepeated);
    EXPECT_TRUE(made->items[1].hashes[0].isRepeated);
    EXPECT_EQ(made->items[1].hashes[0].weightAfter, 6);
    EXPECT_EQ(made->totals.hashes, 2u);
    const auto report = m_case->learn(*made, {});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->totals, made->totals);
    EXPECT_EQ(contents()[toHex(made->items[0].hashes[0].hash.digest)].weight, 6);
    const auto origins = m_case->hashOrigins("local", made->items[0].hashes[0].hash.digest);
    ASSERT_EQ(origins->size(), 2u);
    EXPECT_EQ((*origins)[1].item, ItemId{1});
    EXPECT_EQ((*origins)[0].author, "ann");
    EXPECT_EQ((*origins)[0].weight, 3);
    EXPECT_FALSE((*origins)[0].forgotten);
}

TEST_F(Learning, UndoRestoresEveryHashWithItsShingles)
{
    // Near-duplicates take shingles from each other.
    fillWith({learnMail(1), learnMail(1, 1), learnMail(1, 2), learnMail(2), learnMail(3)});
    learn({0, 3}, request(11, 4));
    const auto before = contents();
    const LearnReport report = learn({1, 2, 3, 4}, request(13, 1));
    const auto after = contents();
    EXPECT_FALSE(test::isSame(before, after));

    const auto undone = m_case->undo();
    ASSERT_TRUE(undone.ok()) << undone.error().toString();
    EXPECT_EQ(undone->kind, OperationKind::Undo);
    EXPECT_EQ(undone->subject, OperationKind::Fuzzy);
    EXPECT_EQ(undone->undoes, report.operation.id);
    EXPECT_TRUE(test::isSame(contents(), before));
    EXPECT_EQ(*m_case->changedItems(undone->id), items({1, 2, 3, 4}));

    ASSERT_TRUE(m_case->redo().ok());
    EXPECT_TRUE(test::isSame(contents(), after));
    ASSERT_TRUE(m_case->undo().ok());
    ASSERT_TRUE(m_case->undo().ok());
    EXPECT_TRUE(contents().empty());
    EXPECT_EQ(m_case->undo().error().code, ErrorCode::NotFound);
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
}

TEST_F(Learning, IsInOneUndoStackWithLabels)
{
    fillTopics(2);
    give({0}, 1);
    learn({0}, request());
    give({1}, 1);
    EXPECT_EQ(m_case->undo()->subject, OperationKind::Label);
    EXPECT_EQ(m_case->undoState()->undo->kind, OperationKind::Fuzzy);
    EXPECT_EQ(m_case->undo()->subject, OperationKind::Fuzzy);
    EXPECT_TRUE(contents().empty());
    EXPECT_EQ(m_case->undo()->subject, OperationKind::Label);
    EXPECT_EQ(m_case->redo()->subject, OperationKind::Label);
    EXPECT_EQ(m_case->redo()->subject, OperationKind::Fuzzy);
    EXPECT_EQ(contents().size(), 1u);
    EXPECT_EQ(labels(), (std::vector<feedback::LabelId>{1, 0}));
}

TEST_F(Learning, UndoLeavesTheWeightThatOthersAdded)
{
    fillTopics(2);
    learn({0}, request(11, 4));
    learn({0, 1}, request(11, 2));
    const auto made = plan({0}, request());
    const fuzzy::StorageChange others{
        fuzzy::ChangeKind::Write, {made->items[0].hashes[0].hash.digest, std::nullopt}, 11, 10};
    ASSERT_TRUE(storage()->change(std::span(&others, 1)).ok());
    ASSERT_TRUE(m_case->undo().ok());
    ASSERT_EQ(contents().size(), 1u);
    EXPECT_EQ(contents().begin()->second.weight, 14);
}

TEST_F(Learning, StorageChangedSinceThePlanIsPlannedAgain)
{
    fillTopics(2);
    const auto made = plan({0, 1}, request(11, 3));
    learn({1}, request(13, 1));
    const auto report = m_case->learn(*made, {});
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(report->isReplanned);
    EXPECT_EQ(report->totals.newHashes, 1u);
    EXPECT_EQ(report->totals.movedHashes, 1u);
}

TEST_F(Learning, RequestsThatTheRuleDoesNotAllowAreRefused)
{
    fillTopics(1);
    EXPECT_EQ(m_case->planLearning(items({0}), request(14)).error().code, ErrorCode::ReadOnly);
    EXPECT_EQ(m_case->planLearning(items({0}), request(0)).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(m_case->planLearning(items({0}), request(11, 0)).error().code, ErrorCode::BadArgument);
    LearnRequest nowhere = request();
    nowhere.storage = "nowhere";
    EXPECT_EQ(m_case->planLearning(items({0}), nowhere).error().code, ErrorCode::NotFound);
    fuzzy::FuzzyRule closed = rule();
    closed.readOnly = true;
    const auto made = plan({0}, request());
    setRule(closed);
    EXPECT_EQ(m_case->learn(*made, {}).error().code, ErrorCode::ReadOnly);
}

TEST_F(Learning, KindsOfPartsAndShortTexts)
{
    fillWith({learnMail(1), "From: a@b.example\nSubject: x\n\nshort\n"});
    LearnRequest noTexts = request();
    noTexts.texts = false;
    EXPECT_EQ(outcomes(*plan({0, 1}, noTexts)), (std::vector{LearnOutcome::NoContent, LearnOutcome::NoContent}));
    EXPECT_EQ(outcomes(*plan({0, 1}, request())), (std::vector{LearnOutcome::New, LearnOutcome::NoContent}));
    LearnRequest small = request();
    small.minBytes = 1;
    EXPECT_EQ(outcomes(*plan({0, 1}, small)), (std::vector{LearnOutcome::New, LearnOutcome::New}));
}

TEST_F(Learning, HashesThemselvesMoveAndGoAndComeBack)
{
    fillWith({learnMail(1), learnMail(1, 3), learnMail(2)});
    learn({0, 1, 2}, request(11, 4));
    const auto before = contents();
    std::vector<fuzzy::HashState> after;
    for (const auto& [digest, hash] : before) {
        fuzzy::HashState& state = after.emplace_back();
        state.digest = hash.digest;
        if (after.size() == 1)
            continue; // this one goes
        state.stored = hash;
        state.stored->flag = 13;
        state.stored->shingles = std::nullopt; // as a listing without them has it
    }
    const auto changed = m_case->changeHashes("local", after, "move 2 hashes to flag 13");
    ASSERT_TRUE(changed.ok()) << changed.error().toString();
    EXPECT_EQ(changed->changed, 3u);
    EXPECT_EQ(changed->text, "move 2 hashes to flag 13");
    EXPECT_EQ(contents().size(), 2u);
    EXPECT_EQ(contents().begin()->second.flag, 13);
    EXPECT_EQ(lastAudit(), "fuzzy change|local|3|");
    ASSERT_TRUE(m_case->undo().ok());
    EXPECT_TRUE(test::isSame(contents(), before));
    ASSERT_TRUE(m_case->redo().ok());
    EXPECT_EQ(contents().size(), 2u);
    EXPECT_FALSE(m_case->changeHashes("local", {}, "nothing")->isStored());
}

TEST_F(Learning, ServersAreAskedAndCannotBeChangedBack)
{
    fillTopics(3);
    auto behind = fuzzy::LocalStorage::open(m_dir.path() / "behind.db");
    ASSERT_TRUE(behind.ok());
    fuzzy::ServerOptions options;
    options.port = 0;
    options.allowUpdate = {*IpNetwork::parse("127.0.0.1")};
    const auto server = fuzzy::FuzzyServer::start(*behind, options);
    ASSERT_TRUE(server.ok()) << server.error().toString();
    fuzzy::FuzzyRule far = rule();
    far.name = "far";
    far.file.clear();
    far.server = (*server)->address();
    setRule(far);
    give({0}, 1);
    LearnRequest asked = request(11, 4);
    asked.storage = "far";
    const LearnReport first = learn({0, 1}, asked);
    EXPECT_EQ(first.totals.newHashes, 2u);
    EXPECT_FALSE(first.isUndoable);
    EXPECT_TRUE(first.operation.isStored());
    EXPECT_EQ(m_case->undoState()->undo->kind, OperationKind::Label); // what can be taken back is as before
    ASSERT_TRUE((*behind)->flush().ok());
    EXPECT_EQ((*behind)->statistics()->hashes, 2u);
    const auto again = plan({0, 2}, asked);
    EXPECT_EQ(outcomes(*again), (std::vector{LearnOutcome::Known, LearnOutcome::New}));
    EXPECT_EQ(again->items[0].hashes[0].weightAfter, 8);
    EXPECT_EQ(m_case->hashOrigins("far", again->items[0].hashes[0].hash.digest)->size(), 1u);
    EXPECT_EQ(m_case->changeHashes("far", {}, "x").error().code, ErrorCode::Unsupported);
}

TEST_F(Learning, AServerThatTakesNothingIsAnErrorAndLeavesNoOperation)
{
    fillTopics(1);
    auto behind = fuzzy::LocalStorage::open(m_dir.path() / "behind.db");
    ASSERT_TRUE(behind.ok());
    fuzzy::ServerOptions options;
    options.port = 0;
    options.readOnly = true;
    const auto server = fuzzy::FuzzyServer::start(*behind, options);
    ASSERT_TRUE(server.ok());
    fuzzy::FuzzyRule far = rule();
    far.name = "far";
    far.file.clear();
    far.server = (*server)->address();
    setRule(far);
    LearnRequest asked = request();
    asked.storage = "far";
    EXPECT_EQ(m_case->learn(*plan({0}, asked), {}).error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(m_case->undo().error().code, ErrorCode::NotFound);
    EXPECT_EQ(lastAudit().substr(0, 16), "fuzzy learn|far|");
}

// A preview is the truth about what follows, on mail and requests made up at random.
TEST_F(Learning, PreviewedCountsEqualResultsAndUndoGoesAllTheWayBack)
{
    std::minstd_rand random(20'261'123);
    std::vector<std::string> mails;
    for (unsigned i = 0; i < 60; ++i)
        mails.push_back(learnMail(random() % 25, random() % 4));
    fillWith(mails);
    std::vector<std::map<std::string, fuzzy::StoredHash>> states = {contents()};
    for (int round = 0; round < 25; ++round) {
        std::vector<uint32_t> rows;
        for (unsigned i = 0, n = 1 + random() % 12; i < n; ++i)
            rows.push_back(random() % 60);
        LearnRequest asked = request(random() % 2 ? 11 : 13, static_cast<int32_t>(random() % 9) - 3, random() % 4 == 0);
        if (asked.weight == 0)
            asked.weight = 5;
        const auto made = plan(rows, asked);
        const auto report = m_case->learn(*made, "random");
        ASSERT_TRUE(report.ok()) << report.error().toString();
        EXPECT_EQ(report->totals, made->totals);
        EXPECT_FALSE(report->isReplanned);
        if (!report->operation.isStored())
            continue;
        const auto now = contents();
        for (const PlannedItem& item : made->items) {
            const PlannedHash& last = item.hashes.back();
            const bool isLater = std::any_of(made->items.begin(), made->items.end(), [&](const PlannedItem& other) {
                return &other > &item && other.hashes.back().hash.digest == last.hash.digest;
            });
            const auto stored = now.find(toHex(last.hash.digest));
            if (isLater)
                continue;
            ASSERT_EQ(stored != now.end(), last.flagAfter != 0);
            if (stored != now.end()) {
                EXPECT_EQ(stored->second.flag, last.flagAfter);
                EXPECT_EQ(stored->second.weight, last.weightAfter);
            }
        }
        states.push_back(now);
    }
    for (size_t i = states.size(); i-- > 1;) {
        EXPECT_TRUE(test::isSame(contents(), states[i])) << i;
        ASSERT_TRUE(m_case->undo().ok());
    }
    EXPECT_TRUE(contents().empty());
    for (size_t i = 1; i < states.size(); ++i) {
        ASSERT_TRUE(m_case->redo().ok());
        EXPECT_TRUE(test::isSame(contents(), states[i])) << i;
    }
    reopen();
    EXPECT_TRUE(test::isSame(contents(), states.back()));
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
}

} // namespace
} // namespace assay
