// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/fuzzyserver.h"
#include "core/fuzzy/wire/remotestorage.h"
#include "tests/core/fuzzy/wire/rawclient.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <ctime>
#include <fstream>
#include <unistd.h>

namespace assay::fuzzy {
namespace {

using test::makeRequest;
using test::RawClient;

class Server : public testing::Test
{
protected:
    Server()
    {
        m_options.port = 0;
        m_options.allowUpdate = {*IpNetwork::parse("127.0.0.1")};
    }
    // Started when it is first used.
    FuzzyServer& server()
    {
        if (!m_server) {
            m_storage = *LocalStorage::open(m_folder.path() / "fuzzy.db", storageOptions());
            auto started = FuzzyServer::start(m_storage, m_options);
            EXPECT_TRUE(started) << started.error().toString();
            m_server = std::move(*started);
        }
        return *m_server;
    }
    LocalStorageOptions storageOptions() const
    {
        LocalStorageOptions options;
        options.syncInterval = std::chrono::milliseconds(0);
        return options;
    }
    RawClient& client(const std::string& address = "127.0.0.1")
    {
        const uint16_t port = server().port();
        return m_clients.try_emplace(address, port, address).first->second;
    }
    const PublicKey* addKey(const std::function<void(ServerKey&)>& change = {})
    {
        ServerKey key;
        key.keypair = Keypair::generate();
        if (change)
            change(key);
        m_options.keys.push_back(key);
        m_publicKeys.push_back(std::make_unique<PublicKey>(key.keypair.publicKey));
        return m_publicKeys.back().get();
    }
    // What the server says to a command; 1 for "accepted" or "found", else its code; -1 for silence.
    int ask(const Request& request, const PublicKey* key = nullptr, const std::string& from = "127.0.0.1")
    {
        const auto reply = client(from).ask(request, key);
        if (!reply)
            return -1;
        EXPECT_EQ(reply->tag, request.tag);
        return reply->probability > 0.5F ? 1 : reply->value;
    }
    bool isSilent(const std::vector<uint8_t>& datagram, const std::string& from = "127.0.0.1")
    {
        client(from).send(datagram);
        return !client(from).receive(100);
    }

    test::TemporaryDir m_folder;
    ServerOptions m_options;
    std::shared_ptr<LocalStorage> m_storage;
    std::map<std::string, RawClient> m_clients;
    std::vector<std::unique_ptr<PublicKey>> m_publicKeys;
    std::unique_ptr<FuzzyServer> m_server;
};

TEST_F(Server, LearnsAndFinds)
{
    RemoteOptions options;
    options.port = server().port();
    EXPECT_EQ(server().address(), "127.0.0.1:" + std::to_string(options.port));
    RemoteStorage remote(options);
    std::vector<StorageChange> changes(100);
    std::vector<HashQuery> queries;
    for (size_t i = 0; i < changes.size(); ++i) {
        changes[i].hash.digest = blake2b512(std::to_string(i));
        changes[i].hash.shingles.emplace().fill(i << 32);
        changes[i].flag = 11;
        changes[i].weight = static_cast<int32_t>(i) - 50;
        queries.push_back(changes[i].hash);
    }
    EXPECT_EQ(remote.change(changes).value(), std::vector<Refusal>(100, Refusal::None));
    EXPECT_EQ(remote.count().value(), 0u);
    ASSERT_TRUE(m_storage->flush());
    EXPECT_EQ(remote.count().value(), 100u);
    const auto replies = remote.check(queries);
    ASSERT_TRUE(replies);
    for (size_t i = 0; i < changes.size(); ++i)
        EXPECT_EQ((*replies)[i].weight, changes[i].weight);
    queries[5].digest[0] ^= 1;
    const auto near = remote.check(queries).value()[5];
    EXPECT_EQ(near.digest, changes[5].hash.digest);
    EXPECT_EQ(near.probability, 0.96875F);
    changes[5].kind = ChangeKind::Delete;
    ASSERT_TRUE(remote.change(std::span(changes).subspan(5, 1)));
    m_server.reset(); // flushes
    EXPECT_EQ(m_storage->count().value(), 99u);
}

TEST_F(Server, AnswersOldAndNewClients)
{
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 11, 7)), 1);
    ASSERT_TRUE(m_storage->flush());
    const auto old = client().ask(makeRequest(Command::Check, "a"), nullptr, 3);
    ASSERT_TRUE(old);
    EXPECT_TRUE(old->isShort);
    EXPECT_EQ(old->value, 7);
    const auto newer = client().ask(makeRequest(Command::Check, "a"), nullptr, 0x14);
    ASSERT_TRUE(newer);
    EXPECT_TRUE(newer->isStoredDigest);
    const auto usual = client().ask(makeRequest(Command::Check, "a"));
    ASSERT_TRUE(usual);
    EXPECT_FALSE(usual->isStoredDigest);
    const Request ping = makeRequest(Command::Ping, "", 0, 12345);
    const auto pong = client().ask(ping);
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->value, 12345);
    EXPECT_EQ(pong->probability, 1.0F);
}

