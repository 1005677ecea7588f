// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/pairedtests.h"

#include "core/train/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::train {
namespace {

// Of one model: for each row of one class the share of the other class that it beats; ties count one half.
struct Placements
{
    std::vector<double> ofPositives, ofNegatives;
    double auc = 0.5;
};

Placements placementsOf(ScoredRows rows)
{
    std::vector<double> positives, negatives;
    for (size_t i = 0; i < rows.size(); ++i)
        (rows.labels[i] ? positives : negatives).push_back(rows.scores[i]);
    const std::vector<double> all = midRanks(rows.scores);
    const std::vector<double> amongPositives = midRanks(positives), amongNegatives = midRanks(negatives);
    const auto n1 = static_cast<double>(positives.size()), n0 = static_cast<double>(negatives.size());
    Placements out;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (rows.labels[i])
            out.ofPositives.push_back((all[i] - amongPositives[out.ofPositives.size()]) / n0);
        else
            out.ofNegatives.push_back(1 - (all[i] - amongNegatives[out.ofNegatives.size()]) / n1);
    }
    if (n1 > 0 && n0 > 0)
        out.auc = std::accumulate(out.ofPositives.begin(), out.ofPositives.end(), 0.0) / n1;
    return out;
}

double covarianceOf(const std::vector<double>& a, const std::vector<double>& b)
{
    const auto n = static_cast<double>(a.size());
    const double meanA = std::accumulate(a.begin(), a.end(), 0.0) / n;
    const double meanB = std::accumulate(b.begin(), b.end(), 0.0) / n;
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += (a[i] - meanA) * (b[i] - meanB);
    return sum / (n - 1);
}

double covarianceOf(const Placements& a, const Placements& b)
{
    return covarianceOf(a.ofPositives, b.ofPositives) / static_cast<double>(a.ofPositives.size())
        + covarianceOf(a.ofNegatives, b.ofNegatives) / static_cast<double>(a.ofNegatives.size());
}

} // namespace

McNemar mcNemar(uint64_t onlyA, uint64_t onlyB)
{
    McNemar out;
    out.onlyA = onlyA;
    out.onlyB = onlyB;
    const uint64_t n = onlyA + onlyB, k = std::min(onlyA, onlyB);
    if (n == 0)
        return out;
    double tail = 0;
    for (uint64_t i = 0; i <= k; ++i)
        tail += std::exp(logFairBinomial(i, n));
    out.exactP = std::min(1.0, 2 * tail);
    out.midP = std::min(1.0, 2 * tail - std::exp(logFairBinomial(k, n)));
    const double gap = std::abs(static_cast<double>(onlyA) - static_cast<double>(onlyB)) - 1;
    out.chiSquared = gap * gap / static_cast<double>(n);
    out.chiSquaredP = chiSquared1Above(out.chiSquared);
    return out;
}

McNemar mcNemar(const PairedScores& rows, double thresholdA, double thresholdB)
{
    uint64_t onlyA = 0, onlyB = 0;
    for (size_t i = 0; i < rows.labels.size(); ++i) {
        const bool isPositive = rows.labels[i] != 0;
        const bool rightA = (rows.a[i] >= thresholdA) == isPositive, rightB = (rows.b[i] >= thresholdB) == isPositive;
        onlyA += rightA && !rightB ? 1 : 0;
        onlyB += rightB && !rightA ? 1 : 0;
    }
    return mcNemar(onlyA, onlyB);
}

DeLong deLong(const PairedScores& rows)
{
    const Placements a = placementsOf(rows.rowsA()), b = placementsOf(rows.rowsB());
    DeLong out;
    out.aucA = a.auc;
    out.aucB = b.auc;
    out.difference = a.auc - b.auc;
    if (a.ofPositives.size() < 2 || a.ofNegatives.size() < 2)
        return out;
    out.varianceA = covarianceOf(a, a);
    out.varianceB = covarianceOf(b, b);
    out.covariance = covarianceOf(a, b);
    const double variance = out.varianceA + out.varianceB - 2 * out.covariance;
    out.standardError = std::sqrt(std::max(variance, 0.0));
    // Equal rankings leave a variance of nothing but rounding.
    if (out.standardError > 1e-12) {
        out.z = out.difference / out.standardError;
        out.p = normalTwoSided(out.z);
    }
    constexpr double quantile = 1.959963984540054;
    out.interval = {out.difference - quantile * out.standardError, out.difference + quantile * out.standardError};
    return out;
}

std::vector<double> holm(std::span<const double> p)
{
    std::vector<size_t> order(p.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] < p[b]; });
    std::vector<double> out(p.size());
    double largest = 0;
    for (size_t i = 0; i < order.size(); ++i) {
        largest = std::max(largest, std::min(1.0, p[order[i]] * static_cast<double>(p.size() - i)));
        out[order[i]] = largest;
    }
    return out;
}

} // namespace assay::train
