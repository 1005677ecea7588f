// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/digest.h"

#include "core/models/matrix.h"

#include <algorithm>

namespace assay::models {
namespace {

std::vector<double> finiteSorted(std::span<const double> values)
{
    std::vector<double> finite;
    std::remove_copy_if(values.begin(), values.end(), std::back_inserter(finite), isMissing);
    std::sort(finite.begin(), finite.end());
    return finite;
}

void describe(FeatureDigest& digest, std::span<const double> finite)
{
    const auto count = static_cast<double>(finite.size());
    double mean = 0;
    for (const double value : finite)
        mean += value / count; // a plain sum could overflow
    double squares = 0;
    for (const double value : finite)
        squares += (value - mean) * (value - mean);
    digest.mean = mean;
    digest.deviation = finite.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
    if (isMissing(digest.deviation))
        digest.deviation = 0;
}

} // namespace

double quantileOf(std::span<const double> sorted, double p)
{
    const double position = static_cast<double>(sorted.size() - 1) * p;
    const auto below = static_cast<size_t>(position);
    const double part = position - static_cast<double>(below);
    if (below + 1 >= sorted.size())
        return sorted.back();
    // Equal neighbours give exactly their value; the other form is for steps beyond the range of double.
    const double step = sorted[below + 1] - sorted[below];
    return isMissing(step) ? sorted[below] * (1 - part) + sorted[below + 1] * part : sorted[below] + step * part;
}

std::vector<uint64_t> cellCounts(std::span<const double> values, std::span<const double> edges)
{
    std::vector<uint64_t> cells(edges.size() + 2, 0);
    for (const double value : values) {
        if (isMissing(value))
            continue;
        // The first edge that is not below: the cell that ends with it.
        const auto edge = static_cast<size_t>(std::lower_bound(edges.begin(), edges.end(), value) - edges.begin());
        const bool isBelow = edge == 0 && (edges.empty() || value < edges[0]);
        ++cells[isBelow ? 0 : edge + 1];
    }
    return cells;
}

FeatureDigest digestOf(std::span<const double> values)
{
    FeatureDigest digest;
    const std::vector<double> finite = finiteSorted(values);
    digest.rows = values.size();
    digest.missing = values.size() - finite.size();
    if (!finite.empty()) {
        describe(digest, finite);
        for (size_t i = 0; i < digest.quantiles.size(); ++i)
            digest.quantiles[i] = quantileOf(finite, FeatureDigest::levels[i]);
        digest.edges.assign(digest.quantiles.begin(), digest.quantiles.end());
        std::sort(digest.edges.begin(), digest.edges.end()); // rounding may have swapped near ones
        digest.edges.erase(std::unique(digest.edges.begin(), digest.edges.end()), digest.edges.end());
    }
    digest.cells = cellCounts(finite, digest.edges);
    return digest;
}

} // namespace assay::models
