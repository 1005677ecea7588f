// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled with -ffp-contract=off: a fused multiplication rounds otherwise.
#include "core/traffic/synth/random.h"

#include <algorithm>
#include <cmath>

namespace assay::traffic {
namespace {

constexpr double ln2 = 0x1.62e42fefa39efp-1;

uint64_t mixed(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

} // namespace

double exactLn(double value)
{
    int exponent = 0;
    double part = std::frexp(value, &exponent); // [0.5, 1)
    if (part < 0.70710678118654752) {
        part *= 2;
        --exponent;
    }
    const double ratio = (part - 1) / (part + 1);
    const double square = ratio * ratio;
    double sum = 0;
    for (int i = 21; i >= 1; i -= 2)
        sum = sum * square + 1.0 / i;
    return 2 * ratio * sum + exponent * ln2;
}

double exactExp(double value)
{
    value = std::clamp(value, -700.0, 700.0);
    const double halves = std::floor(value / ln2 + 0.5);
    const double rest = value - halves * ln2;
    double sum = 1;
    for (int i = 16; i >= 1; --i)
        sum = 1 + sum * rest / i;
    return std::ldexp(sum, static_cast<int>(halves));
}

SynthRandom::SynthRandom(uint64_t seed, uint64_t stream)
    : m_state(mixed(mixed(seed + 0x9E3779B97F4A7C15u) ^ (stream * 0xD1342543DE82EF95u + 1)))
{
}

uint64_t SynthRandom::next()
{
    m_state += 0x9E3779B97F4A7C15u;
    return mixed(m_state);
}

double SynthRandom::uniform()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

uint64_t SynthRandom::below(uint64_t limit)
{
    const uint64_t rest = (0 - limit) % limit; // this many of the lowest numbers would be too many
    uint64_t value = next();
    while (value < rest)
        value = next();
    return value % limit;
}

int64_t SynthRandom::between(int64_t low, int64_t high)
{
    return high <= low ? low : low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low) + 1));
}

double SynthRandom::exponential(double mean)
{
    return -mean * exactLn(1 - uniform());
}

double SynthRandom::normal()
{
    double x = 0, y = 0, square = 0;
    do {
        x = 2 * uniform() - 1;
        y = 2 * uniform() - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    return x * std::sqrt(-2 * exactLn(square) / square);
}

double SynthRandom::logNormal(double median, double sigma)
{
    return median * exactExp(sigma * normal());
}

double SynthRandom::pareto(double alpha, double least)
{
    return least * exactExp(-exactLn(1 - uniform()) / alpha);
}

size_t SynthRandom::pick(std::span<const double> cumulative)
{
    const double at = uniform() * cumulative.back();
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), at);
    return found == cumulative.end() ? cumulative.size() - 1 : static_cast<size_t>(found - cumulative.begin());
}

} // namespace assay::traffic
