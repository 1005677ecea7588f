// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace assay::models {

// One step of SplitMix64: spreads near numbers over the whole range.
inline uint64_t mixBits(uint64_t value)
{
    value += 0x9E3779B97F4A7C15u;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

// The same numbers on every machine (xoshiro256++). `stream` parts independent users of one seed: streams of near seeds
// have nothing in common. One thread at a time.
class Random
{
public:
    explicit Random(uint64_t seed, uint64_t stream = 0)
    {
        uint64_t state = mixBits(mixBits(seed) ^ (stream * 0xD1342543DE82EF95u + 1));
        for (uint64_t& word : m_state) {
            state = mixBits(state);
            word = state;
        }
        m_state[0] |= 1; // never all zero
    }

    uint64_t next()
    {
        const uint64_t result = rotated(m_state[0] + m_state[3], 23) + m_state[0];
        const uint64_t shifted = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = rotated(m_state[3], 45);
        return result;
    }
    // [0, 1) in steps of 2^-53.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    // [0, limit), every value alike; limit 1 or more.
    uint64_t below(uint64_t limit)
    {
        const uint64_t rest = (0 - limit) % limit; // this many of the lowest numbers would be too many
        uint64_t value = next();
        while (value < rest)
            value = next();
        return value % limit;
    }

private:
    static uint64_t rotated(uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }
    std::array<uint64_t, 4> m_state = {};
};

// `count` different numbers of [0, total), in random order.
inline std::vector<uint32_t> sampleWithoutReplacement(Random& random, uint32_t total, uint32_t count)
{
    std::vector<uint32_t> all(total);
    for (uint32_t i = 0; i < total; ++i)
        all[i] = i;
    for (uint32_t i = 0; i < count; ++i)
        std::swap(all[i], all[i + random.below(total - i)]);
    all.resize(count);
    return all;
}

} // namespace assay::models
