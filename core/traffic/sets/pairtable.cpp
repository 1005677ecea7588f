// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/pairtable.h"

#include <algorithm>
#include <cstring>

namespace assay::traffic {

size_t PairTable::KeyHash::operator()(const Key& key) const
{
    uint64_t words[2];
    std::memcpy(words, key.client.bytes().data(), sizeof words);
    uint64_t hash = (words[0] ^ key.target) * 0x9E3779B97F4A7C15U;
    hash = (hash ^ (hash >> 29) ^ words[1]) * 0xBF58476D1CE4E5B9U;
    return hash ^ (hash >> 32);
}

uint32_t PairTable::number(uint32_t target, const IpAddress& client)
{
    const auto [entry, isNew] = m_numbers.try_emplace(Key{target, client}, 0);
    if (!isNew)
        return entry->second;
    if (m_free.empty()) {
        entry->second = end();
        m_pairs.emplace_back();
    } else {
        entry->second = m_free.back();
        m_free.pop_back();
        m_pairs[entry->second] = Pair();
    }
    m_pairs[entry->second].target = target;
    m_pairs[entry->second].client = client;
    return entry->second;
}

size_t PairTable::forgetHalf(int64_t bucket)
{
    std::vector<uint32_t> idle;
    for (uint32_t number = 0; number < end(); ++number) {
        if (!m_pairs[number].isFree && m_pairs[number].held == 0)
            idle.push_back(number);
    }
    const auto middle = idle.begin() + static_cast<ptrdiff_t>((idle.size() + 1) / 2);
    std::nth_element(idle.begin(), middle, idle.end(),
        [this](uint32_t a, uint32_t b) { return m_pairs[a].lastBucket < m_pairs[b].lastBucket; });
    size_t used = 0;
    for (auto number = idle.begin(); number != middle; ++number) {
        Pair& pair = m_pairs[*number];
        used += pair.lastBucket >= bucket;
        m_numbers.erase(Key{pair.target, pair.client});
        pair.isFree = true;
        m_free.push_back(*number);
    }
    return used;
}

} // namespace assay::traffic
