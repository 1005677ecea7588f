// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/sets/reorderbuffer.h"

#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace assay::traffic {

// browserFamilyOf() with a memory, for user agents that come again and again.
class FamilyReader
{
public:
    BrowserFamily operator()(std::string_view agent, uint64_t hash);

private:
    std::unordered_map<uint64_t, BrowserFamily> m_known;
};

// Which browsers come with which JA4, counted in requests over all that was read. Bounded: what comes when it is full
// is not counted.
class FamilyTable
{
public:
    void add(uint64_t ja4, BrowserFamily family);
    // The one that comes most often with it.
    BrowserFamily mostSeen(uint64_t ja4) const;
    // Whether a client that says so has the TLS library of something else.
    bool contradicts(uint64_t ja4, BrowserFamily said) const
    {
        return said != BrowserFamily::None && mostSeen(ja4) != said;
    }

private:
    std::unordered_map<uint64_t, std::array<uint32_t, 5>> m_counts;
};

// What the request sets of one bucket say about each other:
//     hosts_per_ip     targets that the client asks
//     ja4_per_ip       JA4 fingerprints of the client
//     ips_per_ja4      clients with the set's commonest fingerprint at its target
//     ja4_rarity       -log2 of that fingerprint's share of the requests to the target
//     ua_ja4_mismatch  1 when the browser of the set's commonest fingerprint is another one as a rule
// The last four only for sets with a fingerprint.
class Population
{
public:
    void clear();
    // Once for each set of the bucket.
    void add(const IpAddress& client, std::span<const HeldRequest> requests);
    void describe(const IpAddress& client, std::span<const HeldRequest> requests,
        std::vector<std::pair<std::string, double>>& context);

private:
    struct Key
    {
        uint64_t ja4 = 0;
        uint32_t target = 0;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash
    {
        size_t operator()(const Key& key) const { return key.ja4 ^ (key.target * 0x9E3779B97F4A7C15U); }
    };
    struct AddressHash
    {
        size_t operator()(const IpAddress& address) const;
    };
    struct OfClient
    {
        uint32_t hosts = 0;
        std::vector<uint64_t> ja4; // each once
    };
    struct OfFingerprint
    {
        uint32_t clients = 0;
        uint64_t requests = 0;
    };
    void sortFingerprints(std::span<const HeldRequest> requests);
    uint64_t commonestFingerprint() const;

    std::unordered_map<IpAddress, OfClient, AddressHash> m_clients;
    std::unordered_map<Key, OfFingerprint, KeyHash> m_fingerprints;
    std::unordered_map<uint32_t, uint64_t> m_targets; // requests
    std::vector<uint64_t> m_sorted; // of one set
    FamilyTable m_families;
};

} // namespace assay::traffic
