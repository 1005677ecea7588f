// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/pruning.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace assay::train {
namespace {

constexpr double leastValues = 16; // or 1 % of the rows
constexpr double relativeSpread = 1e-3;

// Population variance below the bound, and, if asked for, small beside mean and median.
bool isTiny(std::vector<double>& values, const PruneOptions& options)
{
    const auto n = static_cast<double>(values.size());
    double mean = 0, squares = 0;
    for (const double value : values)
        mean += value / n;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const double variance = squares / n;
    const double size = std::max(std::abs(mean), std::abs(models::medianOf(values)));
    return variance < options.variance && (!options.isRelative || std::sqrt(variance) < relativeSpread * size);
}

std::optional<PruneReason> reasonAgainst(std::vector<double>& values, size_t rows, const PruneOptions& options)
{
    if (static_cast<double>(values.size()) < std::max(leastValues, 0.01 * static_cast<double>(rows)))
        return PruneReason::TooFewValues;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (*low == *high)
        return PruneReason::OneValue;
    return isTiny(values, options) ? std::optional(PruneReason::TinyVariance) : std::nullopt;
}

} // namespace

PruneReport pruneFeatures(const models::Matrix& rows, const PruneOptions& options)
{
    PruneReport report;
    for (size_t c = 0; c < rows.columns(); ++c) {
        std::vector<double> values = rows.column(c);
        values.erase(std::remove_if(values.begin(), values.end(), models::isMissing), values.end());
        const auto reason = reasonAgainst(values, rows.rows, options);
        if (!reason) {
            report.kept.push_back(rows.names[c]);
            continue;
        }
        report.dropped.push_back({rows.names[c], *reason});
        if (*reason == PruneReason::OneValue)
            report.guards.push_back({rows.names[c], values.front(), values.size()});
    }
    return report;
}

} // namespace assay::train
