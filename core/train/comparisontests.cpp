// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/modelcomparison.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace assay::train {
namespace {

constexpr uint64_t leastDecidingSlice = 50;
constexpr double allowedSliceLoss = 0.05; // of average precision
constexpr double alpha = 0.05;

template <typename... Values>
std::string sentence(const char* format, Values... values)
{
    char text[512];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

// The rows that have a label and a score of both models.
struct PairRows
{
    std::vector<double> a, b;
    std::vector<uint8_t> labels;
    std::vector<uint64_t> groups;
    uint64_t positives = 0, negatives = 0, left = 0;
};

PairRows pairRows(const ModelComparison& comparison, size_t challenger, std::span<const uint64_t> groups)
{
    const std::vector<double>&a = *comparison.models[0].scores, &b = *comparison.models[challenger].scores;
    PairRows out;
    for (size_t row = 0; row < comparison.labels->size(); ++row) {
        const uint8_t label = (*comparison.labels)[row];
        if (label > 1)
            continue;
        if (!std::isfinite(a[row]) || !std::isfinite(b[row])) {
            ++out.left;
            continue;
        }
        out.a.push_back(a[row]);
        out.b.push_back(b[row]);
        out.labels.push_back(label);
        if (!groups.empty())
            out.groups.push_back(groups[row]);
        ++(label ? out.positives : out.negatives);
    }
    return out;
}

using Pair = ComparisonTests::Pair;

Result<Pair> testPair(const ModelComparison& comparison, size_t challenger, std::span<const uint64_t> groups,
    ComparisonOptions options, const RunContext& context)
{
    const PairRows rows = pairRows(comparison, challenger, groups);
    Pair pair;
    pair.left = rows.left;
    pair.comparison.rows = rows.labels.size();
    pair.comparison.positives = rows.positives;
    if (rows.positives == 0 || rows.negatives == 0)
        return pair;
    options.bootstrap.thresholdA = comparison.models[0].threshold;
    options.bootstrap.thresholdB = comparison.models[challenger].threshold;
    options.bootstrap.costs = comparison.costs;
    context.setDone(0);
    auto compared = compare({rows.a, rows.b, rows.labels}, rows.groups, options, context);
    if (!compared)
        return compared.error();
    pair.comparison = std::move(*compared);
    return pair;
}

// The rules of a verdict, each with the sentence that says how it went.
class Judge
{
public:
    Judge(const ModelComparison& comparison, const ComparisonOptions& options, size_t challengers)
        : m_comparison(comparison)
        , m_options(options)
        , m_challengers(challengers)
    {
    }

    void judge(Pair& pair, size_t challenger) const
    {
        const uint64_t positives = pair.comparison.positives, negatives = pair.comparison.rows - positives;
        if (positives < m_options.leastOfClass || negatives < m_options.leastOfClass) {
            pair.verdict = Verdict::NotEnoughEvidence;
            pair.reasons.push_back(sentence("%llu hostile and %llu other items have a label and both scores; %llu of "
                                            "each are needed",
                static_cast<unsigned long long>(positives), static_cast<unsigned long long>(negatives),
                static_cast<unsigned long long>(m_options.leastOfClass)));
            return;
        }
        bool wins = isBetter(pair);
        wins &= keepsRecall(pair);
        wins &= keepsSlices(pair, challenger);
        pair.verdict = wins ? Verdict::ChallengerWins : Verdict::KeepChampion;
    }

private:
    bool isBetter(Pair& pair) const
    {
        const Comparison& found = pair.comparison;
        // Intervals are of reference - challenger; people ask what the challenger gains.
        const Interval gain = {-found.bootstrap.averagePrecision.high, -found.bootstrap.averagePrecision.low};
        const bool isAbove = gain.low > 0;
        pair.reasons.push_back(
            sentence("Average precision %.4f against %.4f; 95 %% interval of the difference %+.4f to "
                     "%+.4f: %s",
                found.b.averagePrecision, found.a.averagePrecision, gain.low, gain.high,
                isAbove             ? "better"
                    : gain.high < 0 ? "worse"
                                    : "no difference is shown"));
        if (m_challengers < 2)
            return isAbove;
        pair.reasons.push_back(sentence("p = %.4f after correction for %zu challengers; below %.2f is needed",
            pair.correctedPrimaryP, m_challengers, alpha));
        return isAbove && pair.correctedPrimaryP < alpha;
    }

    bool keepsRecall(Pair& pair) const
    {
        const Comparison& found = pair.comparison;
        const bool isKept = found.recallLoss <= m_options.allowedRecallLoss;
        pair.reasons.push_back(sentence(
            "At the false positive rate of the reference (%.3f %%) recall changes by %+.4f: "
            "%s",
            100 * found.a.atThreshold.falsePositiveRate(), -found.recallLoss, isKept ? "allowed" : "too great a loss"));
        return isKept;
    }

    bool keepsSlices(Pair& pair, size_t challenger) const
    {
        bool areKept = true;
        for (const SliceMetric& slice : m_comparison.slices) {
            const double before = slice.averagePrecision[0], now = slice.averagePrecision[challenger];
            if (!slice.decides || slice.rows < leastDecidingSlice || !(before - now > allowedSliceLoss))
                continue;
            areKept = false;
            pair.reasons.push_back("In " + slice.kind + " " + slice.value
                + sentence(" (%llu items) average precision falls from %.4f to %.4f: too great a loss",
                    static_cast<unsigned long long>(slice.rows), before, now));
        }
        if (areKept)
            pair.reasons.push_back("No deciding slice loses more than 0.05 of average precision");
        return areKept;
    }

    const ModelComparison& m_comparison;
    const ComparisonOptions& m_options;
    size_t m_challengers;
};

} // namespace

Result<ComparisonTests> testComparison(const ModelComparison& comparison, std::span<const uint64_t> groups,
    const ComparisonOptions& options, const RunContext& context)
{
    if (comparison.models.empty() || (!groups.empty() && groups.size() != comparison.labels->size()))
        return Error{ErrorCode::BadArgument, "comparison", "models, and a group for each row, are needed"};
    ComparisonTests out;
    std::vector<double> p, primaryP;
    for (size_t i = 1; i < comparison.models.size(); ++i) {
        auto pair = testPair(comparison, i, groups, options, context);
        if (!pair)
            return pair.error();
        p.push_back(pair->comparison.deLong.p);
        primaryP.push_back(pair->comparison.bootstrap.averagePrecisionP);
        out.pairs.push_back(std::move(*pair));
    }
    p = holm(p);
    primaryP = holm(primaryP);
    const Judge judge(comparison, options, out.pairs.size());
    for (size_t i = 0; i < out.pairs.size(); ++i) {
        out.pairs[i].correctedP = p[i];
        out.pairs[i].correctedPrimaryP = primaryP[i];
        judge.judge(out.pairs[i], i + 1);
    }
    return out;
}

} // namespace assay::train
