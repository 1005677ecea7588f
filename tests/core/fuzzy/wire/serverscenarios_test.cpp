// SPDX-License-Identifier: GPL-3.0-or-later
// What the peer's storage was seen to answer on the wire, step by step, asked of our server.
#include "core/base/file.h"
#include "core/fuzzy/wire/fuzzyserver.h"
#include "tests/core/fuzzy/wire/rawclient.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;

class WireScenario : public testing::TestWithParam<bool>
{
protected:
    WireScenario()
    {
        LocalStorageOptions storageOptions;
        storageOptions.syncInterval = std::chrono::milliseconds(0);
        storageOptions.compatSelection = true;
        m_storage = *LocalStorage::open(m_folder.path() / "fuzzy.db", storageOptions);
        ServerOptions options;
        options.port = 0;
        options.allowUpdate = {*IpNetwork::parse("127.0.0.0/8")};
        options.keys.resize(1);
        options.keys[0].keypair = m_keypair;
        m_server = std::move(*FuzzyServer::start(m_storage, options));
        m_client.emplace(m_server->port());
    }

    static Blake2b512 digestOf(const Json& number)
    {
        return blake2b512("scenario" + std::to_string(number.get<int>()));
    }
    Request requestOf(const Json& step) const
    {
        static const std::map<std::string, Command> commands = {
            {"check", Command::Check}, {"add", Command::Write}, {"del", Command::Delete}, {"stat", Command::Stat}};
        Request request;
        request.command = static_cast<uint8_t>(commands.at(step.at("op")));
        request.hash.digest = digestOf(step.at("digest"));
        request.flag = step.value("flag", uint8_t{0});
        request.value = step.value("value", 0);
        request.tag = m_tag;
        if (!step.contains("shingles"))
            return request;
        Shingles& shingles = request.hash.shingles.emplace();
        for (const Json& range : step.at("shingles")) {
            const std::string base = m_golden.at("sets").at(range.at(0).get<std::string>());
            for (size_t i = range.at(1); i < range.at(2).get<size_t>(); ++i)
                shingles.at(i) = std::stoull(base, nullptr, 16) + i;
        }
        return request;
    }
    void run(const Json& step)
    {
        if (step.at("op") == "sync") {
            ASSERT_TRUE(m_storage->flush());
            return;
        }
        const Json& wanted = step.at("reply");
        const auto reply = m_client->ask(
            requestOf(step), GetParam() ? &m_keypair.publicKey : nullptr, step.at("version").get<uint8_t>());
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->tag, m_tag++);
        EXPECT_EQ(reply->value, wanted.at("value").get<int32_t>());
        EXPECT_EQ(reply->flag, wanted.at("flag").get<uint32_t>());
        EXPECT_EQ(reply->probability, wanted.at("prob").get<float>());
        EXPECT_EQ(reply->isShort, wanted.at("len").get<int>() == 16);
        if (reply->isShort)
            return;
        EXPECT_EQ(toHex(reply->digest), toHex(digestOf(wanted.at("digest"))));
        EXPECT_EQ(reply->time != 0, wanted.at("ts_set").get<bool>());
        EXPECT_FALSE(reply->isStoredDigest);
    }

    test::TemporaryDir m_folder;
    Keypair m_keypair = Keypair::generate();
    std::shared_ptr<LocalStorage> m_storage;
    std::unique_ptr<FuzzyServer> m_server;
    std::optional<test::RawClient> m_client;
    uint32_t m_tag = 77;
    Json m_golden;
};

TEST_P(WireScenario, IsReproduced)
{
    ASSAY_REQUIRE_SHARED(shared);
    m_golden = Json::parse(readFile(shared / "golden" / "fuzzy" / "storage-scenarios.json").value());
    size_t number = 0;
    for (const Json& step : m_golden.at("sqlite")) {
        SCOPED_TRACE("step " + std::to_string(number++) + ": " + step.dump());
        run(step);
    }
    EXPECT_GT(number, 100u);
}

INSTANTIATE_TEST_SUITE_P(Wire, WireScenario, testing::Bool(),
    [](const testing::TestParamInfo<bool>& run) { return run.param ? "Encrypted" : "Plain"; });

} // namespace
} // namespace assay::fuzzy