TEST_F(Server, SeveralKeysAndTheLastForStrangers)
{
    const PublicKey* first = addKey();
    const PublicKey* second = addKey();
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), first), 0);
    EXPECT_EQ(ask(makeRequest(Command::Stat, "a"), second), 1);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 0);
    const PublicKey stranger = Keypair::generate().publicKey;
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), &stranger), -1);
    // Sealed for the second one under a name that nobody has.
    const Keypair own = Keypair::generate();
    const auto plain = client().encoded(makeRequest(Command::Stat, ""));
    std::array<uint8_t, maxDatagram> sealed;
    const CryptoKey shared = *sharedKey(own.secretKey, *second);
    const size_t length = sealRequest(plain, {own.publicKey, *second, shared}, sealed);
    sealed[4] ^= 1;
    client().send(ConstBytes(sealed).first(length));
    auto answer = client().receive();
    ASSERT_TRUE(answer);
    EXPECT_FALSE(unsealReply(*answer, shared).empty());
    const ServerStatistics statistics = server().statistics();
    EXPECT_EQ(statistics.keys.size(), 2u);
    EXPECT_EQ(statistics.keys.at(m_options.keys[0].keypair.shortId()).counts.checked, 1u);
    EXPECT_EQ(statistics.invalidRequests, 1u);
}

TEST_F(Server, EncryptedOnlySaysSoInTheOpen)
{
    const PublicKey* key = addKey();
    m_options.encryptedOnly = true;
    EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 403);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a")), 403);
    EXPECT_EQ(ask(makeRequest(Command::Stat, "a")), 403);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), key), 0);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1), key), 1);
}

TEST_F(Server, WritersAreChosenByAddress)
{
    const PublicKey* key = addKey();
    m_options.allowUpdate = {*IpNetwork::parse("127.0.1.0/24")};
    m_options.allowUpdateKeys = {m_options.keys[0].keypair.id()}; // not asked beside addresses
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1), key), 403);
    EXPECT_EQ(ask(makeRequest(Command::Delete, "a", 1, 1), nullptr, "127.0.2.1"), 403);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1), nullptr, "127.0.1.9"), 1);
    EXPECT_EQ(ask(makeRequest(static_cast<Command>(99), "a")), 403);
    EXPECT_EQ(ask(makeRequest(static_cast<Command>(99), "a"), nullptr, "127.0.1.9"), 500);
}

TEST_F(Server, WritersAreChosenByKey)
{
    const PublicKey* one = addKey();
    const PublicKey* other = addKey();
    m_options.allowUpdate.clear();
    m_options.allowUpdateKeys = {m_options.keys[0].keypair.id()};
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1), one), 1);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1), other), 403);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1)), 403);
}

TEST_F(Server, NobodyWritesUnlessAllowed)
{
    m_options.allowUpdate.clear();
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1)), 403);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 0);
}

