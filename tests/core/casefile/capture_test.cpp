// SPDX-License-Identifier: GPL-3.0-or-later
// Captures as sources of a case: requests become request sets, messages become mail like any other.
#include "core/casefile/case.h"
#include "core/casefile/casedetectors.h"
#include "core/traffic/requestset.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/core/casefile/samplecapture.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay {
namespace {

class CaptureCase : public testing::Test
{
protected:
    void SetUp() override
    {
        auto made = Case::create(m_dir.path() / "a.assay");
        ASSERT_TRUE(made.ok()) << made.error().toString();
        m_case = std::move(*made);
    }
    AddReport add(const std::string& name, const std::string& bytes)
    {
        const auto added = m_case->add(m_dir.write(name, bytes), {}, test::plainContext());
        EXPECT_TRUE(added.ok()) << added.error().toString();
        return added ? *added : AddReport();
    }
    // "SYMBOL score" of every hit of an item in the newest scan.
    std::vector<std::string> hitsOf(ScanId scan, ItemId item) const
    {
        std::vector<std::string> all;
        const auto hits = m_case->hits(scan, item);
        EXPECT_TRUE(hits.ok() && hits->scanned);
        for (const StoredHit& hit : hits->hits)
            all.push_back(hit.symbol.name + " " + std::to_string(hit.score));
        std::sort(all.begin(), all.end());
        return all;
    }
    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

TEST_F(CaptureCase, RequestsOfAConnectionAreARequestSet)
{
    std::vector<test::Said> talk;
    for (const char* path : {"/", "/login?user=a", "/login?user=b"}) {
        talk.push_back({true,
            std::string("GET ") + path + " HTTP/1.1\r\nHost: www.shop.example:8080\r\nUser-Agent: curl/8.0\r\n\r\n"});
        talk.push_back({false, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nno\n"});
    }
    const AddReport added = add("web.pcap", test::sampleCapture(8080, talk));
    EXPECT_EQ(added.items, 1u);
    const auto item = m_case->item(ItemId{0});
    ASSERT_TRUE(item.ok());
    EXPECT_EQ(item->container.format, "capture/pcap");
    EXPECT_EQ(item->summary.subject, "GET /login \xE2\x80\xA6 (3 requests)");
    EXPECT_EQ(item->summary.from, "198.51.100.7");
    EXPECT_EQ(item->summary.to, "shop.example");
    ASSERT_TRUE(item->traffic);
    EXPECT_EQ(item->traffic->requests, 3u);
    EXPECT_EQ(item->traffic->errors, 3u);
    EXPECT_EQ(
        test::foundItems(*m_case, "host:shop.example ua:curl status:404 path:/login ip:198.51.100.0/24").size(), 1u);
    EXPECT_TRUE(traffic::RequestSet::parse(*m_case->itemBytes(ItemId{0})).ok());
}

TEST_F(CaptureCase, MessagesHaveTheHitsThatTheyHaveInAMailbox)
{
    std::string message;
    for (const char c : test::sampleMessage(3)) // as it goes over the wire
        message += c == '\n' ? std::string("\r\n") : std::string(1, c);
    ASSERT_EQ(add("mail.pcap", test::sampleCapture(25, test::smtpTalk(test::sampleMessage(3)))).items, 1u);
    ASSERT_EQ(add("one.eml", message).items, 1u);
    const auto captured = m_case->item(ItemId{0}), stored = m_case->item(ItemId{1});
    ASSERT_TRUE(captured.ok() && stored.ok());
    EXPECT_EQ(captured->record.kind, ItemKind::Message);
    EXPECT_EQ(captured->sha256, stored->sha256);
    EXPECT_EQ(*m_case->itemBytes(ItemId{0}), message);
    EXPECT_EQ(captured->summary.subject, "Letter 3");
    EXPECT_EQ(test::foundItems(*m_case, "kind:message").size(), 2u);

    DetectorOptions options;
    options.ruleSet = RuleSetChoice::Files;
    options.ruleFiles = {m_dir.write("local.cf",
        "header T_LETTER Subject =~ /^Letter \\d+$/\nscore T_LETTER 2\n"
        "body T_BODY /\\w/\nscore T_BODY 1\nfull T_FULL /\\r\\nSubject: Letter/\nscore T_FULL 0.5\n")};
    const auto detectors = createDetectors(*m_case, options);
    ASSERT_TRUE(detectors.ok()) << detectors.error().toString();
    const auto scanned = m_case->scan(*detectors, {}, test::plainContext());
    ASSERT_TRUE(scanned.ok()) << scanned.error().toString();
    EXPECT_EQ(scanned->report.failed, 0u);
    const std::vector<std::string> hits = hitsOf(scanned->scan, ItemId{0});
    EXPECT_GE(hits.size(), 2u);
    EXPECT_EQ(hits, hitsOf(scanned->scan, ItemId{1}));
}

} // namespace
} // namespace assay
