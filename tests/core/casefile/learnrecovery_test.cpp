// SPDX-License-Identifier: GPL-3.0-or-later
// A program that ended between the commits of the case and of the storage: what the next opening makes of it.
#include "tests/core/casefile/learncase.h"

namespace assay {
namespace {

class LearnRecovery : public test::LearnCase
{
protected:
    void SetUp() override
    {
        fillTopics(2);
        learn({0, 1}, request(11, 4), "q");
        m_learned = contents();
        m_case.reset();
    }
    // The same batch once more, as if the program had ended before it was closed.
    void begin()
    {
        auto database = store::Database::open(file(), store::OpenMode::ReadWrite);
        ASSERT_TRUE(database.ok());
        for (const char* sql : {"INSERT INTO fuzzy_event SELECT id+10,2,prefix,digest,before,after FROM fuzzy_event",
                 "INSERT INTO fuzzy_batch SELECT "
                 "2,0,0,kind,undoes,storage,place,is_local,action,text,totals,query,author,"
                 "at,changed,unchanged,first_event+10,events FROM fuzzy_batch WHERE id=1"}) {
            const auto done = database->execute(sql);
            ASSERT_TRUE(done.ok()) << done.error().toString();
        }
    }
    std::shared_ptr<fuzzy::LocalStorage> openStorage() const
    {
        auto opened = fuzzy::LocalStorage::open(m_dir.path() / "local.db");
        EXPECT_TRUE(opened.ok());
        return opened ? *opened : nullptr;
    }
    void change(fuzzy::ChangeKind kind, int32_t weight)
    {
        const auto direct = openStorage();
        for (const auto& [digest, hash] : m_learned) {
            const fuzzy::StorageChange one{kind, {hash.digest, std::nullopt}, 11, weight};
            ASSERT_TRUE(direct->change(std::span(&one, 1)).ok());
        }
        ASSERT_TRUE(direct->flush().ok());
    }
    int64_t number(const char* sql) const
    {
        auto database = store::Database::open(file(), store::OpenMode::ReadOnly);
        return database ? database->number(sql).value() : -1;
    }
    std::string lastAudit() const
    {
        std::string text;
        (void)m_case->visitAudit(1, [&](const store::AuditEntry& entry) {
            text = entry.after;
            return true;
        });
        return text;
    }

    std::map<std::string, fuzzy::StoredHash> m_learned;
};

TEST_F(LearnRecovery, WhatTheStorageHasIsClosed)
{
    begin();
    reopen();
    EXPECT_EQ(number("SELECT state FROM fuzzy_batch WHERE id=2"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM operation"), 2);
    EXPECT_NE(lastAudit().find("finished after the program ended"), std::string::npos) << lastAudit();
    EXPECT_TRUE(test::isSame(contents(), m_learned));
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
}

TEST_F(LearnRecovery, WhatTheStorageLacksIsDone)
{
    begin();
    change(fuzzy::ChangeKind::Delete, 1);
    reopen();
    EXPECT_TRUE(test::isSame(contents(), m_learned));
    EXPECT_EQ(number("SELECT count(*) FROM operation"), 2);
    ASSERT_TRUE(m_case->undo().ok());
    EXPECT_TRUE(contents().empty());
}

TEST_F(LearnRecovery, WhatOthersChangedIsLeft)
{
    begin();
    change(fuzzy::ChangeKind::Write, 50);
    reopen();
    for (const auto& [digest, hash] : contents())
        EXPECT_EQ(hash.weight, 54);
    EXPECT_NE(lastAudit().find("2 hashes changed since then are left"), std::string::npos) << lastAudit();
}

TEST_F(LearnRecovery, AStorageThatIsGoneIsToldAndNotMadeAgain)
{
    begin();
    for (const auto& entry : std::filesystem::directory_iterator(m_dir.path())) {
        if (entry.path().filename().string().substr(0, 8) == "local.db")
            std::filesystem::remove(entry.path());
    }
    reopen();
    EXPECT_EQ(number("SELECT state FROM fuzzy_batch WHERE id=2"), 2);
    EXPECT_EQ(number("SELECT count(*) FROM operation"), 1);
    EXPECT_NE(lastAudit().find("broken off"), std::string::npos) << lastAudit();
    EXPECT_FALSE(std::filesystem::exists(m_dir.path() / "local.db"));
    EXPECT_EQ(m_case->undo().error().code, ErrorCode::NotFound);
}

TEST_F(LearnRecovery, AStorageThatIsTakenIsTriedAgainAtTheNextOpening)
{
    begin();
    {
        const auto other = openStorage();
        reopen();
        EXPECT_EQ(number("SELECT state FROM fuzzy_batch WHERE id=2"), 0);
        m_case.reset();
    }
    reopen();
    EXPECT_EQ(number("SELECT state FROM fuzzy_batch WHERE id=2"), 1);
}

} // namespace
} // namespace assay
