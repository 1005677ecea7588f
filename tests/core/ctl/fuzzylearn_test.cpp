// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy check, add, del, rules, conditions
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace assay {
namespace {

using test::runCtl;

class CtlFuzzy : public testing::Test
{
protected:
    // Long enough for shingles; `number` makes it another text.
    static std::string mail(int number, const std::string& from = "a@b.example")
    {
        std::string text = "From: " + from + "\nSubject: Brief " + std::to_string(number) + "\nMessage-ID: <"
            + std::to_string(number) + "@b.example>\n\n";
        for (int word = 0; word < 100; ++word)
            text += "word" + std::to_string(number * 1000 + word * 7) + (word % 10 == 9 ? "\n" : " ");
        return text + "\n";
    }
    // Two messages from b.example, one from partner.example.
    void makeCase()
    {
        std::string box;
        for (int i = 0; i < 3; ++i)
            box += "From a@b Mon Jan  1 10:00:00 2024\n" + mail(i, i == 2 ? "x@partner.example" : "a@b.example") + "\n";
        ASSERT_EQ(runCtl({"import", m_dir.write("in.mbox", box).string(), "--case", m_case}).code, 0);
        const auto rule = m_dir.write("rule.json",
            "{\"name\":\"local\",\"file\":\"" + m_storage
                + "\",\"flags\":[{\"flag\":11,\"symbol\":\"FUZZY_DENIED\",\"score\":12}],"
                  "\"conditions\":[{\"query\":\"from:partner.example\",\"act\":\"deny\",\"reason\":\"a partner\"}]}");
        const auto set = runCtl({"fuzzy", "rules", "set", m_case, "--from", rule.string()});
        ASSERT_EQ(set.code, 0) << set.err;
    }

    test::TemporaryDir m_dir;
    std::string m_case = (m_dir.path() / "t.assay").string();
    std::string m_storage = (m_dir.path() / "s.db").string();
};

TEST_F(CtlFuzzy, LearnsChecksAndForgetsFiles)
{
    const auto one = m_dir.write("one.eml", mail(1)).string(), two = m_dir.write("two.eml", mail(2)).string();
    const auto added = runCtl({"fuzzy", "add", one, "--storage", m_storage, "-f", "11", "-w", "4", "--jsonl"});
    ASSERT_EQ(added.code, 0) << added.err;
    ASSERT_EQ(added.objects().size(), 1u);
    const auto line = added.objects().front();
    EXPECT_EQ(line["digest"].get<std::string>().size(), 128u);
    EXPECT_EQ(line["found"], true);
    EXPECT_EQ(line["flag"], 11);
    EXPECT_EQ(line["value"], 4);
    EXPECT_EQ(line["changed"], true);
    EXPECT_TRUE(line["denied"].is_null());
    EXPECT_GT(line["timestamp"], 0);

    const auto checked = runCtl({"fuzzy", "check", one, two, "--storage", m_storage, "--jsonl"}).objects();
    ASSERT_EQ(checked.size(), 2u);
    EXPECT_EQ(checked[0]["value"], 4);
    EXPECT_EQ(checked[0]["probability"], 1.0);
    EXPECT_EQ(checked[0]["changed"], false);
    EXPECT_EQ(checked[1]["found"], false);

    const auto gone = runCtl({"fuzzy", "del", one, two, "--storage", m_storage, "--jsonl"}).objects();
    EXPECT_EQ(gone[0]["changed"], true);
    EXPECT_EQ(gone[1]["changed"], false);
    EXPECT_EQ(runCtl({"fuzzy", "check", one, "--storage", m_storage, "--jsonl"}).objects()[0]["found"], false);
}

TEST_F(CtlFuzzy, LearnsOverTheItemsOfACase)
{
    makeCase();
    const std::vector<std::string> words = {"fuzzy", "add", "--case", m_case, "--query", "subject:brief", "--storage",
        "local", "-f", "11", "-w", "3", "--conditions", "--jsonl"};
    auto dry = words;
    dry.push_back("--dry-run");
    const auto planned = runCtl(dry).objects();
    ASSERT_EQ(planned.size(), 4u);
    EXPECT_EQ(planned[0]["outcome"], "new");
    EXPECT_EQ(planned[2]["outcome"], "denied");
    EXPECT_EQ(planned[2]["denied"], "a partner");
    EXPECT_EQ(planned[3]["new"], 2);
    EXPECT_EQ(planned[3]["denied"], 1);
    EXPECT_EQ(planned[3]["dry_run"], true);
    const auto done = runCtl(words);
    ASSERT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.objects()[3]["new"], 2);
    EXPECT_EQ(done.objects()[3]["denied"], 1);
    EXPECT_GT(done.objects()[3]["operation"], 0);
    EXPECT_EQ(runCtl(dry).objects()[0]["hashes"][0]["value_after"], 6);

    const std::vector<std::string> check = {"fuzzy", "check", "--case", m_case, "--storage", "local", "--jsonl"};
    EXPECT_EQ(runCtl(check).objects()[0]["value"], 3);
    const auto undone = runCtl({"undo", "--case", m_case, "--json"});
    ASSERT_EQ(undone.code, 0) << undone.err;
    EXPECT_EQ(undone.objects()[0]["about"], "fuzzy");
    EXPECT_EQ(runCtl(check).objects()[0]["found"], false);
    EXPECT_EQ(runCtl({"redo", "--case", m_case}).code, 0);
    EXPECT_EQ(runCtl(check).objects()[0]["value"], 3);
    EXPECT_EQ(runCtl({"audit", "verify", "--case", m_case}).code, 0);
}

TEST_F(CtlFuzzy, TestsConditionsThatAreNotStoredYet)
{
    makeCase();
    const auto test = [&](std::vector<std::string> more) {
        std::vector<std::string> words = {
            "fuzzy", "conditions", "test", m_case, "--storage", "local", "-f", "11", "--jsonl"};
        words.insert(words.end(), more.begin(), more.end());
        const auto result = runCtl(words);
        EXPECT_EQ(result.code, 0) << result.err;
        return result.objects().back();
    };
    EXPECT_EQ(test({})["denied"], 1);
    const auto script = m_dir.write("c.lua", "return function(task) return true, 13 end").string();
    const auto moved = test({"--script", script});
    EXPECT_EQ(moved["reflagged"], 2);
    EXPECT_EQ(moved["denied"], 1);
    EXPECT_EQ(runCtl({"fuzzy", "conditions", "test", m_case, "--storage", "local", "-f", "11", "--script",
                         m_dir.write("bad.lua", "return function(").string()})
                  .code,
        78);
}

TEST_F(CtlFuzzy, ShowsImportsAndRemovesRules)
{
    makeCase();
    const auto config = m_dir.write("fuzzy_check.conf",
        "rule \"remote\" {\n  servers = \"127.0.0.1:11335\";\n  unknown = 1;\n  fuzzy_map { A { flag = 1 } }\n}\n");
    const auto imported = runCtl({"fuzzy", "rules", "import", m_case, "--config", config.string()});
    EXPECT_EQ(imported.code, 0) << imported.err;
    EXPECT_NE(imported.err.find("line 3: rule.remote.unknown"), std::string::npos) << imported.err;
    auto shown = runCtl({"fuzzy", "rules", "show", m_case}).objects();
    ASSERT_EQ(shown.size(), 2u);
    EXPECT_EQ(shown[0]["name"], "local");
    EXPECT_EQ(shown[1]["server"], "127.0.0.1:11335");
    EXPECT_EQ(runCtl({"fuzzy", "rules", "remove", m_case, "--name", "remote"}).code, 0);
    EXPECT_EQ(runCtl({"fuzzy", "rules", "show", m_case}).objects().size(), 1u);
    EXPECT_NE(runCtl({"fuzzy", "rules", "remove", m_case, "--name", "remote"}).code, 0);
}

TEST_F(CtlFuzzy, WrongWordsAreUsageErrors)
{
    const auto one = m_dir.write("one.eml", mail(1)).string();
    for (const std::vector<std::string>& words : {std::vector<std::string>{"fuzzy", "add", one, "-f", "1"},
             {"fuzzy", "add", one, "--storage", m_storage}, {"fuzzy", "add", one, "--storage", m_storage, "-f", "256"},
             {"fuzzy", "add", one, "--storage", m_storage, "-f", "1", "-w", "0"},
             {"fuzzy", "add", one, "--storage", m_storage, "--server", "x", "-f", "1"},
             {"fuzzy", "check", "--storage", m_storage}, {"fuzzy", "rules", "set", "x"}, {"fuzzy", "rules"},
             {"fuzzy", "conditions", "test", "x"}})
        EXPECT_EQ(runCtl(words).code, 64) << words[1];
    EXPECT_EQ(runCtl({"fuzzy", "check", one, "--storage", (m_dir.path() / "none.db").string()}).code, 66);
}

} // namespace
} // namespace assay