TEST_F(Server, ReadOnly)
{
    m_options.readOnly = true;
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1)), 403);
    EXPECT_EQ(ask(makeRequest(Command::Delete, "a", 1, 1)), 403);
}

TEST_F(Server, RightsOfOneKey)
{
    const PublicKey* reader = addKey([](ServerKey& key) { key.readOnly = true; });
    const PublicKey* some = addKey([](ServerKey& key) {
        key.allowedFlags = {11, 12};
        key.forbiddenFlags = {12};
    });
    const PublicKey* late = addKey([](ServerKey& key) { key.expires = std::time(nullptr) - 1; });
    const PublicKey* soon = addKey([](ServerKey& key) { key.expires = std::time(nullptr) + 3600; });
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 11, 1), reader), 403);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), reader), 0);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 11, 1), some), 1);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 12, 1), some), 403);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 13, 1), some), 403);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), late), 403);
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 11, 1), soon), 1);
}

TEST_F(Server, RateOfOneKey)
{
    const PublicKey* slow = addKey([](ServerKey& key) { key.rate = 0.001; });
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), slow), 0);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), slow), 403);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 0);
}

TEST_F(Server, BlockedClientsHearNothing)
{
    m_options.blocked = {*IpNetwork::parse("127.0.3.0/24")};
    EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 0);
    EXPECT_TRUE(isSilent(client().encoded(makeRequest(Command::Check, "a")), "127.0.3.1"));
    EXPECT_EQ(server().statistics().checked[1], 1u);
}

TEST_F(Server, ClientsThatAskTooOftenAreRefused)
{
    m_options.rateLimit.rate = 0.001;
    m_options.rateLimit.burst = 3;
    m_options.rateLimit.whitelist = {*IpNetwork::parse("127.0.9.1")};
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 0);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 403);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), nullptr, "127.0.0.99"), 403); // the same network
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1)), 1); // only checks are limited
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(ask(makeRequest(Command::Check, "a"), nullptr, "127.0.9.1"), 0);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), nullptr, "127.0.8.1"), 0);
}

TEST_F(Server, HashesThatAreNeverLearned)
{
    m_options.skipHashes = {blake2b512("never")};
    EXPECT_EQ(ask(makeRequest(Command::Write, "never", 1, 1)), 401);
    EXPECT_EQ(ask(makeRequest(Command::Delete, "never", 1, 1)), 1);
    EXPECT_EQ(ask(makeRequest(Command::Write, "other", 1, 1)), 1);
}

TEST_F(Server, YoungHashesAreHeldBack)
{
    m_options.delay = std::chrono::hours(1);
    m_options.delayWhitelist = {*IpNetwork::parse("127.0.4.1")};
    Request write = makeRequest(Command::Write, "young", 1, 1);
    write.hash.shingles.emplace().fill(42);
    EXPECT_EQ(ask(write), 1);
    ASSERT_TRUE(m_storage->flush());
    Request check = write;
    check.command = static_cast<uint8_t>(Command::Check);
    check.hash.digest[0] ^= 1;
    const auto reply = client().ask(check);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->probability, 0.0F);
    EXPECT_EQ(reply->time, 0u);
    EXPECT_EQ(ask(check, nullptr, "127.0.4.1"), 1);
    EXPECT_EQ(server().statistics().delayedHashes, 1u);
}

TEST_F(Server, WhatIsNoRequestIsCountedAndDropped)
{
    addKey();
    auto whole = client().encoded(makeRequest(Command::Check, "a"));
    EXPECT_TRUE(isSilent({}));
    EXPECT_TRUE(isSilent({whole.begin(), whole.end() - 1}));
    auto tooLong = whole;
    tooLong.resize(maxDatagram + 1);
    EXPECT_TRUE(isSilent(tooLong));
    tooLong.resize(maxDatagram); // the tail of zeros is taken
    EXPECT_FALSE(isSilent(tooLong));
    whole[0] = 5;
    EXPECT_TRUE(isSilent(whole));
    std::vector<uint8_t> forged(200, 1);
    std::copy_n("rsfe", 4, forged.begin());
    EXPECT_TRUE(isSilent(forged, "127.0.0.5"));
    const ServerStatistics statistics = server().statistics();
    EXPECT_EQ(statistics.invalidRequests, 5u);
    EXPECT_EQ(statistics.errorIps.at("127.0.0.5"), 1u);
}

