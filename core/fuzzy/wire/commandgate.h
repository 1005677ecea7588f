// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/packets.h"
#include "core/fuzzy/wire/ratelimiter.h"

#include <set>

namespace assay::fuzzy {

constexpr size_t noKey = SIZE_MAX; // of a client that does not encrypt

// When a command arrived.
struct Moment
{
    int64_t unixTime = 0;
    double steady = 0; // seconds
};

// What a server lets whom do. One thread at a time.
class CommandGate
{
public:
    // The options outlive it.
    explicit CommandGate(const ServerOptions& options);

    bool isBlocked(const IpAddress& client) const; // gets no answer at all
    // None: goes on to the storage.
    Refusal refusalOf(const Request& request, const IpAddress& client, size_t key, const Moment& moment);
    // Whether a match is too young to be told to this client.
    bool isHeldBack(const StorageReply& reply, const IpAddress& client, int64_t unixTime) const;

private:
    bool mayWrite(const IpAddress& client, size_t key) const;
    Refusal refusalOfKey(const Request& request, size_t key, const Moment& moment);

    const ServerOptions& m_options;
    RateLimiter m_limiter;
    std::vector<LeakyBucket> m_keyBuckets;
    std::vector<bool> m_mayKeyWrite; // by allowUpdateKeys
    std::set<Blake2b512> m_skipped;
};

} // namespace assay::fuzzy
