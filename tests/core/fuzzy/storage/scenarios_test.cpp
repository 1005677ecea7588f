// SPDX-License-Identifier: GPL-3.0-or-later
// What the peer's SQLite storage was seen to answer, step by step.
#include "core/base/file.h"
#include "tests/core/fuzzy/storage/hashes.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;
using namespace test;

class Scenario
{
public:
    Scenario(const Json& golden, LocalStorageOptions options)
        : m_golden(golden)
    {
        auto opened = LocalStorage::open(m_folder.path() / "storage.db", std::move(options));
        EXPECT_TRUE(opened) << opened.error().toString();
        m_storage = *opened;
    }

    void run()
    {
        size_t number = 0;
        for (const Json& step : m_golden.at("sqlite")) {
            SCOPED_TRACE("step " + std::to_string(number++) + ": " + step.dump());
            runStep(step);
        }
        EXPECT_GT(number, 90u);
    }

private:
    HashQuery hashOf(const Json& step) const
    {
        HashQuery hash;
        hash.digest = digest(step.at("digest").get<int>());
        if (!step.contains("shingles"))
            return hash;
        Shingles& shingles = hash.shingles.emplace();
        for (const Json& range : step.at("shingles")) {
            const std::string base = m_golden.at("sets").at(range.at(0).get<std::string>());
            for (size_t i = range.at(1); i < range.at(2).get<size_t>(); ++i)
                shingles.at(i) = std::stoull(base, nullptr, 16) + i;
        }
        return hash;
    }

    static Blake2b512 digest(int number) { return blake2b512("scenario" + std::to_string(number)); }

    void runStep(const Json& step)
    {
        const std::string op = step.at("op");
        if (op == "sync") {
            ASSERT_TRUE(m_storage->flush());
        } else if (op == "stat") {
            const auto count = m_storage->count();
            ASSERT_TRUE(count);
            EXPECT_EQ(*count, step.at("reply").at("flag").get<uint64_t>());
        } else if (op == "check") {
            compare(ask(*m_storage, hashOf(step)), step.at("reply"));
        } else {
            const StorageChange change{op == "add" ? ChangeKind::Write : ChangeKind::Delete, hashOf(step),
                step.at("flag").get<uint8_t>(), step.at("value").get<int32_t>()};
            const auto changed = m_storage->change({&change, 1});
            ASSERT_TRUE(changed);
            EXPECT_EQ(changed->front(), Refusal::None);
        }
    }

    static void compare(const StorageReply& reply, const Json& wanted)
    {
        EXPECT_EQ(reply.weight, wanted.at("value").get<int32_t>());
        EXPECT_EQ(reply.flag, wanted.at("flag").get<uint32_t>());
        EXPECT_EQ(reply.probability, wanted.at("prob").get<float>());
        // Protocol version 3 tells neither.
        const bool isTold = wanted.contains("digest");
        EXPECT_TRUE(!isTold || reply.digest == digest(wanted.value("digest", 0)));
        EXPECT_TRUE(!isTold || (reply.time != 0) == wanted.at("ts_set").get<bool>());
    }

    const Json& m_golden;
    test::TemporaryDir m_folder;
    std::shared_ptr<LocalStorage> m_storage;
};

void runScenario(uint64_t indexBytes)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto text = readFile(shared / "golden/fuzzy/storage-scenarios.json");
    ASSERT_TRUE(text);
    const Json golden = Json::parse(*text);
    LocalStorageOptions options = quietOptions();
    options.compatSelection = true;
    options.indexBytes = indexBytes;
    Scenario(golden, options).run();
}

TEST(StorageScenarios, AreAnsweredFromTheIndexAsThePeerAnswers)
{
    runScenario(LocalStorageOptions().indexBytes);
}

TEST(StorageScenarios, AreAnsweredFromTheFileAsThePeerAnswers)
{
    runScenario(0);
}

} // namespace
} // namespace assay::fuzzy
