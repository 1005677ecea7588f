// SPDX-License-Identifier: GPL-3.0-or-later
// The client against a server of this test that answers as it is told, and not always well.
#include "core/fuzzy/wire/packets.h"
#include "core/fuzzy/wire/remotestorage.h"
#include "core/fuzzy/wire/udpsocket.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <poll.h>
#include <thread>

namespace assay::fuzzy {
namespace {

using namespace std::chrono_literals;

struct Asked
{
    Request request;
    Endpoint from;
    std::vector<uint8_t> datagram;
};

class ScriptedServer
{
public:
    using Script = std::function<void(ScriptedServer&, const Asked&)>;

    explicit ScriptedServer(Script script)
        : m_socket(std::move(*UdpSocket::bound(Endpoint::of(*IpAddress::parse("127.0.0.1"), 0), false)))
        , m_script(std::move(script))
        , m_thread([this] { run(); })
    {
    }
    ~ScriptedServer()
    {
        m_stop = true;
        m_thread.join();
    }

    uint16_t port() const { return m_socket.local().port(); }
    unsigned received() const { return m_received; }
    const Keypair& keypair() const { return m_keypair; }

    void send(ConstBytes bytes, const Endpoint& to)
    {
        sendto(m_socket.descriptor(), bytes.data(), bytes.size(), 0, to.raw(), to.length);
    }
    void answer(const Asked& asked, const Reply& reply)
    {
        std::array<uint8_t, replyBytes> plain;
        const ConstBytes bytes = ConstBytes(plain).first(encodeReply(reply, 4, plain));
        const auto head = decodeRequestHead(asked.datagram);
        if (!head)
            return send(bytes, asked.from);
        std::array<uint8_t, replyHeadBytes + replyBytes> sealed;
        const size_t length = sealReply(bytes, *sharedKey(m_keypair.secretKey, head->clientKey), sealed);
        send(ConstBytes(sealed).first(length), asked.from);
    }
    static Reply accepted(const Request& request)
    {
        Reply reply;
        reply.tag = request.tag;
        reply.flag = request.flag;
        reply.probability = 1;
        reply.digest = request.hash.digest;
        return reply;
    }

private:
    void run()
    {
        while (!m_stop) {
            pollfd event = {m_socket.descriptor(), POLLIN, 0};
            if (poll(&event, 1, 5) <= 0)
                continue;
            Asked asked;
            asked.datagram.resize(maxDatagram);
            const ssize_t length = recvfrom(m_socket.descriptor(), asked.datagram.data(), asked.datagram.size(), 0,
                asked.from.raw(), &asked.from.length);
            asked.datagram.resize(static_cast<size_t>(std::max<ssize_t>(length, 0)));
            std::vector<uint8_t> plain = asked.datagram;
            if (const auto head = decodeRequestHead(asked.datagram)) {
                const ConstBytes text = unsealRequest(plain, *head, *sharedKey(m_keypair.secretKey, head->clientKey));
                plain = {text.begin(), text.end()};
            }
            const auto request = decodeRequest(plain);
            if (!request)
                continue;
            asked.request = *request;
            ++m_received;
            m_script(*this, asked);
        }
    }

