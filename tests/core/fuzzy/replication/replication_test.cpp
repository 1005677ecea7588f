// SPDX-License-Identifier: GPL-3.0-or-later
// Masters and slaves over loopback: what is taken, and from whom.
#include "core/fuzzy/replication/exchange.h"
#include "core/fuzzy/replication/httpcrypt.h"
#include "core/fuzzy/replication/replication.h"
#include "core/fuzzy/replication/updatebody.h"
#include "tests/core/fuzzy/storage/hashes.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::fuzzy {
namespace {

using namespace test;
using namespace std::chrono_literals;

class ReplicationTest : public testing::Test
{
protected:
    std::shared_ptr<LocalStorage> open(const char* name)
    {
        auto opened = LocalStorage::open(m_folder.path() / name, quietOptions());
        EXPECT_TRUE(opened) << opened.error().toString();
        return opened ? *opened : nullptr;
    }
    SlaveOptions slaveOptions(const char* network = "127.0.0.0/8") const
    {
        SlaveOptions options;
        options.port = 0;
        options.keypair = m_slaveKey;
        options.masters = {*IpNetwork::parse(network)};
        options.masterKey = m_masterKey.publicKey;
        options.timeout = 5s;
        options.maxBody = 1 << 20;
        return options;
    }
    void startSlave(const SlaveOptions& options)
    {
        auto started = ReplicationSlave::start(m_slaveStorage, options);
        ASSERT_TRUE(started) << started.error().toString();
        m_slave = std::move(*started);
    }
    std::unique_ptr<ReplicationMaster> startMaster(const std::shared_ptr<LocalStorage>& storage)
    {
        MasterOptions options;
        options.keypair = m_masterKey;
        options.slaves = {{"127.0.0.1", m_slave->port(), m_slaveKey.publicKey, "berlin"}};
        options.timeout = 5s;
        auto started = ReplicationMaster::start(storage, options);
        EXPECT_TRUE(started) << started.error().toString();
        return std::move(*started);
    }
    // The reply to bytes as they are; status 0: none.
    HttpMessage sendRaw(std::string_view bytes) const
    {
        const auto address = IpAddress::parse("127.0.0.1");
        const Deadline deadline = std::chrono::steady_clock::now() + 10s;
        const auto socket = TcpSocket::connect(Endpoint::of(*address, m_slave->port()), deadline, m_stop);
        EXPECT_TRUE(socket);
        (void)socket->write(bytes, deadline, m_stop);
        const auto reply = readHttp(*socket, 1 << 20, deadline, m_stop);
        return reply ? *reply : HttpMessage();
    }
    // The inner reply to an update, or the outer one when there is none.
    HttpMessage sendUpdate(const std::string& body, const Keypair& own, const PublicKey& server,
        const std::string& target = "/update_v1/berlin") const
    {
        HttpMessage inner;
        inner.start = "POST " + target + " HTTP/1.1";
        inner.body = body;
        CryptoKey shared = {};
        const auto outer = sealHttpRequest(inner, own, server, shared);
        EXPECT_TRUE(outer);
        const HttpMessage reply = sendRaw(formatHttp(*outer));
        auto opened = openHttpReply(reply, shared);
        return opened ? *opened : reply;
    }
    HttpMessage sendChange(uint32_t revision, const StorageChange& change) const
    {
        return sendUpdate(encodeUpdate(revision, {&change, 1}), m_masterKey, m_slaveKey.publicKey);
    }
    uint64_t stored() const
    {
        EXPECT_TRUE(m_slaveStorage->flush());
        return *m_slaveStorage->count();
    }

