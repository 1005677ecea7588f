// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/serverworker.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>

namespace assay::fuzzy {
namespace {

constexpr size_t knownSessions = 4096;
constexpr size_t knownForgers = 1024;
// Forged datagrams a second that are looked into, and how many at once: of one address, and of all.
constexpr double forgedRate = 20, forgedBurst = 100;
constexpr double allForgedRate = 2000, allForgedBurst = 4000;

Moment presentMoment()
{
    const auto steady = std::chrono::steady_clock::now().time_since_epoch();
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    return {
        std::chrono::duration_cast<std::chrono::seconds>(wall).count(), std::chrono::duration<double>(steady).count()};
}

} // namespace

SessionKeys::SessionKeys(const std::vector<ServerKey>& keys)
    : m_keys(keys)
    , m_forgers(knownForgers)
    , m_known(knownSessions)
{
}

size_t SessionKeys::ExchangeHash::operator()(const Exchange& exchange) const
{
    // Only clients that proved to have made their key get in, so there is nothing to gain from choosing it.
    size_t hash = 0;
    std::memcpy(&hash, exchange.client.data(), sizeof hash);
    return hash + exchange.key;
}

ConstBytes SessionKeys::open(
    Bytes datagram, const RequestHead& head, const IpAddress& client, double now, size_t& key, CryptoKey& shared)
{
    if (m_keys.empty())
        return {};
    const auto named = std::find_if(m_keys.begin(), m_keys.end(), [&](const ServerKey& each) {
        return std::equal(head.keyId.begin(), head.keyId.end(), each.keypair.publicKey.begin());
    });
    key = named == m_keys.end() ? m_keys.size() - 1 : static_cast<size_t>(named - m_keys.begin());
    const Exchange exchange{key, head.clientKey};
    if (const CryptoKey* known = m_known.find(exchange)) {
        shared = *known;
        return unsealRequest(datagram, head, shared);
    }
    LeakyBucket* forger = m_forgers.find(client);
    if (m_forged.isFull(now, allForgedRate, allForgedBurst) || (forger && forger->isFull(now, forgedRate, forgedBurst)))
        return {};
    const ConstBytes plain = openUnknown(datagram, head, exchange, shared);
    if (plain.empty()) {
        m_forged.take(now, allForgedRate, allForgedBurst);
        m_forgers[client].take(now, forgedRate, forgedBurst);
    }
    return plain;
}

ConstBytes SessionKeys::openUnknown(
    Bytes datagram, const RequestHead& head, const Exchange& exchange, CryptoKey& shared)
{
    const auto made = sharedKey(m_keys[exchange.key].keypair.secretKey, head.clientKey);
    if (!made)
        return {};
    shared = *made;
    const ConstBytes plain = unsealRequest(datagram, head, shared);
    if (!plain.empty())
        m_known[exchange] = shared;
    return plain;
}

ServerWorker::ServerWorker(const ServerOptions& options, LocalStorage& storage, ChangeWriter& writer, UdpSocket socket)
    : m_storage(storage)
    , m_writer(writer)
    , m_socket(std::move(socket))
    , m_gate(options)
    , m_sessions(options.keys)
    , m_counters(options)
    , m_incoming(batch)
    , m_messages(batch)
    , m_parts(batch)
{
    m_replies.reserve(batch);
}

void ServerWorker::run(const std::atomic<bool>& stop, int stopEvent)
{
    while (!stop.load(std::memory_order_relaxed)) {
        const size_t count = receive();
        if (count == 0) {
            std::array<pollfd, 2> events = {{{m_socket.descriptor(), POLLIN, 0}, {stopEvent, POLLIN, 0}}};
            poll(events.data(), events.size(), -1);
            continue;
        }
        const Moment moment = presentMoment();
        m_replies.clear();
        {
            const std::lock_guard lock(m_counters.mutex());
            for (size_t i = 0; i < count; ++i)
                take(m_incoming[i], m_messages[i].msg_len, moment);
        }
        sendAll(m_replies);
    }
}

// Number of datagrams read; 0 when none waits.
size_t ServerWorker::receive()
{
    for (size_t i = 0; i < batch; ++i) {
        Incoming& incoming = m_incoming[i];
        m_parts[i] = {incoming.bytes.data(), incoming.bytes.size()};
        m_messages[i] = {};
        m_messages[i].msg_hdr.msg_name = incoming.from.raw();
        m_messages[i].msg_hdr.msg_namelen = sizeof incoming.from.storage;
        m_messages[i].msg_hdr.msg_iov = &m_parts[i];
        m_messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int count = recvmmsg(m_socket.descriptor(), m_messages.data(), batch, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < count; ++i)
        m_incoming[static_cast<size_t>(i)].from.length = m_messages[static_cast<size_t>(i)].msg_hdr.msg_namelen;
    return count > 0 ? static_cast<size_t>(count) : 0;
}

void ServerWorker::take(Incoming& incoming, size_t length, const Moment& moment)
{
    const IpAddress client = incoming.from.address();
    if (m_gate.isBlocked(client))
        return;
    ConstBytes plain = Bytes(incoming.bytes).first(std::min(length, incoming.bytes.size()));
    size_t key = noKey;
    CryptoKey shared = {};
    if (const auto head = decodeRequestHead(plain))
        plain = m_sessions.open(Bytes(incoming.bytes).first(plain.size()), *head, client, moment.steady, key, shared);
    const auto request = decodeRequest(plain);
    if (!request) {
        m_counters.countInvalid(client);
        return;
    }
    const auto reply = answer(*request, client, key, moment);
    if (!reply) {
        hand(*request, incoming.from, key, shared);
        return;
    }
    m_counters.count(*request, *reply, client, key);
    Outgoing& out = m_replies.emplace_back();
    out.to = incoming.from;
    out.descriptor = m_socket.descriptor();
    out.fill(*reply, request->version, key == noKey ? nullptr : &shared);
}

// Nullopt: a change that the storage is to decide on.
std::optional<Reply> ServerWorker::answer(
    const Request& request, const IpAddress& client, size_t key, const Moment& moment)
{
    const Refusal refusal = m_gate.refusalOf(request, client, key, moment);
    if (refusal == Refusal::None && request.is(Command::Check))
        return check(request, client, moment);
    if (refusal == Refusal::None && (request.is(Command::Write) || request.is(Command::Delete)))
        return std::nullopt;
    Reply reply;
    reply.tag = request.tag;
    reply.digest = request.hash.digest;
    reply.flag = request.flag;
    if (refusal != Refusal::None) {
        reply.value = static_cast<int32_t>(refusal);
        return reply;
    }
    reply.probability = 1;
    if (request.is(Command::Stat)) {
        const auto count = m_storage.count();
        reply.flag = static_cast<uint32_t>(count ? *count : 0);
    } else {
        reply.value = request.value; // of a ping: the client's own clock
    }
    return reply;
}

Reply ServerWorker::check(const Request& request, const IpAddress& client, const Moment& moment)
{
    const StorageReply stored = m_storage.checkOne(request.hash);
    Reply reply;
    reply.tag = request.tag;
    reply.digest = request.hash.digest;
    if (m_gate.isHeldBack(stored, client, moment.unixTime)) {
        m_counters.countDelayed();
        return reply;
    }
    reply.probability = stored.probability;
    if (stored.isFound()) {
        reply.value = stored.weight;
        reply.flag = stored.flag;
        reply.digest = stored.digest;
        reply.time = stored.time;
        reply.isStoredDigest = request.takesLongReplies;
    }
    return reply;
}

void ServerWorker::hand(const Request& request, const Endpoint& from, size_t key, const CryptoKey& shared)
{
    WaitingChange change;
    change.request = request;
    change.request.domain = {};
    change.from = from;
    if (key != noKey)
        change.shared = shared;
    change.key = key;
    change.descriptor = m_socket.descriptor();
    change.counters = &m_counters;
    m_writer.add(std::move(change));
}

} // namespace assay::fuzzy
