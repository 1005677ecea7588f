// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/changewriter.h"

#include <atomic>
#include <sys/uio.h>

namespace assay::fuzzy {

// The keys of a server and what they share with clients that were heard of last. One thread at a time.
class SessionKeys
{
public:
    explicit SessionKeys(const std::vector<ServerKey>& keys);
    // Decrypts in place; empty when it is forged, or when its sender (or all together) forged so much lately that keys
    // of clients which are not known yet are no longer tried: trying one costs as much as a hundred other datagrams.
    // Tells the key that did it, and what it shares with the client. `now`: seconds of a steady clock.
    ConstBytes open(
        Bytes datagram, const RequestHead& head, const IpAddress& client, double now, size_t& key, CryptoKey& shared);

private:
    struct Exchange
    {
        size_t key = 0;
        PublicKey client = {};
        bool operator==(const Exchange&) const = default;
    };
    struct ExchangeHash
    {
        size_t operator()(const Exchange& exchange) const;
    };
    ConstBytes openUnknown(Bytes datagram, const RequestHead& head, const Exchange& exchange, CryptoKey& shared);

    const std::vector<ServerKey>& m_keys;
    LruMap<IpAddress, LeakyBucket, AddressHash> m_forgers;
    LeakyBucket m_forged;
    LruMap<Exchange, CryptoKey, ExchangeHash> m_known;
};

// One thread of a server: reads datagrams in batches from its socket and answers them.
class ServerWorker
{
public:
    ServerWorker(const ServerOptions& options, LocalStorage& storage, ChangeWriter& writer, UdpSocket socket);

    // Until `stop`; `stopEvent` becomes readable then.
    void run(const std::atomic<bool>& stop, int stopEvent);
    ServerCounters& counters() { return m_counters; }
    const UdpSocket& socket() const { return m_socket; }

private:
    static constexpr size_t batch = 64;
    struct Incoming
    {
        Endpoint from;
        std::array<uint8_t, maxDatagram + 1> bytes; // one more shows that it was too long
    };

    size_t receive();
    void take(Incoming& incoming, size_t length, const Moment& moment);
    std::optional<Reply> answer(const Request& request, const IpAddress& client, size_t key, const Moment& moment);
    Reply check(const Request& request, const IpAddress& client, const Moment& moment);
    void hand(const Request& request, const Endpoint& from, size_t key, const CryptoKey& shared);

    LocalStorage& m_storage;
    ChangeWriter& m_writer;
    UdpSocket m_socket;
    CommandGate m_gate;
    SessionKeys m_sessions;
    ServerCounters m_counters;
    std::vector<Incoming> m_incoming;
    std::vector<mmsghdr> m_messages;
    std::vector<iovec> m_parts;
    std::vector<Outgoing> m_replies;
};

} // namespace assay::fuzzy
