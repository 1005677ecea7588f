// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl label, undo, redo, audit, lists
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

class CtlLabels : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string text;
        for (int i = 0; i < 10; ++i)
            text += "From a@b Mon Jan  1 10:00:00 2024\nFrom: p" + std::to_string(i % 2) + "@b.example\nMessage-ID: <"
                + std::to_string(i) + "@b.example>\nSubject: Brief " + std::to_string(i) + "\n\nText\n\n";
        const auto box = m_dir.write("in.mbox", text).string();
        ASSERT_EQ(test::runCtl({"import", box, "--case", m_case}).code, 0);
    }
    test::CtlResult run(std::vector<std::string> words)
    {
        words.insert(words.end(), {"--case", m_case});
        return test::runCtl(words);
    }
    size_t count(const std::string& query) { return run({"find", query, "--jsonl"}).objects().size(); }

    test::TemporaryDir m_dir;
    std::string m_case = (m_dir.path() / "t.assay").string();
};

TEST_F(CtlLabels, GivesTakesBackAndGivesAgain)
{
    const auto given = run({"label", "from:p1@b.example", "spam", "--json", "--author", "ann"});
    ASSERT_EQ(given.code, 0) << given.err;
    EXPECT_EQ(given.objects().front()["changed"], 5);
    EXPECT_EQ(given.objects().front()["before"]["none"], 5);
    EXPECT_EQ(count("label:spam"), 5u);
    EXPECT_EQ(count("is:unlabelled"), 5u);
    EXPECT_EQ(run({"undo"}).code, 0);
    EXPECT_EQ(count("label:spam"), 0u);
    EXPECT_EQ(run({"redo"}).code, 0);
    EXPECT_EQ(count("label:spam"), 5u);
    EXPECT_EQ(run({"redo"}).code, 2);
    EXPECT_EQ(run({"label", "", "none"}).code, 0);
    EXPECT_EQ(count("is:unlabelled"), 10u);
}

TEST_F(CtlLabels, WrongWordsAreUsageErrors)
{
    EXPECT_EQ(run({"label", "", "sausage"}).code, 64);
    EXPECT_EQ(run({"label", "", "spam", "--confidence", "101"}).code, 64);
    EXPECT_EQ(run({"label", "(", "spam"}).code, 64);
    EXPECT_EQ(run({"label", "subject:nothing-like-it", "spam"}).code, 2);
    EXPECT_EQ(run({"label", "spam"}).code, 64);
    EXPECT_EQ(test::runCtl({"undo", "--case", (m_dir.path() / "none.assay").string()}).code, 66);
}

TEST_F(CtlLabels, ImportsAndSaysWhatItRejected)
{
    const auto file = m_dir.write("labels.csv", "message_id,label\n1@b.example,ham\nx@y,ham\n").string();
    const auto done = run({"label", "--import", file, "--json"});
    EXPECT_EQ(done.code, 1);
    const auto report = done.objects().front();
    EXPECT_EQ(report["rows"], 2);
    EXPECT_EQ(report["matched"], 1);
    EXPECT_EQ(report["rejects"][0]["line"], 3);
    EXPECT_EQ(count("label:ham"), 1u);
}

TEST_F(CtlLabels, TheLogTellsAllAndIsIntact)
{
    run({"label", "", "ham", "--author", "ann"});
    run({"undo"});
    const auto entries = run({"audit", "show", "--jsonl"}).objects();
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries[0]["action"], "import");
    EXPECT_EQ(entries[1]["user"], "ann");
    EXPECT_EQ(entries[1]["count"], 10);
    EXPECT_EQ(entries[2]["action"], "undo");
    const auto verified = run({"audit", "verify", "--json"});
    EXPECT_EQ(verified.code, 0);
    EXPECT_EQ(verified.objects().front()["entries"], 3);
    EXPECT_EQ(verified.objects().front()["intact"], true);
}

TEST_F(CtlLabels, ListsCanBeAskedFor)
{
    const auto words = m_dir.write("vip.txt", "P1@b.example\n\n# nobody\n").string();
    EXPECT_EQ(run({"lists", "add", "vip", words, "--words"}).code, 0);
    EXPECT_EQ(count("from:@vip"), 5u);
    const auto addresses = m_dir.write("ips.csv", "ip,why\n10.0.0.0/8,x\nsausage,y\n").string();
    EXPECT_EQ(run({"lists", "add", "@net", addresses}).code, 1);
    EXPECT_EQ(run({"lists", "show", "net"}).out, "10.0.0.0-10.255.255.255\n");
    EXPECT_EQ(run({"lists", "show", "--jsonl"}).objects().size(), 2u);
    EXPECT_EQ(run({"lists", "remove", "net"}).code, 0);
    EXPECT_NE(run({"lists", "show", "net"}).code, 0);
}

} // namespace
} // namespace assay
