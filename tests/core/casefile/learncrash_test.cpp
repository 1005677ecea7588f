// SPDX-License-Identifier: GPL-3.0-or-later
// Programs that are killed while they learn, forget, take back and do again: the case and the storage are two files.
#include "tests/core/casefile/learncase.h"

#include "core/casefile/hashstate.h"
#include "tests/support/killedchild.h"

#include <random>
#include <unistd.h>

namespace assay {
namespace {

constexpr uint32_t itemCount = 80;

struct Acknowledged
{
    uint64_t operation = 0;
};

[[noreturn]] void work(const std::filesystem::path& path, unsigned seed, int reports)
{
    auto file = Case::open(path, CaseMode::ReadWriteOnly);
    if (!file)
        _exit(2);
    std::minstd_rand random(seed);
    for (;;) {
        Result<feedback::Operation> done = Error{};
        const unsigned kind = random() % 8;
        if (kind < 2) {
            done = kind == 0 ? (*file)->undo() : (*file)->redo();
            if (!done && done.error().code == ErrorCode::NotFound)
                continue;
        } else {
            LearnRequest request;
            request.storage = "local";
            request.flag = random() % 2 ? 11 : 13;
            request.forget = kind == 7;
            std::vector<ItemId> items;
            for (unsigned i = 0; i < 20; ++i)
                items.push_back(ItemId{static_cast<uint32_t>(random() % itemCount)});
            const auto plan = (*file)->planLearning(items, request);
            if (!plan)
                _exit(3);
            const auto report = (*file)->learn(**plan, "q");
            done =
                report ? Result<feedback::Operation>(report->operation) : Result<feedback::Operation>(report.error());
        }
        if (!done)
            _exit(4);
        const Acknowledged told{done->id};
        if (done->isStored() && write(reports, &told, sizeof told) != sizeof told)
            _exit(5);
    }
}

class LearnCrash : public test::LearnCase
{
protected:
    test::KilledChild<Acknowledged> runChild(std::minstd_rand& random)
    {
        const auto seed = static_cast<unsigned>(random());
        const auto delay = std::chrono::microseconds(random() % 300'000);
        return test::runUntilKilled<Acknowledged>(delay, [&](int reports) { work(file(), seed, reports); });
    }

    // Flag and weight of each digest as the events of the case say.
    static std::map<std::string, std::pair<int, int>> told(store::Database& database)
    {
        std::map<std::string, std::pair<int, int>> known;
        auto rows = database.prepare("SELECT e.digest,e.before,e.after FROM fuzzy_event e JOIN fuzzy_batch b ON "
                                     "b.id=e.batch WHERE b.state=1 ORDER BY e.id");
        for (auto there = rows->step(); there && *there; there = rows->step()) {
            Blake2b512 digest = {};
            std::memcpy(digest.data(), rows->blob(0).data(), digest.size());
            const auto before = unpackState(rows->blob(1), digest);
            EXPECT_TRUE(before.has_value());
            const auto after = unpackState(rows->blob(2), digest, before->stored ? &*before->stored : nullptr);
            EXPECT_TRUE(after.has_value());
            if (after->isKept)
                continue;
            if (after->stored)
                known[toHex(digest)] = {after->stored->flag, after->stored->weight};
            else
                known.erase(toHex(digest));
        }
        return known;
    }

    void check(const std::vector<Acknowledged>& acknowledged)
    {
        auto database = store::Database::open(file(), store::OpenMode::ReadOnly);
        ASSERT_TRUE(database.ok());
        for (const Acknowledged& change : acknowledged)
            EXPECT_TRUE(m_case->changedItems(change.operation).ok()) << "operation is lost";
        EXPECT_EQ(*database->number("SELECT count(*) FROM fuzzy_batch WHERE state<>1"), 0);
        EXPECT_EQ(*database->number("SELECT count(*) FROM operation o LEFT JOIN fuzzy_batch b ON b.operation=o.id "
                                    "WHERE b.id IS NULL"),
            0);
        // One entry an operation, and one of the rule that was set.
        EXPECT_EQ(*database->number("SELECT (SELECT count(*) FROM operation)+1-(SELECT count(*) FROM audit WHERE "
                                    "action NOT IN ('import'))"),
            0);
        std::map<std::string, std::pair<int, int>> stored;
        for (const auto& [digest, hash] : contents())
            stored[digest] = {hash.flag, hash.weight};
        EXPECT_EQ(stored, told(*database));
        EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
    }
};

TEST_F(LearnCrash, TheLogIsTrueWhereverTheProgramIsKilled)
{
    std::vector<std::string> mails;
    for (unsigned i = 0; i < itemCount; ++i)
        mails.push_back(test::learnMail(i % 50, i / 50));
    fillWith(mails);
    m_case.reset();
    std::minstd_rand random(20'261'124);
    unsigned killed = 0, acknowledged = 0;
    for (int round = 0; round < 20 && !HasFailure(); ++round) {
        const auto [told, wasKilled] = runChild(random);
        killed += wasKilled ? 1 : 0;
        acknowledged += static_cast<unsigned>(told.size());
        reopen();
        check(told);
        m_case.reset();
    }
    EXPECT_EQ(killed, 20u);
    EXPECT_GE(acknowledged, 20u);
}

} // namespace
} // namespace assay