TEST_F(Server, OfAStorageThatIsReadOnlyTheServerIsToo)
{
    m_storage = *LocalStorage::open(m_folder.path() / "fuzzy.db", storageOptions());
    m_storage.reset();
    LocalStorageOptions options = storageOptions();
    options.readOnly = true;
    m_storage = *LocalStorage::open(m_folder.path() / "fuzzy.db", options);
    m_server = std::move(*FuzzyServer::start(m_storage, m_options));
    EXPECT_EQ(ask(makeRequest(Command::Write, "a", 1, 1)), 403);
    EXPECT_EQ(ask(makeRequest(Command::Check, "a")), 0);
}

TEST_F(Server, SeveralThreadsShareThePort)
{
    m_options.threads = 3;
    for (int i = 1; i <= 20; ++i)
        EXPECT_EQ(ask(makeRequest(Command::Check, "a"), nullptr, "127.0.0." + std::to_string(i)), 0);
    EXPECT_EQ(server().statistics().checked[1], 20u);
    EXPECT_EQ(server().statistics().ips.size(), 20u);
    for (const unsigned threads : {1U, 3U}) {
        m_options.threads = threads;
        m_options.port = server().port();
        EXPECT_EQ(FuzzyServer::start(m_storage, m_options).error().code, ErrorCode::Locked);
    }
    m_options.address = "localhost";
    EXPECT_EQ(FuzzyServer::start(m_storage, m_options).error().code, ErrorCode::BadArgument);
    m_options.address = "192.0.2.1";
    m_options.port = 0;
    EXPECT_EQ(FuzzyServer::start(m_storage, m_options).error().code, ErrorCode::BadArgument);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool isSanitized = true;
#else
constexpr bool isSanitized = false;
#endif

long residentKib()
{
    std::ifstream pages("/proc/self/statm");
    long all = 0, resident = 0;
    pages >> all >> resident;
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

// Numbers are smaller than in the benchmark, but what grows with each datagram shows.
TEST_F(Server, GarbageNeitherStopsNorFillsIt)
{
    const PublicKey* key = addKey();
    EXPECT_EQ(ask(makeRequest(Command::Check, "a"), key), 0);
    const auto flood = [&](unsigned from, size_t count) {
        std::array<uint8_t, 500> bytes;
        for (size_t i = 0; i < count; ++i) {
            if (i % 100 == 0) { // from ever new addresses
                m_clients.erase("flood");
                const size_t number = from + i / 100;
                m_clients.try_emplace("flood", server().port(),
                    "127.1." + std::to_string(number / 250 % 250) + "." + std::to_string(1 + number % 250));
            }
            fastRandomBytes(bytes);
            if (i % 3 == 0)
                std::copy_n("rsfe", 4, bytes.begin());
            else if (i % 3 == 1)
                bytes[0] = 4;
            m_clients.at("flood").send(ConstBytes(bytes).first(i % bytes.size()));
        }
    };
    flood(0, 20'000);
    const long before = residentKib();
    flood(5000, 200'000);
    // A sanitizer keeps what was freed.
    EXPECT_TRUE(isSanitized || residentKib() - before < 16 << 10) << residentKib() - before;
    int answer = -1;
    for (int i = 0; i < 5 && answer < 0; ++i)
        answer = ask(makeRequest(Command::Check, "a"), key);
    EXPECT_EQ(answer, 0);
    const ServerStatistics statistics = server().statistics();
    EXPECT_GT(statistics.invalidRequests, 1000u);
    EXPECT_LE(statistics.errorIps.size(), 1024u);
}

} // namespace
} // namespace assay::fuzzy
