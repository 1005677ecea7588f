// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace assay::traffic {

// The same numbers on every machine (SplitMix64, and distributions of sums, products, quotients and roots alone, which
// IEEE 754 defines to the last bit). `stream` parts independent users of one seed. One thread.
class SynthRandom
{
public:
    explicit SynthRandom(uint64_t seed, uint64_t stream = 0);
    uint64_t next();
    double uniform(); // [0, 1)
    uint64_t below(uint64_t limit); // [0, limit); limit 1 or more
    int64_t between(int64_t low, int64_t high); // both included
    bool chance(double share) { return uniform() < share; }
    double exponential(double mean);
    double normal();
    double logNormal(double median, double sigma);
    double pareto(double alpha, double least);
    // An index by weights whose running sums are given, as cumulated() makes them.
    size_t pick(std::span<const double> cumulative);
    template <typename T, size_t Extent>
    const T& pickOf(std::span<T, Extent> values)
    {
        return values[below(values.size())];
    }

private:
    uint64_t m_state;
};

// Natural logarithm (of a number > 0) and exponential function, the same on every machine.
double exactLn(double value);
double exactExp(double value);

} // namespace assay::traffic
