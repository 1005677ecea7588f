// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl train, promote, rollback, registry
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

class CtlRegistry : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string text;
        for (int i = 0; i < 120; ++i)
            text += "From a@b Mon Jan  1 10:00:00 2024\nFrom: p" + std::to_string(i % 9)
                + "@b.example\nDate: Mon, 01 Jan 2024 10:" + std::to_string(10 + i % 50) + ":00 +0000\nMessage-ID: <"
                + std::to_string(i) + "@b.example>\nSubject: Brief " + std::to_string(i) + "\n\n"
                + std::string(static_cast<size_t>(i * 37 % 800), 'x') + " word " + std::to_string(i) + "\n\n";
        const auto box = m_dir.write("in.mbox", text).string();
        ASSERT_EQ(test::runCtl({"import", box, "--case", m_case}).code, 0);
        ASSERT_EQ(run({"label", "", "ham"}).code, 0);
    }
    test::CtlResult run(std::vector<std::string> words)
    {
        words.insert(words.end(), {"--case", m_case});
        return test::runCtl(words);
    }
    test::CtlResult train(std::vector<std::string> more = {})
    {
        std::vector<std::string> words = {"train", "--kind", "isoforest-plain", "--name", "forest", "--query", "",
            "--set", "eif.ntrees=20", "--set", "eif.sample_size=64", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
    // The versions, newest first.
    std::vector<nlohmann::json> list()
    {
        return test::runCtl({"registry", "list", "--dir", m_models, "--json"}).objects();
    }

    test::TemporaryDir m_dir;
    std::string m_case = (m_dir.path() / "t.assay").string();
    std::string m_models = (m_dir.path() / "t.assay.d" / "models").string();
};

TEST_F(CtlRegistry, FromLabelsToACurrentModelAndBack)
{
    for (uint64_t number = 1; number <= 2; ++number) {
        const auto trained = train();
        ASSERT_TRUE(trained.code == 0 || trained.code == 3) << trained.err; // 3: the gate
        const auto outcome = trained.objects().front();
        EXPECT_EQ(outcome["schema"], "assay.training/1");
        EXPECT_EQ(outcome["number"], number);
        EXPECT_FALSE(outcome["gate"].empty());
        EXPECT_FALSE(trained.err.empty()); // what it told
    }
    const auto versions = list();
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0]["number"], 2);
    EXPECT_EQ(versions[0]["kind"], "isoforest-plain");
    const std::string reason = "this is only a test";
    ASSERT_EQ(run({"promote", "forest", "1", "--override", reason}).code, 0);
    const auto second = test::runCtl(
        {"registry", "promote", "forest", "2", "--override", reason, "--dir", m_models, "--json", "--note", "newer"});
    ASSERT_EQ(second.code, 0) << second.err;
    EXPECT_EQ(second.objects().front()["aliases"], nlohmann::json::array({"current"}));
    EXPECT_EQ(list()[1]["aliases"], nlohmann::json::array({"previous"}));
    ASSERT_EQ(run({"rollback", "forest"}).code, 0);
    EXPECT_EQ(list()[1]["aliases"], nlohmann::json::array({"current"}));
    ASSERT_EQ(test::runCtl({"registry", "rollback", "forest", "--dir", m_models}).code, 0);
    EXPECT_EQ(list()[0]["status"], "accepted");
    const auto gone = test::runCtl({"registry", "gc", "--keep", "0", "--dir", m_models, "--json"});
    ASSERT_EQ(gone.code, 0);
    EXPECT_TRUE(gone.objects().front()["removed"].empty());
    EXPECT_NE(run({"audit", "show"}).out.find("roll back"), std::string::npos);
}

TEST_F(CtlRegistry, SaysWhatIsOff)
{
    EXPECT_EQ(test::runCtl({"registry", "list"}).code, 64);
    EXPECT_EQ(test::runCtl({"registry", "gc", "--dir", m_models, "--keep", "x"}).code, 64);
    EXPECT_EQ(run({"promote", "forest"}).code, 66);
    EXPECT_EQ(run({"rollback", "forest"}).code, 66);
    EXPECT_EQ(run({"promote"}).code, 64);
    EXPECT_EQ(train({"--kind", "dream"}).code, 64);
    EXPECT_EQ(train({"--batch", "1"}).code, 64);
    EXPECT_EQ(train({"--cleaning", "soap"}).code, 64);
    EXPECT_EQ(train({"--set", "eif.ntrees=many"}).code, 64);
    const auto few = run({"train", "--kind", "xgboost", "--query", ""});
    EXPECT_EQ(few.code, 64);
    EXPECT_NE(few.err.find("a model needs both"), std::string::npos) << few.err;
}

} // namespace
} // namespace assay
