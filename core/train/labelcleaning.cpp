// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/labelcleaning.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::train {
namespace {

constexpr double slack = 1e-6;

struct Rows
{
    std::span<const double> positive; // probability of class 1
    std::span<const uint8_t> labels;

    size_t size() const { return labels.size(); }
    double of(size_t row, size_t k) const { return k == 1 ? positive[row] : 1 - positive[row]; }
};

std::array<size_t, 2> classSizes(const Rows& rows)
{
    std::array<size_t, 2> sizes = {};
    for (const uint8_t label : rows.labels)
        ++sizes[label];
    return sizes;
}

// Mean probability of a class over the rows that are labelled so.
std::array<double, 2> thresholdsOf(const Rows& rows, const std::array<size_t, 2>& sizes)
{
    std::array<double, 2> sums = {};
    for (size_t i = 0; i < rows.size(); ++i)
        sums[rows.labels[i]] += rows.of(i, rows.labels[i]);
    std::array<double, 2> out = {};
    for (size_t k = 0; k < 2; ++k)
        out[k] = sizes[k] ? std::max(sums[k] / static_cast<double>(sizes[k]), 2 * slack) : 2.0; // 2: never reached
    return out;
}

CleaningReport::Table countConfident(const Rows& rows, const std::array<double, 2>& thresholds)
{
    CleaningReport::Table counts = {};
    for (size_t i = 0; i < rows.size(); ++i) {
        const bool zero = rows.of(i, 0) >= thresholds[0] - slack;
        const bool one = rows.of(i, 1) >= thresholds[1] - slack;
        if (!zero && !one)
            continue;
        const size_t guess = zero && one ? (rows.of(i, 1) > rows.of(i, 0) ? 1 : 0) : one ? 1 : 0;
        ++counts[rows.labels[i]][guess];
    }
    for (size_t k = 0; k < 2; ++k)
        counts[k][k] = std::max<uint64_t>(counts[k][k], 1);
    return counts;
}

// Whole numbers with the sum of the values; where rounding (half to even) misses it, the remainders decide.
std::array<uint64_t, 2> roundedRow(const std::array<double, 2>& values)
{
    std::array<double, 2> rounded = {std::nearbyint(values[0]), std::nearbyint(values[1])};
    const double off = std::nearbyint(values[0] + values[1]) - (rounded[0] + rounded[1]);
    const double remainder0 = values[0] - rounded[0], remainder1 = values[1] - rounded[1];
    if (off > 0)
        rounded[remainder0 >= remainder1 ? 0 : 1] += 1;
    else if (off < 0)
        rounded[remainder0 <= remainder1 ? 0 : 1] -= 1;
    return {static_cast<uint64_t>(std::max(rounded[0], 0.0)), static_cast<uint64_t>(std::max(rounded[1], 0.0))};
}

CleaningReport::Table scaled(const CleaningReport::Table& counts, const std::array<size_t, 2>& sizes)
{
    CleaningReport::Table out = {};
    for (size_t given = 0; given < 2; ++given) {
        const auto sum = static_cast<double>(counts[given][0] + counts[given][1]);
        const double factor = static_cast<double>(sizes[given]) / sum;
        out[given] = roundedRow(
            {static_cast<double>(counts[given][0]) * factor, static_cast<double>(counts[given][1]) * factor});
    }
    return out;
}

CleaningReport::Table keepOneOfEach(CleaningReport::Table joint)
{
    for (size_t k = 0; k < 2; ++k) {
        if (joint[k][k] >= 1)
            continue;
        const uint64_t lacking = 1 - joint[k][k];
        joint[k][k] = 1;
        joint[k][1 - k] -= std::min(joint[k][1 - k], lacking);
    }
    return joint;
}

// Of the rows labelled `given`, those that the other class claims most.
void markMostClaimed(const Rows& rows, size_t given, uint64_t count, std::vector<bool>& marks)
{
    std::vector<size_t> members;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (rows.labels[i] == given)
            members.push_back(i);
    }
    if (members.size() <= 1)
        return;
    const auto claim = [&](size_t row) { return rows.of(row, 1 - given) - rows.of(row, given); };
    std::stable_sort(members.begin(), members.end(), [&](size_t a, size_t b) { return claim(a) > claim(b); });
    members.resize(std::min<size_t>(members.size(), count));
    for (const size_t row : members)
        marks[row] = true;
}

// Whether the model agrees with the label once that gets the benefit of the doubt.
bool agrees(const Rows& rows, size_t row)
{
    const size_t given = rows.labels[row];
    const double zero = rows.of(row, 0) + (given == 0 ? slack : 0);
    const double one = rows.of(row, 1) + (given == 1 ? slack : 0);
    return (one > zero ? 1u : 0u) == given;
}

} // namespace

Result<CleaningReport> findSuspectLabels(std::span<const double> probabilities, std::span<const uint8_t> labels)
{
    const bool inRange =
        std::all_of(probabilities.begin(), probabilities.end(), [](double p) { return p >= 0 && p <= 1; });
    const bool areLabels = std::all_of(labels.begin(), labels.end(), [](uint8_t label) { return label <= 1; });
    if (probabilities.size() != labels.size() || labels.empty() || !inRange || !areLabels)
        return Error{ErrorCode::BadArgument, "labels", "a label of 0 or 1 and a probability are needed for each row"};
    const Rows rows{probabilities, labels};
    const std::array<size_t, 2> sizes = classSizes(rows);
    CleaningReport report;
    report.thresholds = thresholdsOf(rows, sizes);
    report.counted = countConfident(rows, report.thresholds);
    report.joint = scaled(report.counted, sizes);
    report.pruned = keepOneOfEach(report.joint);
    report.isSuspect.assign(rows.size(), false);
    for (size_t given = 0; given < 2; ++given)
        markMostClaimed(rows, given, report.pruned[given][1 - given], report.isSuspect);
    for (size_t i = 0; i < rows.size(); ++i) {
        report.selfConfidence.push_back(rows.of(i, labels[i]));
        if (report.isSuspect[i] && agrees(rows, i))
            report.isSuspect[i] = false;
        if (report.isSuspect[i])
            report.suspects.push_back(i);
    }
    std::stable_sort(report.suspects.begin(), report.suspects.end(),
        [&](size_t a, size_t b) { return report.selfConfidence[a] < report.selfConfidence[b]; });
    return report;
}

Result<void> mayExclude(
    const CleaningReport& report, std::span<const uint8_t> labels, size_t leastPositives, size_t leastNegatives)
{
    std::array<size_t, 2> all = {}, marked = {};
    for (size_t i = 0; i < labels.size(); ++i) {
        ++all[labels[i]];
        marked[labels[i]] += report.isSuspect[i] ? 1 : 0;
    }
    const auto refuse = [](std::string why) { return Error{ErrorCode::BadArgument, "suspect labels", std::move(why)}; };
    if (4 * (marked[0] + marked[1]) > labels.size())
        return refuse("they are more than a quarter of the rows");
    const std::array<size_t, 2> least = {leastNegatives, leastPositives};
    for (size_t k = 0; k < 2; ++k) {
        const std::string name = "class " + std::to_string(k);
        if (2 * marked[k] > all[k])
            return refuse("they are more than half of " + name);
        if (all[k] - marked[k] < least[k])
            return refuse(name + " would keep fewer than " + std::to_string(least[k]) + " rows");
    }
    return {};
}

} // namespace assay::train
