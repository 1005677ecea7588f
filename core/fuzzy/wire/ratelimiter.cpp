// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/ratelimiter.h"

#include "core/base/cryptobox.h"

#include <algorithm>
#include <cstring>

namespace assay::fuzzy {
namespace {

uint64_t makeSalt()
{
    uint64_t salt = 0;
    randomBytes({reinterpret_cast<uint8_t*>(&salt), sizeof salt});
    return salt | 1;
}

} // namespace

bool isListed(const std::vector<IpNetwork>& networks, const IpAddress& address)
{
    return std::any_of(
        networks.begin(), networks.end(), [&](const IpNetwork& network) { return network.contains(address); });
}

size_t AddressHash::operator()(const IpAddress& address) const
{
    static const uint64_t salt = makeSalt();
    std::array<uint64_t, 2> halves;
    std::memcpy(halves.data(), address.bytes().data(), sizeof halves);
    uint64_t mixed = (halves[0] ^ salt) * 0x9E3779B97F4A7C15;
    mixed = (mixed ^ mixed >> 32 ^ halves[1]) * salt;
    return mixed ^ mixed >> 29;
}

bool LeakyBucket::isFull(double now, double rate, double burst)
{
    level = std::max(0.0, level - (now - updated) * rate);
    updated = now;
    return level + 1 > burst;
}

bool LeakyBucket::take(double now, double rate, double burst)
{
    if (isFull(now, rate, burst))
        return false;
    level += 1;
    return true;
}

RateLimiter::RateLimiter(const RateLimit& limit)
    : m_limit(limit)
    , m_buckets(limit.maxBuckets)
{
}

bool RateLimiter::isOver(const IpAddress& client, double now)
{
    if (m_limit.rate <= 0 || isListed(m_limit.whitelist, client))
        return false;
    Bucket& bucket = m_buckets[networkOf(client)];
    if (bucket.isClosed && now < bucket.closedUntil)
        return true;
    if (bucket.isClosed)
        bucket = {};
    if (bucket.leaky.take(now, m_limit.rate, std::max(m_limit.burst, 1.0)))
        return false;
    bucket.isClosed = true;
    bucket.closedUntil = now + static_cast<double>(m_limit.bucketTtl.count());
    return true;
}

IpAddress RateLimiter::networkOf(const IpAddress& client) const
{
    const unsigned bits = client.isV4() ? 96 + std::min(m_limit.networkBits, 32U)
                                        : std::clamp(4 * std::min(m_limit.networkBits, 32U), 64U, 128U);
    auto bytes = client.bytes();
    for (unsigned i = 0; i < bytes.size(); ++i) {
        const unsigned kept = bits <= 8 * i ? 0 : std::min(bits - 8 * i, 8U);
        bytes[i] &= static_cast<uint8_t>(0xFF00U >> kept);
    }
    return IpAddress(bytes);
}

} // namespace assay::fuzzy
