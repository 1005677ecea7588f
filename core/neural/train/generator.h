// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace assay::neural {

// The random numbers of KANN: with state 0 those that rspamd's first network of a process gets, so that the same
// vectors give the same network. (Its second step turns the first word before it changed, unlike the published
// generator.)
class Generator
{
public:
    explicit Generator(uint64_t seed = 0)
        : m_first(0x50f5647d2380309du ^ seed)
        , m_second(0x91ffa96fc4c62cceu ^ (seed << 32 | seed >> 32))
    {
        m_second |= m_first == 0 ? 1 : 0; // never all zero
    }

    // [0, 1)
    double uniform() { return static_cast<double>(next() >> 12) * 0x1.0p-52; }

    // Mean 0, deviation 1, by the polar method.
    double normal()
    {
        if (m_hasNormal) {
            m_hasNormal = false;
            return m_normal;
        }
        double a = 0, b = 0, square = 0;
        do {
            a = 2 * uniform() - 1;
            b = 2 * uniform() - 1;
            square = a * a + b * b;
        } while (square >= 1 || square == 0);
        const double factor = std::sqrt(-2 * std::log(square) / square);
        m_normal = a * factor;
        m_hasNormal = true;
        return b * factor;
    }

    void shuffle(std::span<uint32_t> numbers)
    {
        for (size_t i = numbers.size(); i > 0; --i)
            std::swap(numbers[static_cast<size_t>(static_cast<double>(i) * uniform())], numbers[i - 1]);
    }

private:
    uint64_t next()
    {
        const uint64_t a = m_first, sum = a + m_second, b = m_second ^ a;
        m_first = rotated(a, 55) ^ b ^ (b << 14);
        m_second = rotated(a, 36);
        return sum;
    }
    static uint64_t rotated(uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }

    uint64_t m_first;
    uint64_t m_second;
    double m_normal = 0;
    bool m_hasNormal = false;
};

} // namespace assay::neural
