// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl scan: the contract of its output.
#include "core/base/hash.h"
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <map>
#include <set>

namespace assay {
namespace {

constexpr const char* rules = R"(
header   T_SUBJECT  Subject =~ /offer (\w+)/i
describe T_SUBJECT  An offer
score    T_SUBJECT  3.2
body     T_CHEAP    /cheap/i
tflags   T_CHEAP    multiple
score    T_CHEAP    1.9
body     __T_SUB    /pills/
meta     T_META     T_CHEAP && __T_SUB
score    T_META     -0.1
header   T_BROKEN   Subject =~ /(/
)";

std::string mail(const std::string& subject, const std::string& body)
{
    return "From: Ann <ann@example.org>\nTo: bob@example.net\nDate: Mon, 01 Jan 2024 10:00:00 +0200\n"
           "Message-ID: <1@example.org>\nSubject: "
        + subject + "\n\n" + body;
}

class CtlScan : public testing::Test
{
protected:
    std::string write(const std::string& name, const std::string& content)
    {
        return m_dir.write(name, content).string();
    }
    test::TemporaryDir m_dir;
    std::string m_rules = m_dir.write("rules.cf", rules).string();
};

TEST_F(CtlScan, WritesTheObjectOfTheContract)
{
    const std::string bytes = mail("A great Offer today", "cheap pills, CHEAP\n");
    const auto file = write("one.eml", bytes);
    const auto result = test::runCtl({"scan", file, "--rules", m_rules, "--jsonl", "--evidence"});
    ASSERT_EQ(result.code, 0) << result.err;
    ASSERT_EQ(result.out.rfind("{\"schema\":\"assay.scan/1\",", 0), 0u);
    const auto objects = result.objects();
    ASSERT_EQ(objects.size(), 1u);
    const auto& item = objects[0];
    EXPECT_EQ(item["source"], file);
    EXPECT_EQ(item["item"], "one.eml");
    EXPECT_EQ(item["kind"], "message");
    EXPECT_EQ(item["offset"], "0");
    EXPECT_EQ(item["bytes"], bytes.size());
    EXPECT_EQ(item["sha256"], toHex(sha256(bytes)));
    EXPECT_EQ(item["subject"], "A great Offer today");
    EXPECT_EQ(item["message_id"], "<1@example.org>");
    EXPECT_EQ(item["date"], "2024-01-01T10:00:00+02:00");
    EXPECT_EQ(item["required"], 5.0);
    EXPECT_EQ(item["action"], "add_header");
    EXPECT_TRUE(item["defects"].is_array());
    double sum = 0;
    std::map<std::string, nlohmann::json> hits;
    for (const auto& hit : item["hits"]) {
        sum += hit["score"].get<double>();
        hits[hit["symbol"]] = hit;
    }
    EXPECT_NEAR(sum, item["score"].get<double>(), 0.001);
    EXPECT_EQ(hits.size(), 3u);
    EXPECT_EQ(hits["T_SUBJECT"]["detector"], "rules");
    EXPECT_EQ(hits["T_SUBJECT"]["description"], "An offer");
    EXPECT_EQ(hits["T_CHEAP"]["count"], 2);
    ASSERT_FALSE(hits["T_CHEAP"]["matches"].empty());
    for (const auto* name : {"T_SUBJECT", "T_CHEAP"}) {
        for (const auto& match : hits[name]["matches"]) {
            const auto at = std::stoull(match["raw_offset"].get<std::string>());
            EXPECT_EQ(bytes.substr(at, match["raw_length"]), match["text"]);
        }
    }
}

TEST_F(CtlScan, KeepsTheOrderOfTheInputsWhateverTheJobs)
{
    std::string box;
    for (int i = 0; i < 300; ++i)
        box += "From a@b Mon Jan  1 10:00:00 2024\n"
            + mail("offer " + std::to_string(i), std::string(static_cast<size_t>(i * 41 % 3000), 'x') + "\n") + "\n";
    const auto first = write("first.mbox", box);
    const auto second = write("second.eml", mail("last", "x\n"));
    std::string expected;
    for (const std::string jobs : {"1", "4"}) {
        const auto result =
            test::runCtl({"scan", first, "--rules", m_rules, "--jobs", jobs, "--jsonl", second, m_dir.path() / "none"});
        ASSERT_EQ(result.code, 1) << result.err;
        const auto objects = result.objects();
        ASSERT_EQ(objects.size(), 303u);
        std::string order;
        for (const auto& object : objects)
            order +=
                object["schema"].get<std::string>() + object.value("item", "-") + object.value("subject", "-") + "\n";
        EXPECT_EQ(objects[17]["item"], "17");
        EXPECT_EQ(objects[17]["subject"], "offer 17");
        EXPECT_EQ(objects[300]["schema"], "assay.container/1");
        EXPECT_EQ(objects[300]["items"], 300);
        EXPECT_EQ(objects[301]["item"], "second.eml");
        EXPECT_EQ(objects[302]["error"]["code"], "not_found");
        EXPECT_TRUE(expected.empty() || expected == order);
        expected = order;
    }
}

TEST_F(CtlScan, AddsSubRulesOnlyWhenAsked)
{
    const auto file = write("one.eml", mail("x", "cheap pills\n"));
    const auto names = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"scan", file, "--rules", m_rules, "--jsonl"};
        words.insert(words.end(), more.begin(), more.end());
        std::set<std::string> found;
        const auto objects = test::runCtl(words).objects();
        for (const auto& hit : objects.at(0)["hits"])
            found.insert(hit["symbol"]);
        return found;
    };
    EXPECT_EQ(names({}), (std::set<std::string>{"T_CHEAP", "T_META"}));
    EXPECT_EQ(names({"--all-hits"}), (std::set<std::string>{"T_CHEAP", "T_META", "__T_SUB"}));
    EXPECT_EQ(names({"--all-hits", "--no-hyperscan"}), names({"--all-hits"}));
}

