// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/labelcase.h"

namespace assay {
namespace {

using fuzzy::FuzzyRule;

class FuzzyRules : public test::LabelCase
{
protected:
    void SetUp() override
    {
        m_case = std::move(*Case::create(file()));
        m_case->setUser("ann");
    }
    FuzzyRule local(const std::string& name = "local") const
    {
        FuzzyRule rule;
        rule.name = name;
        rule.file = (m_dir.path() / (name + ".db")).string();
        rule.flags = {{11, "FUZZY_DENIED", "", fuzzy::FlagMeaning::Deny, 20, 12, false},
            {13, "FUZZY_WHITE", "", fuzzy::FlagMeaning::Allow, 20, -2.1, false}};
        rule.conditions = {{"from:@partners or subject:invoice", fuzzy::LearnCondition::Act::Deny, 0, "a partner"}};
        return rule;
    }
    uint64_t auditEntries() const { return m_case->verifyAudit()->entries; }
    void set(const FuzzyRule& rule, std::string_view oldName = {})
    {
        const auto done = m_case->setFuzzyRule(rule, oldName);
        ASSERT_TRUE(done.ok()) << done.error().toString();
    }
    ErrorCode refusal(const FuzzyRule& rule, std::string_view oldName = {}) const
    {
        const auto done = m_case->setFuzzyRule(rule, oldName);
        return done ? ErrorCode::Internal : done.error().code;
    }
};

TEST_F(FuzzyRules, ComeBackByNameAsTheyWere)
{
    ASSERT_TRUE(m_case->setList(query::NamedList{"partners", {}, {"example.com"}}).ok());
    FuzzyRule remote;
    remote.name = "far";
    remote.server = "127.0.0.1:11335";
    set(local());
    set(remote);
    reopen();
    EXPECT_EQ(*m_case->fuzzyRules(), (std::vector<FuzzyRule>{remote, local()}));
}

TEST_F(FuzzyRules, AreReplacedRenamedAndRemovedWithAnAuditEntryEach)
{
    FuzzyRule rule = local();
    rule.conditions.clear();
    set(rule);
    rule.threshold = 7;
    set(rule);
    set(rule); // nothing new: nothing written
    rule.name = "spamtraps";
    set(rule, "local");
    EXPECT_EQ(*m_case->fuzzyRules(), std::vector<FuzzyRule>{rule});
    ASSERT_TRUE(m_case->removeFuzzyRule("spamtraps").ok());
    EXPECT_TRUE(m_case->fuzzyRules()->empty());
    EXPECT_EQ(auditEntries(), 4u);
}

TEST_F(FuzzyRules, SetAgainAsTheyAreOrRenamedLetGoOfTheirStorages)
{
    FuzzyRule rule = local();
    rule.conditions.clear();
    set(rule);
    const auto open = [&] { return std::weak_ptr(*m_case->fuzzyStorage(rule.name)); };
    const auto first = open();
    rule.threshold = 7;
    set(rule); // of no matter to the storage
    EXPECT_FALSE(first.expired());
    set(rule);
    EXPECT_TRUE(first.expired());
    const auto second = open();
    const std::string old = rule.name;
    rule.name = "spamtraps";
    set(rule, old);
    EXPECT_TRUE(second.expired());
}

TEST_F(FuzzyRules, RelativePathsAreMadeAbsolute)
{
    FuzzyRule rule = local();
    rule.conditions.clear();
    rule.file = "x/../here.db";
    set(rule);
    EXPECT_EQ(m_case->fuzzyRules()->front().file, std::filesystem::absolute("here.db").string());
}

TEST_F(FuzzyRules, ThatCannotWorkAreRefused)
{
    FuzzyRule good = local();
    good.conditions.clear();
    const auto changed = [&](auto&& change) {
        FuzzyRule rule = good;
        change(rule);
        return refusal(rule);
    };
    EXPECT_EQ(changed([](FuzzyRule& rule) { rule.name.clear(); }), ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) { rule.name = "\xff"; }), ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) { rule.file.clear(); }), ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) { rule.server = "localhost"; }), ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) { rule.flags[1].flag = 11; }), ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) { rule.flags[1].symbol.clear(); }), ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) {
        rule.conditions = {{"nofield:1", fuzzy::LearnCondition::Act::Deny, 0, ""}};
    }),
        ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) {
        rule.conditions = {{"from:@nolist", fuzzy::LearnCondition::Act::Deny, 0, ""}};
    }),
        ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) {
        rule.file.clear();
        rule.server = "localhost";
        rule.serverKey = "short";
    }),
        ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) {
        rule.file.clear();
        rule.server = "localhost:99999";
    }),
        ErrorCode::BadArgument);
    EXPECT_EQ(changed([](FuzzyRule& rule) { rule.script = "return function("; }), ErrorCode::BadRule);
    EXPECT_TRUE(m_case->fuzzyRules()->empty());
    EXPECT_EQ(auditEntries(), 0u);
}

TEST_F(FuzzyRules, NamesAreUniqueAndUnknownOnesNotFound)
{
    FuzzyRule rule = local();
    rule.conditions.clear();
    set(rule);
    rule.name = "other";
    set(rule);
    EXPECT_EQ(refusal(rule, "local"), ErrorCode::BadArgument);
    EXPECT_EQ(refusal(rule, "nobody"), ErrorCode::NotFound);
    EXPECT_EQ(m_case->removeFuzzyRule("nobody").error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_case->fuzzyRules()->size(), 2u);
}

TEST_F(FuzzyRules, OfAnOlderCaseAreNone)
{
    m_case.reset();
    {
        auto database = store::Database::open(file(), store::OpenMode::ReadWrite);
        for (const char* table :
            {"fuzzy_rule", "fuzzy_batch", "fuzzy_event", "fuzzy_origin", "batch_record", "submission", "batch", "run",
                "run_batch", "suspect", "comparison", "scan_model", "message", "inbox_seen"})
            ASSERT_TRUE(database->execute(std::string("DROP TABLE ") + table).ok()) << table;
        for (const char* column : {"source DROP COLUMN traffic", "source DROP COLUMN replaces",
                 "item DROP COLUMN traffic", "scan_item DROP COLUMN prediction", "scan_item DROP COLUMN anomaly"})
            ASSERT_TRUE(database->execute(std::string("ALTER TABLE ") + column).ok()) << column;
        ASSERT_TRUE(database->execute("PRAGMA user_version=2").ok());
    }
    {
        const auto reading = Case::open(file(), CaseMode::ReadOnly);
        ASSERT_TRUE(reading.ok());
        EXPECT_TRUE((*reading)->fuzzyRules()->empty());
    }
    reopen();
    FuzzyRule rule = local();
    rule.conditions.clear();
    set(rule);
    EXPECT_EQ(m_case->fuzzyRules()->size(), 1u);
    EXPECT_TRUE(std::filesystem::exists(m_case->folder() / "before-upgrade-from-version-2.assay"));
}

} // namespace
} // namespace assay
