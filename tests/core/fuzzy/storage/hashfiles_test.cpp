// SPDX-License-Identifier: GPL-3.0-or-later
// Files of hashes, in and out.
#include "core/base/file.h"
#include "core/fuzzy/storage/hashrecords.h"
#include "tests/core/fuzzy/storage/hashes.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::fuzzy {
namespace {

using namespace test;
namespace fs = std::filesystem;

class HashFilesTest : public testing::Test
{
protected:
    std::shared_ptr<LocalStorage> open(const char* name)
    {
        LocalStorageOptions options = quietOptions();
        options.clock = [] { return int64_t{1'700'000'000}; };
        auto opened = LocalStorage::open(m_folder.path() / name, options);
        EXPECT_TRUE(opened) << opened.error().toString();
        return *opened;
    }
    static std::vector<StoredHash> content(LocalStorage& storage)
    {
        std::vector<StoredHash> hashes;
        EXPECT_TRUE(storage.visit(
            [&](const StoredHash& hash) {
                hashes.push_back(hash);
                return true;
            },
            true));
        return hashes;
    }
    // Imports after a plan, which has to say the same.
    static ImportReport import(LocalStorage& storage, const fs::path& file, MergeRule rule)
    {
        const auto plan = planImport(storage, file, rule);
        const auto done = importHashes(storage, file, rule);
        EXPECT_TRUE(plan && done) << (done ? "" : done.error().toString());
        if (!plan || !done)
            return {};
        EXPECT_EQ(plan->read, done->read);
        EXPECT_EQ(plan->added, done->added);
        EXPECT_EQ(plan->changed, done->changed);
        EXPECT_EQ(plan->unchanged, done->unchanged);
        EXPECT_EQ(plan->problems, done->problems);
        EXPECT_EQ(done->read, done->added + done->changed + done->unchanged);
        return *done;
    }
    static std::string line(uint64_t number, int flag, int64_t weight, int64_t time)
    {
        return "{\"digest\": \"" + toHex(digestOnly(number).digest) + "\", \"flag\": " + std::to_string(flag)
            + ", \"weight\": " + std::to_string(weight) + ", \"time\": " + std::to_string(time) + "}\n";
    }

    TemporaryDir m_folder;
};

TEST_F(HashFilesTest, WhatIsWrittenIsReadBack)
{
    const auto source = open("source.db");
    learn(*source, {writeOf(textHash(1), 11, -7), writeOf(digestOnly(2), 255, 2'000'000'000), writeOf(textHash(3))});
    learn(*source, {writeOf(mixedHash(4, 4, 3, 9), 12, 1)}); // takes nine shingles over
    for (const HashFileFormat format : {HashFileFormat::JsonLines, HashFileFormat::Csv, HashFileFormat::Sqlite}) {
        const std::string name(hashFileFormatName(format));
        const fs::path file = m_folder.path() / ("hashes." + name);
        const auto written = exportHashes(*source, file, format);
        ASSERT_TRUE(written) << written.error().toString();
        EXPECT_EQ(*written, 4u);
        const auto target = open((name + ".db").c_str());
        const ImportReport report = import(*target, file, MergeRule::Sum);
        EXPECT_EQ(report.format, format);
        EXPECT_EQ(report.added, 4u);
        EXPECT_EQ(import(*target, file, MergeRule::Max).unchanged, 4u);
        EXPECT_EQ(import(*target, file, MergeRule::Replace).unchanged, 4u);
        const std::vector<StoredHash> wanted = content(*source), got = content(*target);
        ASSERT_EQ(got.size(), wanted.size());
        for (size_t i = 0; i < got.size(); ++i) {
            EXPECT_EQ(got[i].digest, wanted[i].digest);
            EXPECT_EQ(got[i].flag, wanted[i].flag);
            EXPECT_EQ(got[i].weight, wanted[i].weight);
            EXPECT_EQ(got[i].time, wanted[i].time);
            EXPECT_EQ(got[i].shingles, wanted[i].shingles);
        }
        EXPECT_EQ(ask(*target, mixedHash(9, 3, 8, 0)).probability, 22 / 32.0F);
    }
    EXPECT_EQ(exportHashes(*source, m_folder.path() / "hashes.sqlite", HashFileFormat::Sqlite).error().code,
        ErrorCode::BadArgument);
}

TEST_F(HashFilesTest, RulesDecideWhatBecomesOfKnownHashes)
{
    const fs::path file = m_folder.write("in.jsonl",
        line(1, 11, 5, 1'800'000'000) + line(2, 12, 5, 1'600'000'000) + line(3, 12, 5, 1'800'000'000)
            + line(4, 11, 5, 1'700'000'000) + line(4, 11, 6, 1'700'000'000));
    struct Case
    {
        MergeRule rule;
        uint64_t changed;
        std::array<int32_t, 4> weights;
        std::array<uint32_t, 4> flags;
    };
    const Case cases[] = {{MergeRule::Sum, 3, {15, 10, 5, 11}, {11, 11, 12, 11}},
        {MergeRule::Max, 3, {10, 10, 5, 6}, {11, 11, 12, 11}}, {MergeRule::Keep, 0, {10, 10, 10, 5}, {11, 11, 11, 11}},
        {MergeRule::Replace, 4, {5, 5, 5, 6}, {11, 12, 12, 11}}};
    for (const Case& one : cases) {
        SCOPED_TRACE(mergeRuleName(one.rule));
        EXPECT_EQ(mergeRuleFromName(mergeRuleName(one.rule)), one.rule);
        const auto storage = open((std::string(mergeRuleName(one.rule)) + ".db").c_str());
        learn(
            *storage, {writeOf(digestOnly(1), 11, 10), writeOf(digestOnly(2), 11, 10), writeOf(digestOnly(3), 11, 10)});
        const ImportReport report = import(*storage, file, one.rule);
        EXPECT_EQ(report.added, 1u);
        EXPECT_EQ(report.changed, one.changed);
        for (uint64_t i = 0; i < 4; ++i) {
            EXPECT_EQ(ask(*storage, digestOnly(i + 1)).weight, one.weights[i]);
            EXPECT_EQ(ask(*storage, digestOnly(i + 1)).flag, one.flags[i]);
        }
    }
}

TEST_F(HashFilesTest, BadLinesAreNamedAndPassedOver)
{
    const std::string good = line(1, 11, 5, 0);
    const fs::path file = m_folder.write("in.jsonl",
        good + "{\"digest\":\"12\",\"flag\":1,\"weight\":1}\n" + line(2, 256, 1, 1) + line(3, 1, 3'000'000'000, 1)
            + "\n" + "{\"flag\":1,\"weight\":1}\n" + "nonsense\n" + "{\"digest\":\n" + std::string(100'000, '[') + "\n"
            + line(4, 1, 1, 1));
    const auto storage = open("target.db");
    const ImportReport report = import(*storage, file, MergeRule::Sum);
    EXPECT_EQ(report.added, 2u);
    EXPECT_EQ(report.badLines, 7u);
    ASSERT_EQ(report.problems.size(), 7u);
    EXPECT_EQ(report.problems[0], "line 2: digest is off");
    EXPECT_EQ(report.problems[1], "line 3: flag is off");
    EXPECT_EQ(report.problems[3], "line 6: digest is missing");
    const fs::path csv =
        m_folder.write("in.csv", "flag,digest,weight\n11,\"" + toHex(digestOnly(7).digest) + "\",4\n11,xyz,4\n,,\n");
    const ImportReport table = import(*storage, csv, MergeRule::Sum);
    EXPECT_EQ(table.added, 1u);
    EXPECT_EQ(table.badLines, 2u);
    EXPECT_EQ(storage->states(std::vector{digestOnly(7).digest})->at(0).stored->time, 1'700'000'000);
    const fs::path text = m_folder.write("in.txt", "Dear customer,\n");
    EXPECT_EQ(planImport(*storage, text, MergeRule::Sum).error().code, ErrorCode::NotRecognised);
    EXPECT_EQ(planImport(*storage, m_folder.path() / "none", MergeRule::Sum).error().code, ErrorCode::NotFound);
}

TEST_F(HashFilesTest, OtherAlgorithmsAreRefused)
{
    const fs::path file = m_folder.write(
        "in.jsonl", "{\"schema\":\"assay.fuzzy-hashes/1\",\"algorithm\":\"siphash\"}\n" + line(1, 11, 5, 0));
    const auto unknown = open("unknown.db");
    EXPECT_EQ(import(*unknown, file, MergeRule::Sum).algorithm, "siphash");
    EXPECT_EQ(*unknown->setting(algorithmSetting), "siphash");
    const auto other = open("other.db");
    ASSERT_TRUE(other->setSetting(algorithmSetting, "mumhash"));
    const auto refused = importHashes(*other, file, MergeRule::Sum);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::BadArgument);
    EXPECT_NE(refused.error().detail.find("siphash"), std::string::npos);
    EXPECT_EQ(planImport(*other, unknown->path(), MergeRule::Sum).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(*other->count(), 0u);
    const fs::path out = m_folder.path() / "out.jsonl";
    ASSERT_TRUE(exportHashes(*unknown, out, HashFileFormat::JsonLines));
    EXPECT_EQ(planImport(*other, out, MergeRule::Sum).error().code, ErrorCode::BadArgument);
}

} // namespace
} // namespace assay::fuzzy
