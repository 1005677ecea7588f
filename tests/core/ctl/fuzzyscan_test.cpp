// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl scan with fuzzy storages, and assayctl fuzzy clusters.
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/storage/localstorage.h"
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay {
namespace {

std::string letter(unsigned number)
{
    std::string text = "From: s@example.net\nSubject: Letter\nContent-Type: text/plain\n\n";
    for (unsigned i = 0; i < 100; ++i)
        text += "word" + std::to_string(number * 1000 + i) + " ";
    return text + "\n";
}

// Flags and weights of whole messages.
void learn(const std::filesystem::path& file, const std::string& message, uint8_t flag, int32_t weight)
{
    const auto storage = fuzzy::LocalStorage::open(file);
    ASSERT_TRUE(storage) << storage.error().toString();
    std::vector<fuzzy::StorageChange> changes;
    for (const fuzzy::PartHash& hash : fuzzy::FuzzyHasher(fuzzy::HashOptions()).hash(message))
        changes.push_back({fuzzy::ChangeKind::Write, {hash.digest, hash.shingles}, flag, weight});
    ASSERT_FALSE(changes.empty());
    ASSERT_TRUE((*storage)->change(changes));
    ASSERT_TRUE((*storage)->flush());
}

TEST(CtlFuzzyScan, AsksAStorageFile)
{
    const test::TemporaryDir dir;
    const auto storage = dir.path() / "trap.db";
    learn(storage, letter(1), 1, 10);
    const auto known = dir.write("known.eml", letter(1)), other = dir.write("other.eml", letter(2));
    const auto result =
        test::runCtl({"scan", known, other, "--detectors", "fuzzy", "--fuzzy-storage", storage, "--jsonl"});
    ASSERT_EQ(result.code, 0) << result.err;
    const auto objects = result.objects();
    ASSERT_EQ(objects.size(), 2u);
    ASSERT_EQ(objects[0]["hits"].size(), 1u);
    const auto& hit = objects[0]["hits"][0];
    EXPECT_EQ(hit["symbol"], "FUZZY_DENIED");
    EXPECT_EQ(hit["detector"], "fuzzy");
    EXPECT_EQ(hit["group"], "fuzzy");
    EXPECT_NEAR(hit["score"].get<double>(), 10.514, 0.001);
    ASSERT_EQ(hit["fuzzy"].size(), 1u);
    const auto& match = hit["fuzzy"][0];
    EXPECT_EQ(match["storage"], storage.string());
    EXPECT_EQ(match["flag"], 1);
    EXPECT_EQ(match["weight"], 10);
    EXPECT_EQ(match["exact"], true);
    EXPECT_EQ(match["probability"], 1.0);
    EXPECT_EQ(match["stored"].get<std::string>().substr(0, 10), hit["options"][0].get<std::string>().substr(2, 10));
    EXPECT_TRUE(objects[1]["hits"].empty());
}

TEST(CtlFuzzyScan, ASilentServerEndsNoScan)
{
    const test::TemporaryDir dir;
    std::vector<std::string> words = {"scan", "--detectors", "fuzzy", "--jsonl", "--jobs", "1", "--fuzzy-storage",
        "127.0.0.1:9", "--stats", dir.path() / "stats.json"}; // nobody listens there
    for (unsigned i = 0; i < 20; ++i)
        words.push_back(dir.write(std::to_string(i) + ".eml", letter(i)));
    const auto result = test::runCtl(words);
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.objects().size(), 20u);
    EXPECT_NE(result.err.find("127.0.0.1:9"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("20 items were not checked"), std::string::npos) << result.err;
    std::ifstream file(dir.path() / "stats.json");
    const auto stats = nlohmann::json::parse(file);
    ASSERT_EQ(stats["fuzzy"]["dropped"].size(), 1u);
    EXPECT_EQ(stats["fuzzy"]["dropped"][0]["items"], 20);
}

TEST(CtlFuzzyScan, SaysWhatIsWrongWithAStorage)
{
    const test::TemporaryDir dir;
    const auto mail = dir.write("a.eml", letter(1));
    const auto missing = test::runCtl({"scan", mail, "--fuzzy-storage", dir.path() / "none.db"});
    EXPECT_NE(missing.code, 0);
    EXPECT_NE(missing.err.find("none.db"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "none.db"));
    const auto key = test::runCtl({"scan", mail, "--fuzzy-storage", "127.0.0.1", "--fuzzy-server-key", "short"});
    EXPECT_NE(key.code, 0);
    const auto damaged =
        test::runCtl({"scan", mail, "--detectors", "fuzzy", "--fuzzy-storage", dir.write("bad.db", "x")});
    EXPECT_EQ(damaged.code, 0);
    EXPECT_NE(damaged.err.find("bad.db"), std::string::npos) << damaged.err;
}

TEST(CtlFuzzyScan, ClustersOfACase)
{
    const test::TemporaryDir dir;
    for (unsigned i = 0; i < 6; ++i)
        (void)dir.write("mail/" + std::to_string(i) + ".eml", letter(i % 4));
    const auto file = dir.path() / "a.assay";
    ASSERT_EQ(test::runCtl({"import", dir.path() / "mail", "--case", file}).code, 0);
    const auto result = test::runCtl({"fuzzy", "clusters", file, "--json"});
    ASSERT_EQ(result.code, 0) << result.err;
    const auto report = result.objects().at(0);
    EXPECT_EQ(report["schema"], "assay.clusters/1");
    EXPECT_EQ(report["items"], 6);
    ASSERT_EQ(report["clusters"].size(), 2u);
    EXPECT_EQ(report["clusters"][0]["cluster"], 1);
    EXPECT_EQ(report["clusters"][0]["size"], 2);
    EXPECT_EQ(report["clusters"][0]["items"], nlohmann::json({0, 4}));
    EXPECT_EQ(report["clusters"][1]["items"], nlohmann::json({1, 5}));
    const auto found = test::runCtl({"find", "cluster:2", "--case", file, "--jsonl"});
    ASSERT_EQ(found.code, 0) << found.err;
    EXPECT_EQ(found.objects().size(), 2u);
}

} // namespace
} // namespace assay
