// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/fuzzy/wire/fuzzyserver.h"
#include "core/fuzzy/wire/lrumap.h"

namespace assay::fuzzy {

bool isListed(const std::vector<IpNetwork>& networks, const IpAddress& address);

// Addresses come from whoever writes datagrams: the salt keeps them from choosing their place in a table.
struct AddressHash
{
    size_t operator()(const IpAddress& address) const;
};

// A bucket that leaks `rate` a second and overflows at `burst`.
struct LeakyBucket
{
    // Whether one more fits; puts it in.
    bool take(double now, double rate, double burst);
    bool isFull(double now, double rate, double burst); // no more fits

    double level = 0;
    double updated = 0; // seconds of a steady clock
};

// Who asks too often. Like the peer, a network that was over the limit once is refused until its bucket is forgotten.
// One thread at a time.
class RateLimiter
{
public:
    explicit RateLimiter(const RateLimit& limit);
    // `now`: seconds of a steady clock.
    bool isOver(const IpAddress& client, double now);

private:
    struct Bucket
    {
        LeakyBucket leaky;
        bool isClosed = false;
        double closedUntil = 0;
    };
    IpAddress networkOf(const IpAddress& client) const;

    const RateLimit& m_limit;
    LruMap<IpAddress, Bucket, AddressHash> m_buckets;
};

} // namespace assay::fuzzy
