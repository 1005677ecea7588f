// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/drift.h"

#include "core/train/statistics.h"

#include <algorithm>
#include <cmath>

namespace assay::train {
namespace {

using models::FeatureDigest;

double ksOfCells(const std::vector<uint64_t>& before, const std::vector<uint64_t>& now)
{
    uint64_t total0 = 0, total1 = 0;
    for (size_t i = 0; i < before.size(); ++i) {
        total0 += before[i];
        total1 += now[i];
    }
    if (total0 == 0 || total1 == 0)
        return 0;
    uint64_t sum0 = 0, sum1 = 0;
    double distance = 0;
    for (size_t i = 0; i < before.size(); ++i) {
        sum0 += before[i];
        sum1 += now[i];
        distance = std::max(distance,
            std::abs(static_cast<double>(sum0) / static_cast<double>(total0)
                - static_cast<double>(sum1) / static_cast<double>(total1)));
    }
    return distance;
}

// Fills in KL, PSI and the number of cells they were taken over.
void compareMasses(const FeatureDigest& digest, double rows, FeatureDrift& out)
{
    std::vector<std::pair<double, double>> cells; // before, now
    for (size_t i = 0; i < digest.cells.size(); ++i)
        cells.emplace_back(digest.cells[i], out.cells[i]);
    cells.emplace_back(digest.missing, out.missing);
    cells.erase(std::remove_if(
                    cells.begin(), cells.end(), [](const auto& cell) { return cell.first == 0 && cell.second == 0; }),
        cells.end());
    out.usedCells = cells.size();
    const auto k = static_cast<double>(cells.size());
    const auto rows0 = static_cast<double>(digest.rows);
    for (const auto& [before, now] : cells) {
        const double p = (before + 0.5) / (rows0 + 0.5 * k);
        const double q = (now + 0.5) / (rows + 0.5 * k);
        out.kl += q * std::log(q / p);
        out.psi += (q - p) * std::log(q / p);
    }
}

} // namespace

std::string_view driftVerdictName(DriftVerdict verdict)
{
    constexpr std::string_view names[] = {"stable", "drifted", "insufficient", "absent"};
    return names[static_cast<size_t>(verdict)];
}

FeatureDrift compareToDigest(const FeatureDigest& digest, std::span<const double> window, const DriftOptions& options)
{
    FeatureDrift out;
    out.cells = models::cellCounts(window, digest.edges);
    out.missing = static_cast<uint64_t>(std::count_if(window.begin(), window.end(), models::isMissing));
    out.ks = ksOfCells(digest.cells, out.cells);
    const auto rows0 = static_cast<double>(digest.rows), rows1 = static_cast<double>(window.size());
    const auto finite0 = static_cast<double>(digest.finite());
    const double finite1 = rows1 - static_cast<double>(out.missing);
    compareMasses(digest, rows1, out);
    out.ksCritical = std::sqrt(-std::log(options.alpha / 2) / 2) * std::sqrt((finite0 + finite1) / (finite0 * finite1));
    const double degrees = std::max(static_cast<double>(out.usedCells) - 1, 1.0);
    out.psiNoise = (1 / rows0 + 1 / rows1) * chiSquaredQuantile(1 - options.alpha, degrees);
    if (digest.rows < options.leastRows || window.size() < options.leastRows)
        out.verdict = DriftVerdict::Insufficient;
    else if ((out.ks >= options.tauKs && out.ks >= out.ksCritical)
        || (out.psi >= options.tauPsi && out.psi >= out.psiNoise))
        out.verdict = DriftVerdict::Drifted;
    return out;
}

DriftReport compareTable(const std::vector<std::string>& names, std::span<const FeatureDigest> digests,
    const models::Matrix& window, const DriftOptions& options)
{
    DriftReport report;
    size_t drifted = 0;
    for (size_t i = 0; i < names.size(); ++i) {
        const size_t column = models::findColumn(window, names[i]);
        FeatureDrift one;
        if (column == std::string::npos)
            one.verdict = DriftVerdict::Absent;
        else
            one = compareToDigest(digests[i], window.column(column), options);
        one.feature = names[i];
        drifted += one.verdict == DriftVerdict::Drifted || one.verdict == DriftVerdict::Absent ? 1 : 0;
        report.features.push_back(std::move(one));
    }
    for (const std::string& name : window.names) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            report.unknown.push_back(name);
    }
    report.score = names.empty() ? 0 : static_cast<double>(drifted) / static_cast<double>(names.size());
    return report;
}

} // namespace assay::train