    TemporaryDir m_folder;
    StopSignal m_stop;
    Keypair m_masterKey = Keypair::generate(), m_slaveKey = Keypair::generate();
    std::shared_ptr<LocalStorage> m_slaveStorage = open("slave.db");
    std::unique_ptr<ReplicationSlave> m_slave;
};

TEST_F(ReplicationTest, SlavesGetWhatTheMasterFlushes)
{
    SlaveOptions options = slaveOptions();
    options.flags = {{11, 21}};
    startSlave(options);
    const auto storage = open("master.db");
    const auto master = startMaster(storage);
    EXPECT_EQ(master->states().at(0).health, ReplicationHealth::Unknown);
    learn(*storage, {writeOf(textHash(1), 11, 5), writeOf(digestOnly(2), 12, 6)});
    learn(*storage, {deleteOf(digestOnly(2), 12), writeOf(textHash(1), 11, 2)});
    ASSERT_TRUE(master->waitUntilSent(20s));
    const ReplicationState sent = master->states().at(0);
    EXPECT_EQ(sent.health, ReplicationHealth::InSync);
    EXPECT_EQ(sent.updates, 2u);
    EXPECT_EQ(sent.changes, 4u);
    EXPECT_EQ(sent.peerVersion, 2u);
    EXPECT_EQ(stored(), 1u);
    const StorageReply reply = ask(*m_slaveStorage, mixedHash(9, 1, 8, 6));
    EXPECT_EQ(reply.flag, 21u);
    EXPECT_EQ(reply.weight, 7);
    const ReplicationState taken = m_slave->states().at(0);
    EXPECT_EQ(taken.peer, "berlin");
    EXPECT_EQ(taken.health, ReplicationHealth::InSync);
    EXPECT_EQ(taken.ownVersion, 2u);
    const auto sources = m_slaveStorage->statistics()->sources;
    ASSERT_EQ(sources.size(), 1u);
    EXPECT_EQ(sources[0].name, "berlin");
    EXPECT_EQ(sources[0].version, 2u);
}

TEST_F(ReplicationTest, StaleRevisionsAreRefused)
{
    startSlave(slaveOptions());
    EXPECT_EQ(sendChange(1, writeOf(digestOnly(1))).status(), 200);
    const HttpMessage again = sendChange(1, writeOf(digestOnly(1))); // somebody sends what he saw once more
    EXPECT_EQ(again.status(), 200);
    EXPECT_EQ(again.header("X-Update"), "stale");
    EXPECT_EQ(stored(), 1u);
    EXPECT_EQ(ask(*m_slaveStorage, digestOnly(1)).weight, 1);
    EXPECT_EQ(m_slave->states().at(0).refused, 1u);
    m_slave.reset();
    startSlave(slaveOptions()); // the version is in the file
    EXPECT_EQ(sendChange(1, writeOf(digestOnly(1))).header("X-Update"), "stale");
    EXPECT_EQ(sendChange(2, writeOf(digestOnly(1))).header("X-Update"), "");
}

TEST_F(ReplicationTest, OnlyTheMasterIsHeard)
{
    const StorageChange change = writeOf(digestOnly(1));
    const std::string body = encodeUpdate(1, {&change, 1});
    startSlave(slaveOptions());
    const Keypair stranger = Keypair::generate();
    EXPECT_EQ(sendUpdate(body, stranger, m_slaveKey.publicKey).status(), 403);
    EXPECT_EQ(sendUpdate(body, m_masterKey, stranger.publicKey).status(), 403); // meant for another
    HttpMessage plain;
    plain.start = "POST /update_v1/berlin HTTP/1.1";
    plain.body = body;
    EXPECT_EQ(sendRaw(formatHttp(plain)).status(), 403);
    CryptoKey shared = {};
    auto forged = sealHttpRequest(plain, m_masterKey, m_slaveKey.publicKey, shared);
    ASSERT_TRUE(forged);
    forged->body.back() = static_cast<char>(forged->body.back() ^ 1);
    EXPECT_EQ(sendRaw(formatHttp(*forged)).status(), 403);
    EXPECT_EQ(sendUpdate(body, m_masterKey, m_slaveKey.publicKey, "/update_v1/local").status(), 404);
    EXPECT_EQ(sendUpdate(body, m_masterKey, m_slaveKey.publicKey, "/other").status(), 404);
    EXPECT_EQ(stored(), 0u);
    m_slave.reset();
    startSlave(slaveOptions("10.0.0.0/8"));
    EXPECT_EQ(sendUpdate(body, m_masterKey, m_slaveKey.publicKey).status(), 403);
    EXPECT_EQ(stored(), 0u);
    m_slave.reset();
    SlaveOptions anyKey = slaveOptions();
    anyKey.masterKey.reset();
    startSlave(anyKey);
    EXPECT_EQ(sendUpdate(body, stranger, m_slaveKey.publicKey).status(), 200);
    EXPECT_EQ(stored(), 1u);
}

TEST_F(ReplicationTest, GarbageIsRefusedAndWhatWasReadBeforeItCounts)
{
    startSlave(slaveOptions());
    EXPECT_EQ(sendRaw("\x16\x03\x01nonsense\r\n\r\n").status(), 400);
    EXPECT_EQ(sendRaw("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n").status(), 400);
    EXPECT_EQ(sendRaw("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n").status(), 413);
    EXPECT_EQ(sendRaw("GET / HTTP/1.1\r\n" + std::string(50'000, 'a') + ": b\r\n").status(), 400);
    EXPECT_EQ(sendUpdate("", m_masterKey, m_slaveKey.publicKey).status(), 400);
    EXPECT_EQ(sendUpdate(std::string(1000, '\xFF'), m_masterKey, m_slaveKey.publicKey).status(), 400);
    const StorageChange changes[] = {writeOf(textHash(1)), writeOf(textHash(2))};
    std::string torn = encodeUpdate(1, changes);
    torn.resize(torn.size() - 20);
    EXPECT_EQ(sendUpdate(torn, m_masterKey, m_slaveKey.publicKey).status(), 200);
    EXPECT_EQ(stored(), 1u);
    EXPECT_EQ(m_slave->states().at(0).health, ReplicationHealth::ColdSyncNeeded);
    EXPECT_EQ(m_slave->states().at(0).refused, 2u);
}

TEST_F(ReplicationTest, GapsAskForAColdSyncUntilThereWasOne)
{
    startSlave(slaveOptions());
    const auto storage = open("master.db");
    learn(*storage, {writeOf(textHash(1), 11)}); // nobody listened
    auto master = startMaster(storage);
    learn(*storage, {writeOf(textHash(2), 12)});
    ASSERT_TRUE(master->waitUntilSent(20s));
    EXPECT_EQ(master->states().at(0).health, ReplicationHealth::ColdSyncNeeded);
    EXPECT_EQ(m_slave->states().at(0).health, ReplicationHealth::ColdSyncNeeded);
    learn(*m_slaveStorage, {writeOf(digestOnly(7))}); // something of its own
    m_slave.reset();
    startSlave(slaveOptions());
    EXPECT_EQ(m_slave->states().at(0).health, ReplicationHealth::ColdSyncNeeded); // also after a new start

    const auto copy = m_folder.path() / "copy.db", file = m_slaveStorage->path();
    ASSERT_TRUE(storage->copyTo(copy));
    EXPECT_EQ(adoptColdSync(copy, file).error().code, ErrorCode::Locked);
    m_slave.reset();
    m_slaveStorage.reset();
    const auto prepared = prepareColdSync(copy, file, "berlin", {{11, 12}, {12, 11}});
    ASSERT_TRUE(prepared) << prepared.error().toString();
    EXPECT_EQ(prepared->hashes, 2u);
    EXPECT_EQ(prepared->version, 2u);
    const auto adopted = adoptColdSync(copy, file);
    ASSERT_TRUE(adopted) << adopted.error().toString();
    EXPECT_TRUE(std::filesystem::exists(file.string() + ".before-sync"));

    m_slaveStorage = open("slave.db");
    startSlave(slaveOptions());
    EXPECT_EQ(m_slave->states().at(0).health, ReplicationHealth::Unknown);
    master.reset();
    master = startMaster(storage);
    learn(*storage, {writeOf(textHash(3), 13)});
    ASSERT_TRUE(master->waitUntilSent(20s));
    EXPECT_EQ(master->states().at(0).health, ReplicationHealth::InSync);
    EXPECT_EQ(m_slave->states().at(0).health, ReplicationHealth::InSync);
    EXPECT_EQ(stored(), 3u);
    EXPECT_EQ(ask(*m_slaveStorage, textHash(1)).flag, 12u);
    EXPECT_EQ(ask(*m_slaveStorage, textHash(2)).flag, 11u);
    EXPECT_EQ(ask(*m_slaveStorage, mixedHash(9, 3, 8, 5)).flag, 13u);
}

TEST_F(ReplicationTest, ASlaveThatIsAwayGetsItsUpdatesLater)
{
    startSlave(slaveOptions());
    const uint16_t port = m_slave->port();
    const auto storage = open("master.db");
    const auto master = startMaster(storage);
    m_slave.reset();
    learn(*storage, {writeOf(digestOnly(1))});
    EXPECT_FALSE(master->waitUntilSent(300ms));
    EXPECT_EQ(master->states().at(0).lag(), 1u);
    SlaveOptions options = slaveOptions();
    options.port = port;
    startSlave(options);
    ASSERT_TRUE(master->waitUntilSent(20s));
    EXPECT_EQ(master->states().at(0).health, ReplicationHealth::InSync);
    EXPECT_EQ(stored(), 1u);
}

TEST_F(ReplicationTest, SlavesWithoutProperNamesAreRefused)
{
    const auto storage = open("master.db");
    for (const char* name : {"local", "", "a/b", "a b"}) {
        MasterOptions options;
        options.slaves = {{"127.0.0.1", 11335, m_slaveKey.publicKey, name}};
        EXPECT_EQ(ReplicationMaster::start(storage, options).error().code, ErrorCode::BadArgument);
    }
    EXPECT_EQ(ReplicationMaster::start(storage, {}).error().code, ErrorCode::BadArgument);
}

} // namespace
} // namespace assay::fuzzy
