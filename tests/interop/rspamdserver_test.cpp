// SPDX-License-Identifier: GPL-3.0-or-later
// The installed rspamd asks and teaches our server, and each opens the storage file of the other.
#include "core/base/file.h"
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/wire/fuzzyserver.h"
#include "core/fuzzy/wire/remotestorage.h"
#include "tests/core/fuzzy/wire/rawclient.h"
#include "tests/interop/rspamdpeer.h"
#include "tests/interop/somemail.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;

using test::RspamdOptions;
using test::RspamdPeer;

HashQuery hashOf(const std::string& message)
{
    const auto parts = FuzzyHasher(HashOptions{}).hash(message);
    EXPECT_EQ(parts.size(), 1u);
    return parts.empty() ? HashQuery{} : HashQuery{parts[0].digest, parts[0].shingles};
}

std::shared_ptr<LocalStorage> openStorage(const std::filesystem::path& file)
{
    LocalStorageOptions options;
    options.syncInterval = std::chrono::milliseconds(0);
    auto storage = LocalStorage::open(file, options);
    EXPECT_TRUE(storage) << storage.error().toString();
    return storage ? *storage : nullptr;
}

bool eventually(const std::function<bool()>& holds)
{
    for (int i = 0; i < 100; ++i) {
        if (holds())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

class RspamdServer : public testing::TestWithParam<bool>
{
protected:
    RspamdServer()
        : m_storage(openStorage(m_folder.path() / "ours.db"))
    {
        ServerOptions options;
        options.port = 0;
        options.allowUpdate = {*IpNetwork::parse("127.0.0.0/8")};
        options.encryptedOnly = GetParam();
        options.keys.resize(1);
        options.keys[0].keypair = m_keypair;
        m_server = std::move(*FuzzyServer::start(m_storage, options));
    }
    std::unique_ptr<RspamdPeer> startPeer()
    {
        RspamdOptions options;
        options.ruleServer = m_server->address();
        if (GetParam())
            options.ruleServerKey = m_keypair.publicKey;
        return RspamdPeer::start(m_folder.path() / "peer", options);
    }

    test::TemporaryDir m_folder;
    Keypair m_keypair = Keypair::generate();
    std::shared_ptr<LocalStorage> m_storage;
    std::unique_ptr<FuzzyServer> m_server;
};

TEST_P(RspamdServer, LearnsFromThePeerAndBothFindIt)
{
    const auto peer = startPeer();
    ASSERT_TRUE(peer);
    const std::string message = test::someMail(150);
    const auto file = m_folder.write("message", message);
    const std::string learned = peer->learn(11, 20, file);
    const HashQuery query = hashOf(message);
    EXPECT_NE(learned.find("success = true"), std::string::npos) << learned;
    EXPECT_NE(learned.find(toHex(query.digest)), std::string::npos) << learned;
    ASSERT_TRUE(m_storage->flush());

    const StorageReply exact = m_storage->checkOne(query);
    EXPECT_EQ(exact.weight, 20);
    EXPECT_EQ(exact.flag, 11u);
    HashQuery near = query;
    near.digest[0] ^= 1;
    EXPECT_EQ(m_storage->checkOne(near).digest, query.digest);
    const std::string found = peer->symbols(file);
    EXPECT_NE(found.find("Symbol: FZ_DENIED (11.90)[11:"), std::string::npos) << found;

    // Another text with most of its words in common: the digest differs, shingles agree.
    std::string edited = message;
    edited.insert(edited.rfind("\r\n"), " with a few more");
    const auto editedFile = m_folder.write("edited", edited);
    const std::string similar = peer->symbols(editedFile);
    EXPECT_NE(similar.find("Symbol: FZ_DENIED ("), std::string::npos) << similar;
    EXPECT_EQ(similar.find(":1.00:txt"), std::string::npos) << similar;

    const ServerStatistics statistics = m_server->statistics();
    EXPECT_EQ(statistics.invalidRequests, 0u);
    EXPECT_EQ(statistics.ips.at("127.0.0.1").added, 1u);
    EXPECT_EQ(statistics.ips.at("127.0.0.1").matched, 2u);
    EXPECT_EQ(statistics.keys.at(m_keypair.shortId()).counts.checked, GetParam() ? 2u : 0u);
}

INSTANTIATE_TEST_SUITE_P(Wire, RspamdServer, testing::Bool(),
    [](const testing::TestParamInfo<bool>& run) { return run.param ? "Encrypted" : "Plain"; });

TEST(RspamdStorageFile, IsOpenedAndSearchedByUs)
{
    const test::TemporaryDir folder;
    auto peer = RspamdPeer::start(folder.path() / "peer");
    ASSERT_TRUE(peer);
    RemoteOptions options;
    options.port = peer->fuzzyPort();
    RemoteStorage remote(options);
    const std::string message = test::someMail(90);
    peer->learn(12, 8, folder.write("message", message));
    std::vector<HashQuery> queries = {hashOf(message)};
    ASSERT_TRUE(eventually([&] { return remote.check(queries).value()[0].isFound(); }));
    queries.push_back(queries[0]);
    queries[1].digest[63] ^= 1;
    queries.emplace_back();
    const auto told = remote.check(queries);
    ASSERT_TRUE(told);
    peer->stop();
    const auto storage = openStorage(peer->storageFile());
    ASSERT_TRUE(storage);
    EXPECT_EQ(storage->count().value(), 1u);
    for (size_t i = 0; i < queries.size(); ++i) {
        const StorageReply ours = storage->checkOne(queries[i]);
        const StorageReply& theirs = (*told)[i];
        EXPECT_EQ(ours.weight, theirs.weight);
        EXPECT_EQ(ours.flag, theirs.flag);
        EXPECT_EQ(ours.probability, theirs.probability);
        EXPECT_EQ(ours.digest, theirs.digest);
        EXPECT_EQ(ours.time, theirs.time);
    }
}

TEST(RspamdStorageFile, OursIsOpenedAndSearchedByThePeer)
{
    const test::TemporaryDir folder;
    const std::string message = test::someMail(90);
    const auto file = folder.write("message", message);
    std::filesystem::create_directories(folder.path() / "peer");
    std::vector<StorageChange> changes(500);
    for (size_t i = 0; i < changes.size(); ++i) {
        changes[i].hash.digest = blake2b512(std::to_string(i));
        changes[i].flag = 13;
        changes[i].weight = 2;
    }
    changes[0].hash = hashOf(message);
    {
        const auto storage = openStorage(folder.path() / "peer" / "fuzzy.db");
        ASSERT_TRUE(storage && storage->change(changes) && storage->flush());
    }
    auto peer = RspamdPeer::start(folder.path() / "peer");
    ASSERT_TRUE(peer);
    RemoteOptions options;
    options.port = peer->fuzzyPort();
    RemoteStorage remote(options);
    EXPECT_EQ(remote.count().value(), changes.size());
    const std::string found = peer->symbols(file);
    EXPECT_NE(found.find("Symbol: FZ_WHITE (-2.08)[13:"), std::string::npos) << found;
    // And it goes on writing where we stopped.
    ASSERT_EQ(remote.change(std::span(changes).subspan(1, 1)).value()[0], Refusal::None);
    const std::vector query = {changes[1].hash};
    EXPECT_TRUE(eventually([&] { return remote.check(query).value()[0].weight == 4; }));
    peer->stop();
    const auto storage = openStorage(folder.path() / "peer" / "fuzzy.db");
    ASSERT_TRUE(storage);
    EXPECT_EQ(storage->checkOne(changes[1].hash).weight, 4);
}

// The same datagrams to both: what comes back is the same byte by byte.
TEST(RspamdDatagrams, AreAnsweredAlike)
{
    const test::TemporaryDir folder;
    auto peer = RspamdPeer::start(folder.path() / "peer");
    ASSERT_TRUE(peer);
    const auto storage = openStorage(folder.path() / "ours.db");
    ServerOptions options;
    options.port = 0;
    options.allowUpdate = {*IpNetwork::parse("127.0.0.1")};
    const auto server = std::move(*FuzzyServer::start(storage, options));
    test::RawClient theirs(peer->fuzzyPort()), ours(server->port());
    const auto both = [&](const std::vector<uint8_t>& datagram) {
        theirs.send(datagram);
        ours.send(datagram);
        const auto wanted = theirs.receive(200);
        EXPECT_EQ(ours.receive(wanted ? 2000 : 100), wanted)
            << toHex({reinterpret_cast<const char*>(datagram.data()), datagram.size()});
        return wanted.has_value();
    };
    const auto request = [&](Command command, const std::string& of, bool withShingles, uint8_t version = 4) {
        Request made = test::makeRequest(command, of, 11, 7);
        if (withShingles)
            made.hash.shingles.emplace().fill(1234567);
        return ours.encoded(made, version);
    };
    EXPECT_TRUE(both(request(Command::Check, "a", false)));
    EXPECT_TRUE(both(request(Command::Check, "a", true)));
    EXPECT_TRUE(both(request(Command::Check, "a", true, 3)));
    EXPECT_TRUE(both(request(Command::Stat, "a", false)));
    EXPECT_TRUE(both(request(Command::Write, "a", true)));
    EXPECT_TRUE(both(request(Command::Write, "b", false, 3)));
    EXPECT_TRUE(both(request(Command::Delete, "c", false)));
    // The peer is known to flush within a second and a half.
    RemoteOptions remoteOptions;
    remoteOptions.port = peer->fuzzyPort();
    RemoteStorage remote(remoteOptions);
    ASSERT_TRUE(eventually([&] { return remote.count().value() == 2; }));
    ASSERT_TRUE(storage->flush());
    EXPECT_TRUE(both(request(Command::Check, "a", true)));
    EXPECT_TRUE(both(request(Command::Check, "b", false)));
    EXPECT_TRUE(both(request(Command::Check, "b", false, 3)));
    EXPECT_TRUE(both(request(Command::Stat, "a", false)));
    for (const std::vector<uint8_t>& tail : {std::vector<uint8_t>{'d', 3, 'a', 'b', 'c', '4', 1, 2, 3, 4},
             {'6', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, {'d', 5, 'a'}, {'4', 1, 2}, {'x'}}) {
        auto datagram = request(Command::Check, "b", true);
        datagram.insert(datagram.end(), tail.begin(), tail.end());
        EXPECT_EQ(both(datagram), tail.size() >= 10);
    }
    auto datagram = request(Command::Check, "b", true);
    datagram.resize(datagram.size() - 1);
    EXPECT_FALSE(both(datagram));
    EXPECT_FALSE(both(request(Command::Check, "b", true, 2)));
    EXPECT_FALSE(both({}));
}

void compare(const std::string& found, const Json& symbols)
{
    for (const auto& [symbol, wanted] : symbols.items()) {
        std::array<char, 32> score;
        std::snprintf(score.data(), score.size(), "%.2f", wanted.at("score").get<double>());
        EXPECT_NE(found.find("Symbol: " + symbol + " (" + score.data() + ")"), std::string::npos) << found;
        for (const Json& option : wanted.at("options"))
            EXPECT_NE(found.find(option.get<std::string>()), std::string::npos) << found;
    }
    EXPECT_EQ(found.find("Symbol: FZ_") == std::string::npos, symbols.empty()) << found;
}

// Learning and scanning as it was recorded: the peer scans, the storage is ours.
TEST(RspamdScan, ScoresAsRecorded)
{
    ASSAY_REQUIRE_SHARED(shared);
    const test::TemporaryDir folder;
    const auto storage = openStorage(folder.path() / "ours.db");
    ServerOptions options;
    options.port = 0;
    options.allowUpdate = {*IpNetwork::parse("127.0.0.1")};
    const auto server = std::move(*FuzzyServer::start(storage, options));
    RspamdOptions peerOptions;
    peerOptions.ruleServer = server->address();
    auto peer = RspamdPeer::start(folder.path() / "peer", peerOptions);
    ASSERT_TRUE(peer);
    const Json golden = Json::parse(readFile(shared / "golden" / "fuzzy" / "live-dev.json").value());
    const auto folderOfMails = shared / "golden" / "fuzzy";
    size_t scans = 0;
    for (const Json& step : golden.at("steps")) {
        SCOPED_TRACE(step.dump());
        const std::string operation = step.at("op");
        if (step.value("headers", Json::object()).contains("Skip-Text"))
            continue; // its program cannot send that
        if (operation == "scan") {
            ++scans;
            compare(peer->symbols(folderOfMails / step.at("message").get<std::string>()), step.at("symbols"));
            continue;
        }
        static const std::map<std::string, std::string> switches = {{"Flag", "-f"}, {"Symbol", "-S"}, {"Weight", "-w"}};
        std::vector<std::string> words;
        for (const auto& [name, value] : step.at("headers").items()) {
            if (switches.count(name))
                words.insert(words.end(), {switches.at(name), value.get<std::string>()});
        }
        words.push_back("fuzzy_" + operation.substr(5));
        words.push_back(operation == "fuzzydelhash" ? step.at("headers").at("Hash").get<std::string>()
                                                    : (folderOfMails / step.at("message").get<std::string>()).string());
        peer->tellController(words);
        ASSERT_TRUE(storage->flush());
    }
    EXPECT_GT(scans, 5u);
}

} // namespace
} // namespace assay::fuzzy