    Keypair m_keypair = Keypair::generate();
    UdpSocket m_socket;
    Script m_script;
    std::atomic<bool> m_stop = false;
    std::atomic<unsigned> m_received = 0;
    std::thread m_thread;
};

RemoteOptions optionsFor(const ScriptedServer& server, bool isEncrypted = false)
{
    RemoteOptions options;
    options.port = server.port();
    options.timeout = 100ms;
    if (isEncrypted)
        options.serverKey = server.keypair().publicKey;
    return options;
}

std::vector<HashQuery> queries(size_t count)
{
    std::vector<HashQuery> all(count);
    for (size_t i = 0; i < count; ++i)
        all[i].digest = blake2b512(std::to_string(i));
    return all;
}

TEST(RemoteStorage, RepliesKeepTheOrderOfTheQueries)
{
    // Answers the other way round, in groups.
    std::vector<Asked> held;
    ScriptedServer server([&](ScriptedServer& self, const Asked& asked) {
        held.push_back(asked);
        if (held.size() < 10)
            return;
        for (auto each = held.rbegin(); each != held.rend(); ++each) {
            Reply reply = ScriptedServer::accepted(each->request);
            reply.value = each->request.hash.digest[0];
            self.answer(*each, reply);
        }
        held.clear();
    });
    for (const bool isEncrypted : {false, true}) {
        RemoteStorage storage(optionsFor(server, isEncrypted));
        const auto asked = queries(500);
        const auto replies = storage.check(asked);
        ASSERT_TRUE(replies) << replies.error().toString();
        for (size_t i = 0; i < asked.size(); ++i) {
            EXPECT_EQ((*replies)[i].weight, asked[i].digest[0]);
            EXPECT_EQ((*replies)[i].digest, asked[i].digest);
        }
    }
}

TEST(RemoteStorage, AsksAgainWithTheSameBytes)
{
    std::map<uint32_t, std::vector<uint8_t>> first;
    std::atomic<unsigned> changed = 0;
    ScriptedServer server([&](ScriptedServer& self, const Asked& asked) {
        const auto [seen, isNew] = first.emplace(asked.request.tag, asked.datagram);
        if (isNew)
            return; // lost
        changed += seen->second != asked.datagram;
        self.answer(asked, ScriptedServer::accepted(asked.request));
    });
    RemoteStorage storage(optionsFor(server, true));
    EXPECT_TRUE(storage.check(queries(40)));
    EXPECT_EQ(changed, 0u);
    EXPECT_GE(server.received(), 80u);
}

TEST(RemoteStorage, ForgedAndRepeatedRepliesAreIgnored)
{
    for (const bool isEncrypted : {false, true}) {
        ScriptedServer server([&](ScriptedServer& self, const Asked& asked) {
            Reply lie = ScriptedServer::accepted(asked.request);
            lie.value = 666;
            lie.tag ^= 1;
            self.answer(asked, lie); // another tag
            lie.tag ^= 1;
            std::array<uint8_t, replyBytes> plain;
            encodeReply(lie, 4, plain);
            if (isEncrypted) {
                self.send(plain, asked.from); // in the open
                std::array<uint8_t, replyHeadBytes + replyBytes> sealed;
                sealReply(plain, CryptoKey{}, sealed);
                self.send(sealed, asked.from); // with another key
            }
            const auto other = UdpSocket::bound(Endpoint::of(*IpAddress::parse("127.0.0.1"), 0), false);
            sendto(other->descriptor(), plain.data(), plain.size(), 0, asked.from.raw(), asked.from.length);
            self.send(std::vector<uint8_t>(3, 0xFF), asked.from);
            self.send(std::vector<uint8_t>(5000, 0), asked.from);
            self.send(ConstBytes(plain).first(shortReplyBytes), asked.from); // of another version
            Reply truth = ScriptedServer::accepted(asked.request);
            truth.value = 1;
            self.answer(asked, truth);
            lie.tag = truth.tag;
            self.answer(asked, lie); // too late
        });
        RemoteStorage storage(optionsFor(server, isEncrypted));
        const auto replies = storage.check(queries(100));
        ASSERT_TRUE(replies) << replies.error().toString();
        for (const StorageReply& reply : *replies)
            EXPECT_EQ(reply.weight, 1) << isEncrypted;
    }
}

TEST(RemoteStorage, CodesBecomeRefusals)
{
    ScriptedServer server([](ScriptedServer& self, const Asked& asked) {
        Reply reply = ScriptedServer::accepted(asked.request);
        reply.probability = asked.request.value > 0 ? 0.0F : 1.0F;
        reply.value = asked.request.value;
        self.answer(asked, reply);
    });
    RemoteStorage storage(optionsFor(server));
    std::vector<StorageChange> changes(5);
    const std::array values = {0, 401, 403, 500, 12345};
    for (size_t i = 0; i < changes.size(); ++i)
        changes[i].weight = values[i];
    EXPECT_EQ(storage.change(changes).value(),
        (std::vector{Refusal::None, Refusal::Skipped, Refusal::Forbidden, Refusal::Failed, Refusal::Failed}));
}

TEST(RemoteStorage, WhatHadNoAnswerFailed)
{
    ScriptedServer server([](ScriptedServer& self, const Asked& asked) {
        if (asked.request.flag != 7)
            self.answer(asked, ScriptedServer::accepted(asked.request));
    });
    RemoteOptions options = optionsFor(server);
    options.timeout = 20ms;
    RemoteStorage storage(options);
    std::vector<StorageChange> changes(30);
    changes[3].flag = 7;
    const auto refusals = storage.change(changes);
    ASSERT_TRUE(refusals) << refusals.error().toString();
    for (size_t i = 0; i < changes.size(); ++i)
        EXPECT_EQ((*refusals)[i], i == 3 ? Refusal::Failed : Refusal::None);
    std::vector<HashQuery> none;
    EXPECT_TRUE(storage.check(none).value().empty());
}

TEST(RemoteStorage, SilenceEndsAndIsRemembered)
{
    std::atomic<bool> isSilent = true;
    ScriptedServer server([&](ScriptedServer& self, const Asked& asked) {
        if (!isSilent)
            self.answer(asked, ScriptedServer::accepted(asked.request));
    });
    RemoteOptions options = optionsFor(server);
    options.timeout = 10ms;
    options.retransmits = 1;
    options.maxErrors = 2;
    options.reviveTime = 1s;
    RemoteStorage storage(options);
    for (int i = 0; i < 2; ++i) {
        const auto replies = storage.check(queries(1000)); // not every one of them is waited for
        ASSERT_FALSE(replies);
        EXPECT_EQ(replies.error().code, ErrorCode::ReadFailed);
        EXPECT_EQ(replies.error().subject, storage.title());
    }
    const unsigned received = server.received();
    EXPECT_EQ(received, 2 * 2 * options.inFlight);
    isSilent = false;
    const auto down = storage.check(queries(1));
    ASSERT_FALSE(down);
    EXPECT_NE(down.error().detail.find("asked again in 1 s"), std::string::npos) << down.error().detail;
    EXPECT_EQ(server.received(), received);
    EXPECT_EQ(storage.lastAnswer(), 0);
    std::this_thread::sleep_for(1100ms);
    EXPECT_TRUE(storage.check(queries(1)));
    EXPECT_NE(storage.lastAnswer(), 0);
}

TEST(RemoteStorage, NobodyThere)
{
    RemoteOptions options;
    {
        ScriptedServer gone([](ScriptedServer&, const Asked&) {});
        options.port = gone.port();
    }
    options.timeout = 30s; // the refusal ends it
    EXPECT_EQ(RemoteStorage(options).check(queries(3)).error().code, ErrorCode::ReadFailed);
}

TEST(RemoteStorage, StopsWhenAsked)
{
    ScriptedServer server([](ScriptedServer&, const Asked&) {});
    RemoteOptions options = optionsFor(server);
    options.timeout = 60s;
    RemoteStorage storage(options);
    std::stop_source stop;
    std::thread stopper([&] {
        while (server.received() < options.inFlight)
            std::this_thread::sleep_for(1ms);
        stop.request_stop();
    });
    const auto replies = storage.check(queries(100), RunContext(stop.get_token(), nullptr, 1));
    stopper.join();
    ASSERT_FALSE(replies);
    EXPECT_EQ(replies.error().code, ErrorCode::Cancelled);
}

TEST(RemoteStorage, ManyThreadsShareOne)
{
    ScriptedServer server([](ScriptedServer& self, const Asked& asked) {
        Reply reply = ScriptedServer::accepted(asked.request);
        reply.value = asked.request.hash.digest[1];
        self.answer(asked, reply);
    });
    RemoteStorage storage(optionsFor(server, true));
    std::vector<std::thread> threads;
    std::atomic<unsigned> wrong = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            const auto asked = queries(200);
            const auto replies = storage.check(asked);
            for (size_t k = 0; k < asked.size(); ++k)
                wrong += !replies || (*replies)[k].weight != asked[k].digest[1];
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(wrong, 0u);
}

TEST(RemoteStorage, NamesAreResolved)
{
    ScriptedServer server([](ScriptedServer& self, const Asked& asked) {
        Reply reply = ScriptedServer::accepted(asked.request);
        reply.flag = 4711;
        self.answer(asked, reply);
    });
    RemoteOptions options = optionsFor(server);
    options.host = "localhost";
    EXPECT_EQ(RemoteStorage(options).count().value(), 4711u);
    options.host = "no-such-name.invalid";
    const auto unknown = RemoteStorage(options).count();
    ASSERT_FALSE(unknown);
    EXPECT_TRUE(unknown.error().code == ErrorCode::NotFound || unknown.error().code == ErrorCode::ReadFailed);
}

TEST(RemoteStorage, KeysThatAreNoneAreRefused)
{
    RemoteOptions options;
    options.serverKey.emplace();
    EXPECT_EQ(RemoteStorage(options).count().error().code, ErrorCode::BadArgument);
}

TEST(ParseServer, Forms)
{
    const auto parsed = [](std::string_view text) {
        const auto options = parseServer(text);
        return options ? options->host + " " + std::to_string(options->port) : std::string("bad");
    };
    EXPECT_EQ(parsed("fuzzy.example.org"), "fuzzy.example.org 11335");
    EXPECT_EQ(parsed("127.0.0.1:5"), "127.0.0.1 5");
    EXPECT_EQ(parsed("[::1]:5"), "::1 5");
    EXPECT_EQ(parsed("[::1]"), "::1 11335");
    EXPECT_EQ(parsed("::1"), "::1 11335");
    for (const char* bad :
        {"", ":5", "a:", "a:0", "a:65536", "a:b", "[::1", "[::1]5", "[a]:5", "a:1:2", "a b:3", "a/b"})
        EXPECT_EQ(parsed(bad), "bad") << bad;
    RemoteOptions v6;
    v6.host = "::1";
    EXPECT_EQ(RemoteStorage(v6).title(), "[::1]:11335");
}

} // namespace
} // namespace assay::fuzzy
