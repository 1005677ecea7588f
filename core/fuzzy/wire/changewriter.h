// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/servercounters.h"
#include "core/fuzzy/wire/udpsocket.h"

#include <condition_variable>
#include <memory>
#include <thread>

namespace assay::fuzzy {

// A reply and where it goes.
struct Outgoing
{
    Endpoint to;
    int descriptor = -1; // the socket of the client's request
    size_t length = 0;
    std::array<uint8_t, replyHeadBytes + replyBytes> datagram;

    // `shared` null: in the open.
    void fill(const Reply& reply, uint8_t version, const CryptoKey* shared);
};
// What the system does not take is lost, as datagrams may be. All of one socket.
void sendAll(std::span<const Outgoing> replies);

// A change that waits for the storage, with what its reply needs.
struct WaitingChange
{
    Request request; // without its domain
    Endpoint from;
    std::optional<CryptoKey> shared;
    size_t key = noKey;
    int descriptor = -1;
    ServerCounters* counters = nullptr;
};

// Hands changes to the storage on a thread of its own, as many at once as have come meanwhile, so that neither checks
// nor further changes wait for the disk.
class ChangeWriter
{
public:
    explicit ChangeWriter(std::shared_ptr<LocalStorage> storage);
    ~ChangeWriter(); // what was taken is written and answered
    ChangeWriter(const ChangeWriter&) = delete;
    ChangeWriter& operator=(const ChangeWriter&) = delete;

    // Any thread. False when too many wait: the client asks again.
    bool add(WaitingChange change);
    std::string lastFault() const;

private:
    void run();
    void write(std::span<const WaitingChange> waiting);
    void answer(std::span<const WaitingChange> waiting, const Result<std::vector<Refusal>>& refusals);

    std::shared_ptr<LocalStorage> m_storage;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<WaitingChange> m_waiting;
    bool m_isStopping = false;
    std::string m_lastFault;
    std::thread m_thread;
};

} // namespace assay::fuzzy
