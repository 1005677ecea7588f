// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl report
#include "core/base/file.h"
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <sstream>

namespace assay {
namespace {

namespace fs = std::filesystem;

class CtlReport : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string text;
        for (int i = 0; i < 30; ++i)
            text += "From a@b Mon Jan  1 10:00:00 2024\nFrom: p" + std::to_string(i % 7)
                + "@b.example\nDate: Mon, 01 Jan 2024 10:00:" + std::to_string(59 - i) + " +0000\nMessage-ID: <"
                + std::to_string(i) + "@b.example>\nSubject: Brief " + std::to_string(i) + "\n\nText\n\n";
        const auto box = m_dir.write("in.mbox", text).string();
        ASSERT_EQ(test::runCtl({"import", box, "--case", m_case}).code, 0);
    }
    test::CtlResult report(const std::string& query, const std::string& out, std::vector<std::string> more = {})
    {
        std::vector<std::string> words = {"report", query, "--case", m_case, "--out", (m_dir.path() / out).string()};
        words.insert(words.end(), more.begin(), more.end());
        return test::runCtl(words);
    }
    std::vector<nlohmann::json> lines(const std::string& name)
    {
        std::vector<nlohmann::json> all;
        std::istringstream text(*readFile(m_dir.path() / name));
        for (std::string line; std::getline(text, line);)
            all.push_back(nlohmann::json::parse(line));
        return all;
    }
    test::TemporaryDir m_dir;
    std::string m_case = (m_dir.path() / "c.assay").string();
};

TEST_F(CtlReport, WritesWhatFindPrintsInTheSameOrder)
{
    for (const char* query : {"", "from:p3@b.example", "subject:\"brief 1\" or from:p2*"}) {
        for (const char* order : {"", "date", "-from,subject"}) {
            const auto found = test::runCtl({"find", query, "--case", m_case, "--jsonl", "--sort", order}).objects();
            const auto made = report(query, "out.jsonl", {"--format", "jsonl", "--sort", order, "--force"});
            ASSERT_EQ(made.code, 0) << made.err;
            const auto written = lines("out.jsonl");
            ASSERT_EQ(written.size(), found.size());
            for (size_t i = 0; i < found.size(); ++i) {
                for (const char* member : {"id", "item", "sha256", "offset", "message_id"})
                    EXPECT_EQ(written[i][member], found[i][member]) << query << order << i;
            }
        }
    }
}

TEST_F(CtlReport, MakesAFolderWithReportMessagesAndHashes)
{
    const auto made = report("from:p3@b.example", "bundle", {"--zone", "Europe/Kyiv", "--json"});
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_EQ(made.objects()[0]["items"], 4);
    for (const char* name : {"report.html", "report.html.json", "messages/manifest.csv", "messages.json"})
        EXPECT_TRUE(fs::exists(m_dir.path() / "bundle" / name)) << name;
    const auto side = lines("bundle/report.html.json")[0];
    EXPECT_EQ(side["query"], "from:p3@b.example");
    EXPECT_EQ(side["zone"], "Europe/Kyiv");
    EXPECT_EQ(side["sources"][0]["sha256"].get<std::string>().size(), 64u);
    EXPECT_EQ(report("", "bundle").code, 64);
}

TEST_F(CtlReport, SaysWhatIsWrongAndWritesNothing)
{
    const std::vector<std::vector<std::string>> wrong = {{"score>", "--format", "csv"}, {"", "--format", "pdf"},
        {"", "--format", "csv", "--zone", "Europe/Atlantis"}, {"", "--format", "csv", "--columns", "id,colour"},
        {"", "--format", "eml", "--redact", "all"}, {"", "--format", "csv", "--redact", "faces"},
        {"", "--format", "csv", "--sort", "colour"}};
    for (const auto& words : wrong) {
        const auto made = report(words[0], "out", {words.begin() + 1, words.end()});
        EXPECT_EQ(made.code, 64) << words.back() << made.err;
        EXPECT_FALSE(made.err.empty());
        EXPECT_FALSE(fs::exists(m_dir.path() / "out")) << words.back();
    }
    EXPECT_EQ(report("subject:absent", "out.csv", {"--format", "csv"}).code, 2);
    EXPECT_EQ(report("", "out.csv", {"--format", "csv"}).code, 64);
    EXPECT_EQ(report("", "out.csv", {"--format", "csv", "--force"}).code, 0);
    EXPECT_EQ(report("", "no/such/out.csv", {"--format", "csv"}).code, 66);
}

} // namespace
} // namespace assay
