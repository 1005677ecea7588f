// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay {
namespace {

class Find : public testing::Test
{
protected:
    void SetUp() override
    {
        m_file = std::move(*Case::create(m_dir.path() / "a.assay"));
        ASSERT_TRUE(m_file->add(m_dir.write("in.mbox", test::sampleBox(300)), {}, test::plainContext()).ok());
    }
    std::vector<uint32_t> rows(const std::string& query, const std::string& order = "")
    {
        const auto snapshot = m_file->snapshot();
        auto parsed = m_file->parse(query, 1'704'103'200);
        EXPECT_TRUE(parsed.ok()) << query;
        FindRequest request;
        request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
        request.order = *parseOrder(order);
        const auto found = m_file->find(**snapshot, request, test::plainContext());
        EXPECT_TRUE(found.ok()) << found.error().toString();
        return found->rows;
    }

    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_file;
};

const char* const queries[] = {"subject:\"letter 17\"", "letter", "body:\"letter 28*\"", "from:s3@example.net",
    "ip:203.0.113.0/28", "mid:<7@example.net>", "size>800", "id:5..9 or id:100",
    "date:2024-01-01T10:00:20..2024-01-01T10:00:25", "not subject:1", "has:ip", "has:list", "subject:/er\\s2[0-3]$/",
    "body:/letter\\s1\\d\\b/i", "header.to:bob@example.org", "is:duplicate", "domain:example.net -from:s1",
    "source:in.mbox", "kind:message", "path:mbox", "score>1", "is:broken"};

TEST_F(Find, AnswersTheSameWithAndWithoutIndex)
{
    EXPECT_EQ(rows("id:5..9 or id:100"), (std::vector<uint32_t>{5, 6, 7, 8, 9, 100}));
    EXPECT_EQ(rows("subject:\"letter 299\""), (std::vector<uint32_t>{299}));
    std::vector<std::vector<uint32_t>> before;
    for (const char* query : queries)
        before.push_back(rows(query));
    const auto report = m_file->updateIndex(test::plainContext());
    ASSERT_TRUE(report.ok()) << report.error().toString();
    EXPECT_EQ(report->items, 300u);
    EXPECT_EQ((*m_file->snapshot())->indexedRows, 300u);
    for (size_t i = 0; i < std::size(queries); ++i)
        EXPECT_EQ(rows(queries[i]), before[i]) << queries[i];
    EXPECT_EQ(m_file->updateIndex(test::plainContext())->items, 0u); // nothing is left to do
}

TEST_F(Find, SortsStably)
{
    const auto byFrom = rows("id<20", "from,-size");
    ASSERT_EQ(byFrom.size(), 20u);
    const auto items = *m_file->itemTable();
    for (size_t i = 1; i < byFrom.size(); ++i) {
        const auto key = [&](size_t at) {
            return std::tuple(
                items->from(byFrom[at]), -static_cast<int64_t>(items->row(byFrom[at]).length), byFrom[at]);
        };
        EXPECT_LT(key(i - 1), key(i));
    }
    EXPECT_FALSE(parseOrder("date,nothing").ok());
}

TEST_F(Find, ReadsWhatIsTooLongForTheIndex)
{
    std::string mail = "From: a@b.example\nSubject: Long\nMessage-ID: <long@b.example>\n\n";
    for (int i = 0; i < 70'000; ++i)
        mail += i % 12 == 11 ? "and\n" : "and ";
    mail += "needle in haystack\n";
    std::string links = "From: a@b.example\nSubject: Links\n\n";
    for (int i = 0; i < 15'000; ++i)
        links += "https://host" + std::to_string(i) + ".example/" + std::string(80, 'p') + "\n";
    ASSERT_TRUE(m_file->add(m_dir.write("long.eml", mail), {}, test::plainContext()).ok());
    ASSERT_TRUE(m_file->add(m_dir.write("links.eml", links), {}, test::plainContext()).ok());
    ASSERT_TRUE(m_file->updateIndex(test::plainContext()).ok());
    EXPECT_EQ(rows("body:\"needle in haystack\""), (std::vector<uint32_t>{300}));
    EXPECT_EQ(rows("haystack -body:letter"), (std::vector<uint32_t>{300}));
    EXPECT_EQ(rows("host:host14999.example"), (std::vector<uint32_t>{301}));
    EXPECT_EQ(rows("has:host"), (std::vector<uint32_t>{301}));
}

TEST_F(Find, AnswersFromItemsWhereTheIndexIsDamaged)
{
    ASSERT_TRUE(m_file->updateIndex(test::plainContext()).ok());
    const auto file = m_file->folder() / "index" / "items-0.index";
    std::vector<std::vector<uint32_t>> before;
    for (const char* query : queries)
        before.push_back(rows(query));
    const uint64_t size = std::filesystem::file_size(file);
    for (uint64_t at = 0; at < size; at += size / 40) {
        {
            std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
            stream.seekg(static_cast<std::streamoff>(at));
            const char byte = static_cast<char>(stream.get() ^ 0x55);
            stream.seekp(static_cast<std::streamoff>(at));
            stream.put(byte);
        }
        const size_t i = at / (size / 40) % std::size(queries);
        EXPECT_EQ(rows(queries[i]), before[i]) << queries[i] << " at " << at;
    }
    const auto report = m_file->updateIndex(test::plainContext());
    EXPECT_EQ(report->rebuiltSegments, 1u);
    for (size_t i = 0; i < std::size(queries); ++i)
        EXPECT_EQ(rows(queries[i]), before[i]) << queries[i];
}

} // namespace
} // namespace assay
