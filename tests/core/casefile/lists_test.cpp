// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/labelcase.h"

#include "core/casefile/listtext.h"

namespace assay {
namespace {

class Lists : public test::LabelCase
{
protected:
    void SetUp() override
    {
        m_case = std::move(*Case::create(file()));
        m_case->setUser("ann");
    }
    static query::NamedList addresses(const std::string& name, const std::string& text)
    {
        auto list = listFromText(name, text, true);
        EXPECT_TRUE(list.ok());
        return *list;
    }
    uint64_t auditEntries() const { return m_case->verifyAudit()->entries; }
};

TEST_F(Lists, OfAddressesComeBackAsTheyWere)
{
    const auto given = addresses("scanners", "10.0.0.0-10.255.255.255\n203.0.113.7\n2001:db8::-2001:db8::ff\n");
    ASSERT_TRUE(m_case->setList(given).ok());
    reopen();
    const auto read = m_case->list("scanners");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ((*read)->addresses, given.addresses);
    const auto infos = m_case->lists();
    ASSERT_EQ(infos->size(), 1u);
    EXPECT_EQ(infos->front().entries, 3u);
    EXPECT_TRUE(infos->front().isAddresses);
    EXPECT_EQ(infos->front().sha256, toHex(sha256(listText(given))));
}

TEST_F(Lists, OfWordsAreSortedAndMerged)
{
    ASSERT_TRUE(m_case->setList(query::NamedList{"vip", {}, {"zoe", "ann", "zoe"}}).ok());
    EXPECT_EQ((*m_case->list("vip"))->words, (std::vector<std::string>{"ann", "zoe"}));
    EXPECT_FALSE(m_case->lists()->front().isAddresses);
}

TEST_F(Lists, AreReadAgainOnlyWhenTheyChanged)
{
    ASSERT_TRUE(m_case->setList(addresses("a", "1.2.3.4\n")).ok());
    const auto first = *m_case->list("a");
    EXPECT_EQ(first, *m_case->list("a"));
    ASSERT_TRUE(m_case->setList(addresses("a", "1.2.3.5\n")).ok());
    EXPECT_TRUE((*m_case->list("a"))->addresses.contains(*IpAddress::parse("1.2.3.5")));
    EXPECT_FALSE((*m_case->list("a"))->addresses.contains(*IpAddress::parse("1.2.3.4")));
}

TEST_F(Lists, ChangesAreInTheAuditLog)
{
    ASSERT_TRUE(m_case->setList(addresses("a", "1.2.3.4\n")).ok());
    ASSERT_TRUE(m_case->removeList("a").ok());
    EXPECT_EQ(m_case->removeList("a").error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_case->list("a").error().code, ErrorCode::NotFound);
    EXPECT_EQ(auditEntries(), 2u);
}

TEST_F(Lists, NamesAndWordsThatQueriesCannotHoldAreRefused)
{
    for (const char* name : {"", "a b", "-a", "a,b", "\xff", "a)"})
        EXPECT_EQ(m_case->setList(query::NamedList{name, {}, {"w"}}).error().code, ErrorCode::BadArgument) << name;
    for (const char* word : {"", "a\nb", "\xff"})
        EXPECT_EQ(m_case->setList(query::NamedList{"n", {}, {word}}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(auditEntries(), 0u);
}

TEST_F(Lists, TextThatIsNoListIsRefused)
{
    for (const char* text : {"1.2.3\n", "1.2.3.4-\n", "2.0.0.0-1.0.0.0\n", "\n", "x"})
        EXPECT_FALSE(listFromText("a", text, true).ok()) << text;
}

TEST_F(Lists, SavedViewsKeepTheirOrder)
{
    const std::vector<SavedView> views = {
        {"To review", "is:unlabelled", 2, "#aabbcc", "score,from", "-date"}, {"Ärger", "label:spam", 0, "", "", ""}};
    ASSERT_TRUE(m_case->setSavedViews(views).ok());
    reopen();
    EXPECT_EQ(*m_case->savedViews(), views);
    ASSERT_TRUE(m_case->setSavedViews({}).ok());
    EXPECT_TRUE(m_case->savedViews()->empty());
}

TEST_F(Lists, HistoryHoldsTheLastTwoHundredOnce)
{
    for (int i = 0; i < 230; ++i)
        ASSERT_TRUE(m_case->rememberQuery("score>" + std::to_string(i)).ok());
    ASSERT_TRUE(m_case->rememberQuery("score>100").ok());
    ASSERT_TRUE(m_case->rememberQuery("").ok());
    const auto history = *m_case->queryHistory();
    ASSERT_EQ(history.size(), 200u);
    EXPECT_EQ(history[0], "score>100");
    EXPECT_EQ(history[1], "score>229");
    EXPECT_EQ(history.back(), "score>30");
    EXPECT_EQ(std::count(history.begin(), history.end(), "score>100"), 1);
}

} // namespace
} // namespace assay
