// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/comparison.h"

#include "core/train/statistics.h"

#include <algorithm>
#include <cmath>

namespace assay::train {
namespace {

bool areSound(const PairedScores& rows)
{
    const auto finite = [](double score) { return std::isfinite(score); };
    return !rows.labels.empty() && rows.a.size() == rows.labels.size() && rows.b.size() == rows.labels.size()
        && std::all_of(rows.a.begin(), rows.a.end(), finite) && std::all_of(rows.b.begin(), rows.b.end(), finite)
        && std::all_of(rows.labels.begin(), rows.labels.end(), [](uint8_t label) { return label <= 1; });
}

void findDisagreements(const PairedScores& rows, const BootstrapOptions& thresholds, Comparison& out)
{
    for (size_t i = 0; i < rows.labels.size(); ++i) {
        if ((rows.a[i] >= thresholds.thresholdA) != (rows.b[i] >= thresholds.thresholdB))
            out.disagreements.push_back(i);
    }
    out.byGap = out.disagreements;
    const auto gap = [&](size_t row) { return std::abs(rows.a[row] - rows.b[row]); };
    std::stable_sort(out.byGap.begin(), out.byGap.end(), [&](size_t x, size_t y) { return gap(x) > gap(y); });
}

Verdict verdictOf(const Comparison& found, const ComparisonOptions& options)
{
    if (found.positives < options.leastOfClass || found.rows - found.positives < options.leastOfClass)
        return Verdict::NotEnoughEvidence;
    // The interval is of champion - challenger.
    const bool isBetter = found.bootstrap.averagePrecision.high < 0;
    return isBetter && found.recallLoss <= options.allowedRecallLoss ? Verdict::ChallengerWins : Verdict::KeepChampion;
}

} // namespace

std::string_view verdictName(Verdict verdict)
{
    constexpr std::string_view names[] = {"not_enough_evidence", "keep_champion", "challenger_wins"};
    return names[static_cast<size_t>(verdict)];
}

Evaluation evaluate(ScoredRows rows, double threshold, const Costs& costs)
{
    Evaluation out;
    out.atThreshold = confusionAt(rows, threshold);
    const Confusion& at = out.atThreshold;
    out.precision = wilson(at.tp, at.tp + at.fp);
    out.recall = wilson(at.tp, at.tp + at.fn);
    out.cost = at.cost(costs.falsePositive, costs.falseNegative);
    out.rocAuc = rocAuc(rows);
    out.averagePrecision = averagePrecision(rows);
    if (std::all_of(rows.scores.begin(), rows.scores.end(), [](double score) { return score >= 0 && score <= 1; }))
        out.calibration = calibrationOf(rows);
    out.best = bestOf(sweep(rows), costs);
    return out;
}

Result<Comparison> compare(const PairedScores& rows, std::span<const uint64_t> groups, const ComparisonOptions& options,
    const RunContext& context)
{
    if (!areSound(rows))
        return Error{ErrorCode::BadArgument, "comparison", "a label of 0 or 1 and two scores are needed for each row"};
    const BootstrapOptions& settings = options.bootstrap;
    Comparison out;
    out.rows = rows.labels.size();
    out.positives = static_cast<uint64_t>(std::count(rows.labels.begin(), rows.labels.end(), 1));
    out.a = evaluate(rows.rowsA(), settings.thresholdA, settings.costs);
    out.b = evaluate(rows.rowsB(), settings.thresholdB, settings.costs);
    out.mcNemar = mcNemar(rows, settings.thresholdA, settings.thresholdB);
    out.deLong = deLong(rows);
    findDisagreements(rows, settings, out);
    out.digestOfA = models::digestOf(rows.a);
    out.shift = compareToDigest(out.digestOfA, rows.b);
    out.exactKs = exactKs(rows.a, rows.b);
    out.spearman = spearman(rows.a, rows.b);
    const double rate = out.a.atThreshold.falsePositiveRate();
    out.recallLoss =
        recallAtFalsePositiveRate(sweep(rows.rowsA()), rate) - recallAtFalsePositiveRate(sweep(rows.rowsB()), rate);
    auto intervals = bootstrap(rows, groups, settings, context);
    if (!intervals)
        return intervals.error();
    out.bootstrap = *intervals;
    out.verdict = verdictOf(out, options);
    return out;
}

} // namespace assay::train