TEST_F(CtlScan, ReadsStandardInput)
{
    const auto result = test::runCtl({"scan", "-", "--rules", m_rules, "--jsonl"}, mail("offer piped", "x\n"));
    ASSERT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.objects().at(0)["source"], "-");
    EXPECT_EQ(result.objects().at(0)["subject"], "offer piped");
}

TEST_F(CtlScan, WritesStatistics)
{
    const auto file = write("one.eml", mail("offer 1", "cheap\n"));
    const auto stats = m_dir.path() / "stats.json";
    ASSERT_EQ(test::runCtl({"scan", file, "--rules", m_rules, "--jsonl", "--stats", stats}).code, 0);
    std::ifstream stream(stats);
    const auto object = nlohmann::json::parse(stream);
    EXPECT_EQ(object["items"], 1);
    EXPECT_EQ(object["failed"], 0);
    EXPECT_GT(object["bytes"], 100);
    EXPECT_GT(object["peak_rss_bytes"], 1'000'000);
    ASSERT_EQ(object["regex"]["dropped"].size(), 1u);
    EXPECT_EQ(object["regex"]["dropped"][0]["rule"], "T_BROKEN");
    for (const char* key : {"patterns", "hyperscan", "prefilter", "pcre_only", "compile_seconds", "cache_hit",
             "hyperscan_bytes", "pcre_scans", "pcre_bytes", "prefilter_hits", "prefilter_confirmed"})
        EXPECT_TRUE(object["regex"].contains(key)) << key;
}

TEST_F(CtlScan, ExplainsWrongWords)
{
    EXPECT_EQ(test::runCtl({"scan"}).code, 64);
    EXPECT_EQ(test::runCtl({"scan", "--nonsense", "x"}).code, 64);
    EXPECT_EQ(test::runCtl({"scan", "x", "--jobs", "0"}).code, 64);
    EXPECT_EQ(test::runCtl({"scan", "x", "--rules", m_rules, "--stock-rules"}).code, 64);
    EXPECT_EQ(test::runCtl({"scan", "x", "--rules", m_rules, "--detectors", "rules,neural"}).code, 64);
    const auto missing = test::runCtl({"scan", m_rules, "--rules", m_dir.path() / "none.cf"});
    EXPECT_EQ(missing.code, 66);
    EXPECT_NE(missing.err.find("none.cf"), std::string::npos);
}

TEST_F(CtlScan, InterruptedRunEndsCleanly)
{
    std::string box;
    for (int i = 0; i < 40'000; ++i)
        box += "From a@b Mon Jan  1 10:00:00 2024\n" + mail("offer " + std::to_string(i), "cheap pills\n") + "\n";
    const auto file = write("big.mbox", box);
    const auto result =
        test::runCtl({"scan", file, "--rules", m_rules, "--jsonl"}, {}, [](pid_t child) { kill(child, SIGINT); });
    EXPECT_EQ(result.code, 130);
    EXPECT_NE(result.err.find("interrupted"), std::string::npos);
    size_t number = 0;
    for (const auto& object : result.objects())
        EXPECT_EQ(object["item"], std::to_string(number++));
    EXPECT_LT(number, 40'000u);
}

} // namespace
} // namespace assay
