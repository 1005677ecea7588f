// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/population.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace assay::traffic {
namespace {

constexpr size_t maxFingerprints = 100'000; // whose browsers are counted
constexpr size_t maxOfClient = 1000;
constexpr size_t maxAgents = 20'000;

} // namespace

BrowserFamily FamilyReader::operator()(std::string_view agent, uint64_t hash)
{
    const auto known = m_known.find(hash);
    if (known != m_known.end())
        return known->second;
    if (m_known.size() >= maxAgents)
        m_known.clear();
    return m_known[hash] = browserFamilyOf(agent);
}

void FamilyTable::add(uint64_t ja4, BrowserFamily family)
{
    if (m_counts.size() >= maxFingerprints && !m_counts.contains(ja4))
        return;
    uint32_t& count = m_counts[ja4][static_cast<size_t>(family)];
    count += count < UINT32_MAX;
}

BrowserFamily FamilyTable::mostSeen(uint64_t ja4) const
{
    const auto found = m_counts.find(ja4);
    if (found == m_counts.end())
        return BrowserFamily::None;
    const auto most = std::max_element(found->second.begin(), found->second.end());
    return static_cast<BrowserFamily>(most - found->second.begin());
}

size_t Population::AddressHash::operator()(const IpAddress& address) const
{
    uint64_t words[2];
    std::memcpy(words, address.bytes().data(), sizeof words);
    return (words[0] ^ (words[1] * 0x9E3779B97F4A7C15U)) * 0xBF58476D1CE4E5B9U;
}

void Population::clear()
{
    m_clients.clear();
    m_fingerprints.clear();
    m_targets.clear();
}

void Population::sortFingerprints(std::span<const HeldRequest> requests)
{
    m_sorted.clear();
    for (const HeldRequest& held : requests) {
        if (held.facts.hasJa4)
            m_sorted.push_back(held.facts.ja4);
    }
    std::sort(m_sorted.begin(), m_sorted.end());
}

uint64_t Population::commonestFingerprint() const
{
    uint64_t commonest = 0;
    size_t most = 0;
    for (auto run = m_sorted.begin(); run != m_sorted.end();) {
        const auto end = std::upper_bound(run, m_sorted.end(), *run);
        const auto count = static_cast<size_t>(end - run);
        if (count > most) {
            most = count;
            commonest = *run;
        }
        run = end;
    }
    return commonest;
}

void Population::add(const IpAddress& client, std::span<const HeldRequest> requests)
{
    OfClient& visitor = m_clients[client];
    ++visitor.hosts;
    const uint32_t target = requests.front().target;
    sortFingerprints(requests);
    m_targets[target] += requests.size();
    for (const HeldRequest& held : requests) {
        if (held.facts.hasJa4)
            m_families.add(held.facts.ja4, held.facts.family);
    }
    for (auto run = m_sorted.begin(); run != m_sorted.end();) {
        const auto end = std::upper_bound(run, m_sorted.end(), *run);
        OfFingerprint& fingerprint = m_fingerprints[{*run, target}];
        ++fingerprint.clients;
        fingerprint.requests += static_cast<uint64_t>(end - run);
        if (visitor.ja4.size() < maxOfClient
            && std::find(visitor.ja4.begin(), visitor.ja4.end(), *run) == visitor.ja4.end())
            visitor.ja4.push_back(*run);
        run = end;
    }
}

void Population::describe(const IpAddress& client, std::span<const HeldRequest> requests,
    std::vector<std::pair<std::string, double>>& context)
{
    context.clear();
    const OfClient& visitor = m_clients[client];
    context.emplace_back("hosts_per_ip", visitor.hosts);
    sortFingerprints(requests);
    if (m_sorted.empty())
        return;
    const uint64_t ja4 = commonestFingerprint();
    const uint32_t target = requests.front().target;
    const OfFingerprint& fingerprint = m_fingerprints[{ja4, target}];
    const auto all = static_cast<double>(m_targets[target]);
    context.emplace_back("ja4_per_ip", static_cast<double>(visitor.ja4.size()));
    context.emplace_back("ips_per_ja4", fingerprint.clients);
    context.emplace_back("ja4_rarity", std::log2(all / static_cast<double>(fingerprint.requests)));
    const bool isContradicted = std::any_of(requests.begin(), requests.end(), [&](const HeldRequest& held) {
        return held.facts.hasJa4 && held.facts.ja4 == ja4 && m_families.contradicts(ja4, held.facts.family);
    });
    context.emplace_back("ua_ja4_mismatch", isContradicted ? 1 : 0);
}

} // namespace assay::traffic
