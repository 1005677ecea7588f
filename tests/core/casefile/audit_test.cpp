// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "tests/core/casefile/labelcase.h"

namespace assay {
namespace {

constexpr feedback::LabelId spam = 1;

class Audit : public test::LabelCase
{
protected:
    std::vector<store::AuditEntry> entries() const
    {
        std::vector<store::AuditEntry> all;
        const auto visited = m_case->visitAudit(1, [&](const store::AuditEntry& entry) {
            all.push_back(entry);
            return true;
        });
        EXPECT_TRUE(visited.ok());
        return all;
    }
    // Six entries: an import of the mail, then these.
    void work()
    {
        fill(4);
        give({0}, spam);
        give({1, 2, 3}, spam);
        LabelCase::done(m_case->undo());
        LabelCase::done(m_case->bookmark(items({0}), true));
        LabelCase::done(m_case->setNote(ItemId{2}, "why"));
    }
    // What another program could do to the file.
    void tamper(const std::string& sql)
    {
        m_case.reset();
        {
            auto database = store::Database::open(file(), store::OpenMode::ReadWrite);
            const auto done = database->execute("DROP TRIGGER audit_kept; DROP TRIGGER audit_stays;" + sql);
            ASSERT_TRUE(done.ok()) << done.error().toString();
        }
        reopen();
    }
    void expectBrokenAt(uint64_t number)
    {
        const auto report = m_case->verifyAudit();
        ASSERT_TRUE(report.ok());
        ASSERT_TRUE(report->firstBroken.has_value());
        EXPECT_EQ(*report->firstBroken, number);
        EXPECT_FALSE(report->reason.empty());
    }
};

TEST_F(Audit, TellsWhoDidWhatToHowMany)
{
    work();
    const auto all = entries();
    ASSERT_EQ(all.size(), 6u);
    EXPECT_EQ(all[0].action, "import");
    EXPECT_EQ(all[0].count, 4u);
    EXPECT_EQ(all[1].action, "label");
    EXPECT_EQ(all[1].object, "item 0");
    EXPECT_EQ(all[1].before, "none");
    EXPECT_EQ(all[1].after, "spam");
    EXPECT_EQ(all[1].user, "ann");
    EXPECT_EQ(all[2].count, 3u);
    EXPECT_EQ(all[2].object, "operation 2");
    EXPECT_EQ(all[3].action, "undo");
    EXPECT_EQ(all[3].object, "operation 2");
    EXPECT_EQ(all[3].before, "spam");
    EXPECT_EQ(all[3].after, "none");
    EXPECT_EQ(all[5].after, "why");
    for (size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].number, i + 1);
        EXPECT_GT(all[i].at, 1'600'000'000);
        EXPECT_EQ(all[i].program, "assay " ASSAY_VERSION);
    }
    const auto report = m_case->verifyAudit();
    EXPECT_EQ(report->entries, 6u);
    EXPECT_FALSE(report->firstBroken.has_value());
}

TEST_F(Audit, EachChangedColumnIsFound)
{
    for (const char* change : {"at=at+1", "user='ben'", "action='x'", "object='item 9'", "count=2", "before='ham'",
             "after='ham'", "query='q'", "program='p'", "hash=zeroblob(32)", "hash=x'00'"}) {
        SCOPED_TRACE(change);
        work();
        tamper(std::string("UPDATE audit SET ") + change + " WHERE number=3");
        expectBrokenAt(3);
        m_case.reset();
        std::filesystem::remove(file());
    }
}

TEST_F(Audit, TextMovedBetweenColumnsIsFound)
{
    work();
    tamper("UPDATE audit SET before=before||substr(after,1,1), after=substr(after,2) WHERE number=2");
    expectBrokenAt(2);
}

TEST_F(Audit, ARemovedEntryIsFound)
{
    work();
    tamper("DELETE FROM audit WHERE number=4");
    expectBrokenAt(4);
}

TEST_F(Audit, ARemovedEntryIsFoundWhenTheOthersCloseUp)
{
    work();
    tamper("DELETE FROM audit WHERE number=4; UPDATE audit SET number=number-1 WHERE number>4");
    expectBrokenAt(4);
}

TEST_F(Audit, ReorderedEntriesAreFound)
{
    work();
    tamper("UPDATE audit SET number=-1 WHERE number=2; UPDATE audit SET number=2 WHERE number=3;"
           "UPDATE audit SET number=3 WHERE number=-1");
    expectBrokenAt(2);
}

TEST_F(Audit, ACutEndIsFound)
{
    work();
    tamper("DELETE FROM audit WHERE number>4");
    expectBrokenAt(5);
}

TEST_F(Audit, AnEmptiedLogIsFound)
{
    work();
    tamper("DELETE FROM audit");
    expectBrokenAt(1);
}

TEST_F(Audit, AnAddedEntryIsFound)
{
    work();
    tamper("INSERT INTO audit SELECT 7,at,user,action,object,count,before,after,query,program,hash FROM audit "
           "WHERE number=6");
    expectBrokenAt(7);
}

TEST_F(Audit, TheProgramItselfCannotChangeHistory)
{
    work();
    m_case.reset();
    auto database = store::Database::open(file(), store::OpenMode::ReadWrite);
    for (const char* sql : {"UPDATE audit SET user='x'", "DELETE FROM audit", "UPDATE label_event SET label=2",
             "DELETE FROM label_event", "UPDATE operation SET author=2", "DELETE FROM operation",
             "DELETE FROM mark_event", "UPDATE mark_event SET after=''"}) {
        EXPECT_FALSE(database->execute(sql).ok()) << sql;
    }
}

} // namespace
} // namespace assay
