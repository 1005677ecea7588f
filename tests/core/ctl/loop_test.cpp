// SPDX-License-Identifier: GPL-3.0-or-later
// The whole learning loop through assayctl: import, scan, labels, batch, submit, train, compare, promote, scan again.
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <random>

namespace assay {
namespace {

// Mail of which the hostile half tends to have a link and loud words; every sender writes once.
std::string message(unsigned number, bool isHostile, std::mt19937& random)
{
    const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
    std::string text = "From x@example.org Mon Jan  1 10:00:00 2024\nFrom: Writer <w" + std::to_string(number)
        + "@example.org>\nTo: me@example.com\nMessage-ID: <" + std::to_string(number)
        + "@example.org>\nDate: Mon, 1 Jan 2024 " + std::to_string(10 + number / 50) + ":"
        + std::to_string(10 + number % 50) + ":00 +0000\n";
    text += chance(isHostile ? 70 : 20) ? "Subject: WIN MONEY NOW!!!\n" : "Subject: Notes\n";
    if (chance(isHostile ? 60 : 10))
        text += "X-Mailer: Bulk\nContent-Type: text/html\n\n<a href=\"http://shop.example.net/\">Click</a>";
    else
        text += "\nSee you on Friday";
    for (unsigned i = 0; i < (isHostile ? 5 : 15) + random() % 20; ++i)
        text += " word" + std::to_string(random() % 900);
    return text + "\n\n";
}

class CtlLoop : public testing::Test
{
protected:
    void SetUp() override
    {
        std::mt19937 random(6);
        std::string spam, ham;
        for (unsigned i = 0; i < 500; ++i)
            (i % 2 ? spam : ham) += message(i, i % 2 == 1, random);
        m_dir.write("spam.mbox", spam);
        m_dir.write("ham.mbox", ham);
    }
    test::CtlResult run(std::vector<std::string> words, int code = 0)
    {
        words.insert(words.end(), {"--case", m_case});
        const test::CtlResult done = test::runCtl(words);
        EXPECT_EQ(done.code, code) << words.front() << ": " << done.err;
        return done;
    }
    nlohmann::json answer(const std::vector<std::string>& words)
    {
        const auto objects = run(words).objects();
        return objects.empty() ? nlohmann::json() : objects.back();
    }
    // Nothing found is no error.
    size_t count(const std::string& query)
    {
        const auto found = test::runCtl({"find", query, "--count", "--case", m_case});
        EXPECT_TRUE(found.code == 0 || found.code == 2) << found.err;
        return static_cast<size_t>(std::stoul("0" + found.out));
    }

    test::TemporaryDir m_dir;
    std::string m_case = (m_dir.path() / "t.assay").string();
};

TEST_F(CtlLoop, IsClosed)
{
    for (const char* box : {"spam.mbox", "ham.mbox"})
        run({"import", (m_dir.path() / box).string()});
    run({"label", "source:spam.mbox", "spam"});
    run({"label", "source:ham.mbox", "ham"});
    run({"scan"});
    EXPECT_EQ(count("symbol:FUSED_RISK or symbol:BOOSTED_SPAM"), 0u);

    // The newest fifth of the case is kept for the comparison.
    run({"feedback", "new", "is:labelled date<2024-01-01T18:00:00", "--reason", "other", "--name", "first"});
    run({"feedback", "submit", "1"});
    const auto outcome = answer({"train", "--kind", "xgboost", "--batch", "1", "--json"});
    ASSERT_EQ(outcome["end"], "published") << outcome.dump();

    const auto compared = answer({"compare", "--model", "rules", "--model", "xgboost/candidate", "--query",
        "date>=2024-01-01T18:00:00", "--resamples", "200", "--html", (m_dir.path() / "report.html").string()});
    EXPECT_EQ(compared["n"].get<uint64_t>() + compared["overlap"].get<uint64_t>(), 100u);
    EXPECT_EQ(compared["models"][1]["unscored"], 0);
    EXPECT_GT(compared["models"][1]["roc_auc"].get<double>(), 0.75);
    EXPECT_EQ(compared["tests"].size(), 1u);
    EXPECT_TRUE(std::filesystem::exists(m_dir.path() / "report.html"));

    run({"promote", "xgboost", "candidate", "--note", "better than rules"});
    run({"scan"});
    EXPECT_EQ(count("symbol:FUSED_RISK"), 500u);
    EXPECT_GT(count("symbol:BOOSTED_SPAM label:spam"), count("symbol:BOOSTED_SPAM label:ham"));
    const auto fused = answer({"compare", "--model", "rules", "--model", "fusion", "--query",
        "date>=2024-01-01T18:00:00", "--resamples", "0", "--effect", ""});
    EXPECT_GT(fused["models"][1]["average_precision"].get<double>(),
        fused["models"][0]["average_precision"].get<double>() - 0.05);
    EXPECT_EQ(fused["effect"]["items"], 500);
    EXPECT_FALSE(answer({"fusion", "--query", "is:labelled"}).empty());
    run({"audit", "verify"});
}

} // namespace
} // namespace assay
