// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/traffic/sets/facts.h"

#include <unordered_map>
#include <vector>

namespace assay::traffic {

// What is remembered of a (target, client) from bucket to bucket.
struct Pair
{
    IpAddress client;
    uint32_t target = 0; // number in the SiteTable
    uint32_t subset = 0; // buckets so far; 0: none, the rest is not set
    uint32_t held = 0; // requests that wait in the buffer
    bool isFree = false;
    int64_t start = 0; // ns
    int64_t lastBucket = 0;
    SetNumbers numbers;
};

// Pairs by numbers that stay while requests of them wait.
class PairTable
{
public:
    uint32_t number(uint32_t target, const IpAddress& client);
    Pair& operator[](uint32_t number) { return m_pairs[number]; }
    const Pair& operator[](uint32_t number) const { return m_pairs[number]; }
    size_t size() const { return m_numbers.size(); }
    uint32_t end() const { return static_cast<uint32_t>(m_pairs.size()); } // above every number
    // Forgets the half of those that nothing waits for that was not used for longest; returns how many of them were
    // used in or after `bucket`.
    size_t forgetHalf(int64_t bucket);

private:
    struct Key
    {
        uint32_t target = 0;
        IpAddress client;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash
    {
        size_t operator()(const Key& key) const;
    };
    std::unordered_map<Key, uint32_t, KeyHash> m_numbers;
    std::vector<Pair> m_pairs;
    std::vector<uint32_t> m_free;
};

} // namespace assay::traffic
