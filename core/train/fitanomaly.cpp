// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the training recipe for kinds that learn what is usual.
#include "core/models/random.h"
#include "core/train/fitstate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::train {
namespace {

constexpr double mostAnomalous = 0.20; // of the validation rows
constexpr double leastSpread = 0.01; // of forest scores, from the 5th to the 95th percentile
constexpr double leastPower = 0.70;
constexpr size_t syntheticRows = 200;
constexpr size_t shiftedColumns = 3;
constexpr double mostTwins = 0.01, mostHostile = 0.05;
constexpr double hostileFrom = 0.5;
constexpr double middleOfForest = 0.5; // score of an average row

bool isForest(const FitState& state)
{
    return state.kind->role() == models::VoiceRole::Forest;
}

std::vector<double> sorted(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values;
}

double shareAbove(const std::vector<double>& values, double bound)
{
    const auto above = std::count_if(values.begin(), values.end(), [&](double value) { return value > bound; });
    return static_cast<double>(above) / static_cast<double>(std::max<size_t>(values.size(), 1));
}

double contaminationOf(const FitState& state)
{
    constexpr double usual = 0.05;
    return state.params.has("contamination") ? state.params.number("contamination") : usual;
}

// Risk table and alert threshold from rows that were not learned from.
void makeTables(FitState& state, const std::vector<double>& scores)
{
    models::Manifest& manifest = state.manifest();
    manifest.rarity = models::RarityTable::make(scores);
    const double alert = models::quantileOf(sorted(scores), 1 - contaminationOf(state));
    manifest.thresholds.push_back({"alert", alert});
    if (isForest(state))
        manifest.thresholds.push_back({"offset", middleOfForest - alert});
    if (state.params.has("anomaly_threshold"))
        manifest.thresholds.push_back({"anomaly_threshold", state.params.number("anomaly_threshold")});
}

// Whether the newest rows are still as those learned from.
Result<void> checkStability(FitState& state, const std::vector<double>& held)
{
    double bound = middleOfForest;
    if (!isForest(state)) {
        const auto learned = state.result.model->score(state.train.rows, state.quiet());
        if (!learned)
            return learned.error();
        bound = models::quantileOf(sorted(*learned), 1 - contaminationOf(state));
    }
    const double rate = shareAbove(held, bound);
    state.check({"val_anomaly_rate", outcomeOf(rate <= mostAnomalous), rate, mostAnomalous,
        percentText(rate) + " of the rows held out look anomalous"});
    if (isForest(state)) {
        const double mean =
            middleOfForest - std::accumulate(held.begin(), held.end(), 0.0) / static_cast<double>(held.size());
        state.check({"val_mean_score", outcomeOf(mean > 0), mean, 0,
            "mean signed score of the rows held out: " + numberText(mean)});
    }
    const std::vector<double> ordered = sorted(held);
    const double spread = models::quantileOf(ordered, 0.95) - models::quantileOf(ordered, 0.05);
    const double least = isForest(state) ? leastSpread : 0;
    state.check({"score_spread", outcomeOf(spread > least), spread, least,
        "from the 5th to the 95th percentile scores differ by " + numberText(spread)});
    return {};
}

// Rows whose columns do not belong together, three of them far out.
models::Matrix syntheticAttacks(const models::Matrix& usual, uint64_t seed)
{
    models::Random random(seed, 0xA77AC4);
    models::Matrix out;
    out.names = usual.names;
    out.rows = syntheticRows;
    out.values.resize(out.rows * out.columns());
    std::vector<double> far(usual.columns());
    for (size_t c = 0; c < usual.columns(); ++c) {
        std::vector<double> finite = usual.column(c);
        finite.erase(std::remove_if(finite.begin(), finite.end(), models::isMissing), finite.end());
        if (!finite.empty()) {
            std::sort(finite.begin(), finite.end());
            const double p5 = models::quantileOf(finite, 0.05), p95 = models::quantileOf(finite, 0.95);
            far[c] = p95 + 2 * (p95 - p5);
        }
        for (size_t r = 0; r < out.rows; ++r)
            out.values[r * out.columns() + c] = usual.at(random.below(usual.rows), c);
    }
    const size_t count = std::min(shiftedColumns, usual.columns());
    for (size_t r = 0; r < out.rows; ++r) {
        const auto columns = models::sampleWithoutReplacement(
            random, static_cast<uint32_t>(usual.columns()), static_cast<uint32_t>(count));
        for (const uint32_t c : columns)
            out.values[r * out.columns() + c] = far[c];
    }
    return out;
}

Result<void> checkPower(FitState& state, const std::vector<double>& held)
{
    const auto attacks =
        state.result.model->score(syntheticAttacks(state.held.rows, state.request.seed), state.quiet());
    if (!attacks)
        return attacks.error();
    std::vector<double> scores = held;
    scores.insert(scores.end(), attacks->begin(), attacks->end());
    std::vector<uint8_t> labels(held.size(), 0);
    labels.resize(scores.size(), 1);
    const double auc = rocAuc({scores, labels});
    state.check({"power", outcomeOf(auc >= leastPower), auc, leastPower,
        "made-up anomalies are told from rows held out with an area under the ROC curve of " + numberText(auc)});
    return {};
}

// ---- is the baseline as clean as it should be?

void checkTwins(FitState& state)
{
    const uint64_t unlabelled = state.twins.size()
        + static_cast<uint64_t>(std::count_if(state.trainRows.begin(), state.trainRows.end(),
            [&](size_t row) { return state.set.labels[row] == noTrainingLabel; }))
        + static_cast<uint64_t>(std::count_if(state.heldRows.begin(), state.heldRows.end(),
            [&](size_t row) { return state.set.labels[row] == noTrainingLabel; }));
    if (unlabelled == 0 || state.attacks.empty()) {
        state.check({"baseline_labels", Outcome::Skipped, 0, mostTwins,
            unlabelled == 0 ? "every row of the baseline is labelled 0" : "no row is labelled 1"});
        return;
    }
    const double share = static_cast<double>(state.twins.size()) / static_cast<double>(unlabelled);
    state.check({"baseline_labels", outcomeOf(share <= mostTwins), share, mostTwins,
        std::to_string(state.twins.size()) + " of " + std::to_string(unlabelled)
            + " unlabelled rows belong to groups with rows labelled 1; they were left out"});
}

// Share of the rows learned from that another model flags, or why it cannot say.
Result<double> shareFlagged(const FitState& state, const std::filesystem::path& directory, bool byProbability)
{
    const auto voice = rivalVoice(state, directory);
    if (!voice)
        return voice.error();
    const auto outputs = voice->scoreTable(models::selectRows(state.set.rows, state.trainRows), state.quiet());
    if (!outputs)
        return outputs.error();
    const auto flagged = std::count_if(outputs->begin(), outputs->end(), [&](const models::VoiceOutput& output) {
        return byProbability ? output.risk && *output.risk >= hostileFrom : output.isAlert;
    });
    return static_cast<double>(flagged) / static_cast<double>(outputs->size());
}

bool checkAgainst(
    FitState& state, const char* id, const std::filesystem::path& directory, bool byProbability, double bound)
{
    GateCheck check{id, Outcome::Skipped, 0, bound,
        byProbability ? "no model that knows labels is current" : "there is no version before this one"};
    if (!directory.empty()) {
        const auto share = shareFlagged(state, directory, byProbability);
        if (share) {
            check.outcome = outcomeOf(*share <= bound);
            check.value = *share;
            check.reason = percentText(*share) + " of the rows learned from look hostile to "
                + (byProbability ? "the model that knows labels" : "the current version");
        } else {
            check.reason = "it cannot score these rows: " + share.error().toString();
        }
    }
    const bool said = check.outcome != Outcome::Skipped;
    state.check(std::move(check));
    return said;
}

void checkBaseline(FitState& state)
{
    checkTwins(state);
    const bool verified = state.manifest().gate.back().outcome != Outcome::Skipped;
    const bool byLabels = checkAgainst(state, "baseline_hostile", state.request.supervised, true, mostHostile);
    const bool byChampion =
        checkAgainst(state, "baseline_champion", state.request.champion, false, 2 * contaminationOf(state));
    const bool isLabelled = state.manifest().training.unlabelled == 0;
    if (!verified && !byLabels && !byChampion && !isLabelled)
        state.check({"baseline_verified", Outcome::Skipped, 0, 0,
            "baseline not verified: nothing could say whether it is clean"});
}

// ---- figures, where labels allow them

Result<void> measure(FitState& state, const std::vector<double>& heldScores)
{
    const auto attackScores = state.attacks.empty()
        ? Result<std::vector<double>>(std::vector<double>())
        : state.result.model->score(state.rowsOf(state.attacks).rows, state.quiet());
    if (!attackScores)
        return attackScores.error();
    std::vector<size_t> rows;
    std::vector<double> scores, risks;
    std::vector<uint8_t> labels;
    const auto add = [&](const std::vector<size_t>& from, const std::vector<double>& values, bool onlyLabelled) {
        for (size_t i = 0; i < from.size(); ++i) {
            if (onlyLabelled && state.set.labels[from[i]] == noTrainingLabel)
                continue;
            rows.push_back(from[i]);
            scores.push_back(values[i]);
            risks.push_back(state.manifest().rarity.risk(values[i]).value_or(0));
            labels.push_back(state.set.labels[from[i]] == 1 ? 1 : 0);
        }
    };
    add(state.heldRows, heldScores, true);
    add(state.attacks, *attackScores, true);
    addMetrics(state, scores, risks, labels, std::nextafter(*state.manifest().threshold("alert"), 1e300), false);
    state.result.extras.push_back(scoresFile(state, heldOutFileName, rows, scores, risks));
    const auto positives = static_cast<size_t>(std::count(labels.begin(), labels.end(), 1));
    if (positives > 0 && positives < labels.size())
        state.check(championCheck(state, rows, scores));
    return {};
}

} // namespace

Result<void> fitAnomaly(FitState& state)
{
    if (const auto fitted = state.fitMain(); !fitted)
        return fitted;
    state.tell.stage("evaluate");
    const auto scores = state.result.model->score(state.held.rows, state.quiet());
    if (!scores)
        return scores.error();
    makeTables(state, *scores);
    state.tell.stage("gate");
    const bool finite = std::all_of(scores->begin(), scores->end(), [](double score) { return std::isfinite(score); });
    state.check({"finite_scores", outcomeOf(finite), finite ? 1.0 : 0.0, 1,
        finite ? "every score is a number" : "some scores are no numbers"});
    auto done = checkStability(state, *scores);
    if (done)
        done = checkPower(state, *scores);
    if (!done)
        return done;
    checkBaseline(state);
    return measure(state, *scores);
}

} // namespace assay::train
