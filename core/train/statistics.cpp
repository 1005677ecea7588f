// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::train {
namespace {

// Share of the gamma distribution with shape `a` below `x`: a series for small x, a continued fraction (Lentz) beyond.
double gammaShare(double a, double x)
{
    if (x <= 0)
        return 0;
    const double scale = std::exp(a * std::log(x) - x - std::lgamma(a));
    constexpr int most = 10'000;
    constexpr double precision = 1e-17;
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int i = 1; i < most && term > sum * precision; ++i) {
            term *= x / (a + i);
            sum += term;
        }
        return scale * sum;
    }
    constexpr double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, fraction = d;
    for (int i = 1; i < most; ++i) {
        const double numerator = -i * (i - a);
        b += 2;
        d = 1 / (numerator * d + b);
        c = b + numerator / c;
        fraction *= d * c;
        if (std::abs(d * c - 1) < precision * 10)
            break;
    }
    return 1 - scale * fraction;
}

std::vector<double> finiteSorted(std::span<const double> values)
{
    std::vector<double> out;
    std::copy_if(values.begin(), values.end(), std::back_inserter(out), [](double v) { return std::isfinite(v); });
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

std::vector<double> midRanks(std::span<const double> values)
{
    std::vector<size_t> order(values.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (size_t i = 0; i < order.size();) {
        size_t end = i + 1;
        while (end < order.size() && values[order[end]] == values[order[i]])
            ++end;
        const double rank = static_cast<double>(i + end + 1) / 2;
        for (; i < end; ++i)
            ranks[order[i]] = rank;
    }
    return ranks;
}

double spearman(std::span<const double> a, std::span<const double> b)
{
    const std::vector<double> ra = midRanks(a), rb = midRanks(b);
    const double mean = (static_cast<double>(a.size()) + 1) / 2;
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < ra.size(); ++i) {
        ab += (ra[i] - mean) * (rb[i] - mean);
        aa += (ra[i] - mean) * (ra[i] - mean);
        bb += (rb[i] - mean) * (rb[i] - mean);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

double exactKs(std::span<const double> a, std::span<const double> b)
{
    const std::vector<double> sa = finiteSorted(a), sb = finiteSorted(b);
    if (sa.empty() || sb.empty())
        return 0;
    double distance = 0;
    for (size_t i = 0, j = 0; i < sa.size() && j < sb.size();) {
        const double at = std::min(sa[i], sb[j]);
        while (i < sa.size() && sa[i] == at)
            ++i;
        while (j < sb.size() && sb[j] == at)
            ++j;
        distance = std::max(distance,
            std::abs(static_cast<double>(i) / static_cast<double>(sa.size())
                - static_cast<double>(j) / static_cast<double>(sb.size())));
    }
    return distance;
}

double normalTwoSided(double z)
{
    return std::erfc(std::abs(z) / std::sqrt(2.0));
}

double chiSquared1Above(double value)
{
    return std::erfc(std::sqrt(std::max(value, 0.0) / 2));
}

double chiSquaredQuantile(double p, double degrees)
{
    double low = 0, high = degrees + 10;
    while (gammaShare(degrees / 2, high / 2) < p)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
        const double middle = (low + high) / 2;
        (gammaShare(degrees / 2, middle / 2) < p ? low : high) = middle;
    }
    return (low + high) / 2;
}

double logFairBinomial(uint64_t k, uint64_t n)
{
    const auto dk = static_cast<double>(k), dn = static_cast<double>(n);
    return std::lgamma(dn + 1) - std::lgamma(dk + 1) - std::lgamma(dn - dk + 1) - dn * std::log(2.0);
}

} // namespace assay::train
