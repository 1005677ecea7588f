// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/challengelabels.h"

#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string request(const std::string& client)
{
    return R"({"@timestamp":"2026-03-02T06:00:01.000Z","client_ip":")" + client
        + R"(","client_request_host":"example.org","client_request_method":"GET","client_url":"/","client_ua":"x",)"
          R"("querystring":"","http_response_code":200,"reply_length_bytes":1,"content_type":"text/html","geoip":{}})"
          "\n";
}

std::string report(const std::string& name, const std::string& client)
{
    return R"({"@timestamp":"2026-03-02T06:00:02.000Z","name":")" + name + R"(","value_ip":")" + client
        + R"(","value_site":"example.org"})"
          "\n";
}

class ChallengeLabelsTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        auto made = Case::create(m_dir.path() / "a.assay");
        ASSERT_TRUE(made);
        m_case = std::move(*made);
        std::string lines;
        for (const char* client : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"})
            lines += request(client);
        lines += report("ip_banned", "192.0.2.1") + report("ip_passed_challenge", "192.0.2.2")
            + report("ip_banned", "192.0.2.3") + report("ip_passed_challenge", "192.0.2.3")
            + report("ip_failed_challenge", "192.0.2.4");
        const auto added = m_case->add(m_dir.write("edge.jsonl", lines), {}, {});
        ASSERT_TRUE(added) << added.error().toString();
    }

    // Labels of the four clients, in their order.
    std::vector<std::string> labels() const
    {
        std::vector<std::string> names;
        const auto snapshot = *m_case->snapshot();
        for (const feedback::LabelId id : snapshot->labels->labels) {
            const feedback::LabelKind* kind = feedback::findLabel(id);
            names.emplace_back(kind ? kind->name : "");
        }
        return names;
    }

    test::TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

TEST_F(ChallengeLabelsTest, BannedIsBotAndPassedIsNot)
{
    const auto labelled = labelFromChallenges(*m_case);
    ASSERT_TRUE(labelled) << labelled.error().toString();
    EXPECT_EQ(labels(), (std::vector<std::string>{"bot", "notbot", "", ""}));
    EXPECT_EQ(labelled->contradicting, 1U);
    EXPECT_EQ(labelled->failed, 0U);
    EXPECT_EQ(labelled->bots.changed, 1U);
    const auto history = m_case->labelHistory(ItemId{0});
    ASSERT_TRUE(history);
    EXPECT_EQ(history->at(0).author, challengeAuthor);
    EXPECT_EQ(history->at(0).confidence, 50);
}

TEST_F(ChallengeLabelsTest, WhatSomebodySaidStays)
{
    feedback::LabelRequest request;
    request.label = feedback::findLabel(feedback::trafficScheme(), "notbot")->id;
    const ItemId first{0};
    ASSERT_TRUE(m_case->label({&first, 1}, request));
    ASSERT_TRUE(labelFromChallenges(*m_case));
    EXPECT_EQ(labels(), (std::vector<std::string>{"notbot", "notbot", "", ""}));
    ASSERT_TRUE(labelFromChallenges(*m_case)); // once more changes nothing
    EXPECT_EQ(m_case->labelHistory(ItemId{1})->size(), 1U);
}

TEST_F(ChallengeLabelsTest, TheyCanBeTakenBack)
{
    ASSERT_TRUE(labelFromChallenges(*m_case));
    ASSERT_TRUE(m_case->undo());
    ASSERT_TRUE(m_case->undo());
    EXPECT_EQ(labels(), (std::vector<std::string>{"", "", "", ""}));
}

} // namespace
} // namespace assay
