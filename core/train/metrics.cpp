// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/metrics.h"

#include "core/train/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace assay::train {
namespace {

constexpr size_t binCount = 10;

double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

double number(uint64_t count)
{
    return static_cast<double>(count);
}

using Bin = CalibrationMetrics::Bin;

void finishBins(std::vector<Bin>& bins, size_t rows, double& mean, double& largest)
{
    mean = largest = 0;
    for (Bin& bin : bins) {
        if (bin.rows == 0)
            continue;
        bin.meanScore /= number(bin.rows);
        bin.meanLabel /= number(bin.rows);
        const double gap = std::abs(bin.meanScore - bin.meanLabel);
        mean += number(bin.rows) / number(rows) * gap;
        largest = std::max(largest, gap);
    }
}

void add(Bin& bin, double score, uint8_t label)
{
    ++bin.rows;
    bin.meanScore += score; // sums until finishBins
    bin.meanLabel += label;
}

std::vector<Bin> binsOfWidth(ScoredRows rows)
{
    std::vector<Bin> bins(binCount);
    for (size_t i = 0; i < rows.size(); ++i) {
        const double place = std::floor(number(binCount) * rows.scores[i]);
        add(bins[std::min(binCount - 1, static_cast<size_t>(std::max(place, 0.0)))], rows.scores[i], rows.labels[i]);
    }
    return bins;
}

std::vector<Bin> binsOfMass(ScoredRows rows)
{
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return rows.scores[a] < rows.scores[b]; });
    std::vector<Bin> bins(binCount);
    const size_t base = rows.size() / binCount, longer = rows.size() % binCount;
    size_t next = 0;
    for (size_t b = 0; b < binCount; ++b) {
        for (size_t left = base + (b < longer ? 1 : 0); left > 0; --left, ++next)
            add(bins[b], rows.scores[order[next]], rows.labels[order[next]]);
    }
    return bins;
}

} // namespace

double Confusion::precision() const
{
    return ratio(number(tp), number(tp + fp));
}
double Confusion::recall() const
{
    return ratio(number(tp), number(tp + fn));
}
double Confusion::f1() const
{
    return ratio(2 * number(tp), 2 * number(tp) + number(fp + fn));
}
double Confusion::falsePositiveRate() const
{
    return ratio(number(fp), number(fp + tn));
}
double Confusion::accuracy() const
{
    return ratio(number(tp + tn), number(tp + fp + fn + tn));
}

double Confusion::mcc() const
{
    const double below = number(tp + fp) * number(tp + fn) * number(tn + fp) * number(tn + fn);
    return below > 0 ? (number(tp) * number(tn) - number(fp) * number(fn)) / std::sqrt(below) : 0;
}

double Confusion::cost(double ofFalsePositive, double ofFalseNegative) const
{
    return ofFalsePositive * number(fp) + ofFalseNegative * number(fn);
}

Confusion confusionAt(ScoredRows rows, double threshold)
{
    Confusion out;
    out.threshold = threshold;
    for (size_t i = 0; i < rows.size(); ++i) {
        const bool positive = rows.scores[i] >= threshold;
        ++(rows.labels[i] ? (positive ? out.tp : out.fn) : (positive ? out.fp : out.tn));
    }
    return out;
}

Interval wilson(uint64_t successes, uint64_t trials)
{
    if (trials == 0)
        return {0, 1};
    constexpr double z = 1.959963984540054;
    const double n = number(trials), p = number(successes) / n;
    const double centre = p + z * z / (2 * n);
    const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    const double below = 1 + z * z / n;
    return {std::max(0.0, (centre - half) / below), std::min(1.0, (centre + half) / below)};
}

double rocAuc(ScoredRows rows)
{
    const std::vector<double> ranks = midRanks(rows.scores);
    double sum = 0;
    uint64_t positives = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
        sum += rows.labels[i] ? ranks[i] : 0;
        positives += rows.labels[i];
    }
    const double n1 = number(positives), n0 = number(rows.size() - positives);
    return n1 > 0 && n0 > 0 ? (sum - n1 * (n1 + 1) / 2) / (n1 * n0) : 0.5;
}

double averagePrecision(ScoredRows rows)
{
    double out = 0, lastRecall = 0;
    for (const Confusion& at : sweep(rows)) {
        const double recall = at.recall();
        out += (recall - lastRecall) * at.precision();
        lastRecall = recall;
    }
    return out;
}

CalibrationMetrics calibrationOf(ScoredRows rows)
{
    CalibrationMetrics out;
    const double n = number(std::max<size_t>(rows.size(), 1));
    double positives = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
        const double error = rows.scores[i] - rows.labels[i];
        const double clipped = std::clamp(rows.scores[i], 1e-15, 1 - 1e-15);
        out.brier += error * error;
        out.logLoss -= rows.labels[i] ? std::log(clipped) : std::log(1 - clipped);
        positives += rows.labels[i];
    }
    out.brier /= n;
    out.logLoss /= n;
    const double rate = positives / n;
    out.brierSkill = rate > 0 && rate < 1 ? 1 - out.brier / (rate * (1 - rate)) : 0;
    double ignored = 0;
    out.widthBins = binsOfWidth(rows);
    finishBins(out.widthBins, rows.size(), out.eceWidth, out.mceWidth);
    out.massBins = binsOfMass(rows);
    finishBins(out.massBins, rows.size(), out.eceMass, ignored);
    return out;
}

std::vector<Confusion> sweep(ScoredRows rows)
{
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return rows.scores[a] > rows.scores[b]; });
    std::vector<Confusion> out;
    Confusion current;
    current.threshold = std::numeric_limits<double>::infinity();
    for (const uint8_t label : rows.labels)
        ++(label ? current.fn : current.tn);
    out.push_back(current);
    for (size_t i = 0; i < order.size();) {
        current.threshold = rows.scores[order[i]];
        for (; i < order.size() && rows.scores[order[i]] == current.threshold; ++i) {
            const bool positive = rows.labels[order[i]] != 0;
            ++(positive ? current.tp : current.fp);
            --(positive ? current.fn : current.tn);
        }
        out.push_back(current);
    }
    return out;
}

SweepBest bestOf(std::span<const Confusion> sweep, const Costs& costs)
{
    SweepBest best;
    if (sweep.empty())
        return best;
    const auto cost = [&](const Confusion& at) { return at.cost(costs.falsePositive, costs.falseNegative); };
    size_t cheapest = 0;
    best.bestF1 = sweep.front();
    for (size_t i = 0; i < sweep.size(); ++i) {
        if (cost(sweep[i]) <= cost(sweep[cheapest]))
            cheapest = i;
        if (sweep[i].f1() >= best.bestF1.f1())
            best.bestF1 = sweep[i];
    }
    best.cheapest = sweep[cheapest];
    best.cost = cost(best.cheapest);
    size_t first = cheapest, last = cheapest; // thresholds descend
    while (first > 0 && cost(sweep[first - 1]) <= best.cost * 1.02)
        --first;
    while (last + 1 < sweep.size() && cost(sweep[last + 1]) <= best.cost * 1.02)
        ++last;
    best.plateau = {sweep[last].threshold, sweep[first].threshold};
    return best;
}

double recallAtFalsePositiveRate(std::span<const Confusion> sweep, double rate)
{
    double best = 0;
    for (const Confusion& at : sweep) {
        if (at.falsePositiveRate() <= rate)
            best = std::max(best, at.recall());
    }
    return best;
}

} // namespace assay::train
