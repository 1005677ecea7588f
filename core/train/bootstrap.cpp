// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallelfor.h"
#include "core/models/digest.h"
#include "core/models/random.h"
#include "core/train/pairedtests.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace assay::train {
namespace {

using models::Random;

// How often each row stands in a resample.
using Counts = std::vector<uint32_t>;

class Drawer
{
public:
    Drawer(std::span<const uint8_t> labels, std::span<const uint64_t> groups)
        : m_rows(labels.size())
    {
        if (groups.empty()) {
            for (size_t i = 0; i < labels.size(); ++i)
                m_classes[labels[i] ? 1 : 0].push_back(static_cast<uint32_t>(i));
            return;
        }
        std::unordered_map<uint64_t, uint32_t> places;
        for (const uint64_t group : groups)
            m_groupOf.push_back(places.try_emplace(group, static_cast<uint32_t>(places.size())).first->second);
        m_groups = places.size();
    }

    void draw(Random& random, Counts& counts) const
    {
        counts.assign(m_rows, 0);
        for (const auto& rows : m_classes) {
            for (size_t i = 0; i < rows.size(); ++i)
                ++counts[rows[random.below(rows.size())]];
        }
        if (m_groups == 0)
            return;
        Counts drawn(m_groups, 0);
        for (size_t i = 0; i < m_groups; ++i)
            ++drawn[random.below(m_groups)];
        for (size_t i = 0; i < m_rows; ++i)
            counts[i] = drawn[m_groupOf[i]];
    }

private:
    size_t m_rows;
    std::vector<uint32_t> m_classes[2];
    std::vector<uint32_t> m_groupOf;
    size_t m_groups = 0;
};

struct Numbers
{
    double auc = 0, averagePrecision = 0, brier = 0, f1 = 0, cost = 0;
};

// One model: its rows once sorted, so that each resample is a walk.
class Walker
{
public:
    Walker(ScoredRows rows, double threshold, const Costs& costs)
        : m_rows(rows)
        , m_threshold(threshold)
        , m_costs(costs)
        , m_order(rows.size())
    {
        std::iota(m_order.begin(), m_order.end(), 0u);
        std::sort(
            m_order.begin(), m_order.end(), [&](uint32_t a, uint32_t b) { return rows.scores[a] > rows.scores[b]; });
    }

    Numbers measure(const Counts& counts) const
    {
        double positives = 0, negatives = 0;
        for (size_t i = 0; i < counts.size(); ++i)
            (m_rows.labels[i] ? positives : negatives) += counts[i];
        Numbers out;
        double tp = 0, fp = 0, squares = 0, tpAt = 0, fpAt = 0;
        for (size_t i = 0; i < m_order.size();) {
            const double score = m_rows.scores[m_order[i]];
            double newTp = 0, newFp = 0;
            for (; i < m_order.size() && m_rows.scores[m_order[i]] == score; ++i)
                (m_rows.labels[m_order[i]] ? newTp : newFp) += counts[m_order[i]];
            out.auc += newFp * (tp + newTp / 2);
            tp += newTp;
            fp += newFp;
            if (newTp > 0)
                out.averagePrecision += newTp / positives * tp / (tp + fp);
            squares += newTp * (1 - score) * (1 - score) + newFp * score * score;
            if (score >= m_threshold) {
                tpAt = tp;
                fpAt = fp;
            }
        }
        const double fn = positives - tpAt;
        out.auc = positives > 0 && negatives > 0 ? out.auc / (positives * negatives) : 0.5;
        out.brier = squares / std::max(positives + negatives, 1.0);
        out.f1 = tpAt > 0 ? 2 * tpAt / (2 * tpAt + fpAt + fn) : 0;
        out.cost = m_costs.falsePositive * fpAt + m_costs.falseNegative * fn;
        return out;
    }

private:
    ScoredRows m_rows;
    double m_threshold;
    Costs m_costs;
    std::vector<uint32_t> m_order;
};

Interval percentiles(const std::vector<Numbers>& differences, double Numbers::*which)
{
    std::vector<double> values;
    for (const Numbers& one : differences)
        values.push_back(one.*which);
    std::sort(values.begin(), values.end());
    return {models::quantileOf(values, 0.025), models::quantileOf(values, 0.975)};
}

// Two-sided: how rarely the difference is on the other side of 0.
double probabilityOfNone(const std::vector<Numbers>& differences, double Numbers::*which)
{
    double atMost = 1, atLeast = 1;
    for (const Numbers& one : differences) {
        atMost += one.*which <= 0 ? 1 : 0;
        atLeast += one.*which >= 0 ? 1 : 0;
    }
    return std::min(1.0, 2 * std::min(atMost, atLeast) / (static_cast<double>(differences.size()) + 1));
}

double deviationOfAuc(const std::vector<Numbers>& differences)
{
    const auto n = static_cast<double>(differences.size());
    double mean = 0, squares = 0;
    for (const Numbers& one : differences)
        mean += one.auc / n;
    for (const Numbers& one : differences)
        squares += (one.auc - mean) * (one.auc - mean);
    return n > 1 ? std::sqrt(squares / (n - 1)) : 0;
}

} // namespace

Result<Bootstrap> bootstrap(const PairedScores& rows, std::span<const uint64_t> groups, const BootstrapOptions& options,
    const RunContext& context)
{
    const size_t n = rows.labels.size();
    if (n == 0 || n > UINT32_MAX || options.resamples == 0 || (!groups.empty() && groups.size() != n))
        return Error{ErrorCode::BadArgument, "bootstrap", "rows, resamples and a group for each row are needed"};
    const Drawer drawer(rows.labels, groups);
    const Walker a(rows.rowsA(), options.thresholdA, options.costs), b(rows.rowsB(), options.thresholdB, options.costs);
    std::vector<Numbers> differences(options.resamples);
    std::vector<Counts> counts(context.workers());
    context.setTotal(options.resamples);
    const size_t done = parallelFor(options.resamples, context, [&](size_t index, unsigned worker) {
        Random random(options.seed, index);
        drawer.draw(random, counts[worker]);
        const Numbers one = a.measure(counts[worker]), other = b.measure(counts[worker]);
        differences[index] = {one.auc - other.auc, one.averagePrecision - other.averagePrecision,
            one.brier - other.brier, one.f1 - other.f1, one.cost - other.cost};
        context.advance();
    });
    if (done < options.resamples || context.stopRequested())
        return Error{ErrorCode::Cancelled, {}, {}};
    Bootstrap out;
    out.resamples = options.resamples;
    out.auc = percentiles(differences, &Numbers::auc);
    out.averagePrecision = percentiles(differences, &Numbers::averagePrecision);
    out.brier = percentiles(differences, &Numbers::brier);
    out.f1 = percentiles(differences, &Numbers::f1);
    out.cost = percentiles(differences, &Numbers::cost);
    out.aucStandardError = deviationOfAuc(differences);
    out.averagePrecisionP = probabilityOfNone(differences, &Numbers::averagePrecision);
    return out;
}

} // namespace assay::train
