// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the training recipe for kinds that learn from labels.
#include "core/models/folds.h"
#include "core/models/xgboost/boostedkind.h"
#include "core/train/fitstate.h"
#include "core/train/labelcleaning.h"

#include <algorithm>
#include <cmath>

namespace assay::train {
namespace {

constexpr uint32_t foldCount = 3;
constexpr double leastAuc = 0.60;

// Folds that keep groups together; without groups, folds with the classes in equal shares.
std::vector<uint32_t> foldsOf(const FitState& state)
{
    std::vector<uint64_t> groups;
    for (const size_t row : state.trainRows)
        groups.push_back(state.set.groups[row]);
    std::vector<uint64_t> distinct = groups;
    std::sort(distinct.begin(), distinct.end());
    const auto count = std::unique(distinct.begin(), distinct.end()) - distinct.begin();
    return static_cast<size_t>(count) < groups.size() ? models::groupedFolds(groups, foldCount)
                                                      : models::stratifiedFolds(state.train.labels, foldCount);
}

// Whether both classes are there outside of each fold that has rows.
bool canLeaveOut(const std::vector<uint32_t>& folds, const std::vector<uint8_t>& labels)
{
    for (uint32_t fold = 0; fold < foldCount; ++fold) {
        std::array<size_t, 2> outside = {};
        size_t inside = 0;
        for (size_t i = 0; i < folds.size(); ++i)
            ++(folds[i] == fold ? inside : outside[labels[i]]);
        if (inside == 0 || outside[0] == 0 || outside[1] == 0)
            return false;
    }
    return true;
}

// ---- labels that look wrong

models::ExtraFile suspectsFile(
    const FitState& state, const CleaningReport& report, const std::vector<double>& probabilities)
{
    std::string text = "item,label,probability,self_confidence\n";
    for (const size_t row : report.suspects) {
        text += std::to_string(state.set.items[state.trainRows[row]]) + ',' + std::to_string(state.train.labels[row])
            + ',' + std::to_string(probabilities[row]) + ',' + std::to_string(report.selfConfidence[row]) + '\n';
    }
    return {std::string(suspectsFileName), std::move(text)};
}

void leaveOut(FitState& state, const CleaningReport& report)
{
    std::vector<size_t> kept;
    for (size_t i = 0; i < state.trainRows.size(); ++i) {
        if (!report.isSuspect[i])
            kept.push_back(state.trainRows[i]);
    }
    state.trainRows = std::move(kept);
    state.train = state.rowsOf(state.trainRows);
}

void applyCleaning(FitState& state, const CleaningReport& report)
{
    constexpr size_t leastOfClass = 10;
    const std::string count = std::to_string(report.suspects.size()) + " labels look wrong";
    if (state.request.cleaning == Cleaning::Report || report.suspects.empty()) {
        state.tell.log(count);
        return;
    }
    if (state.request.cleaning == Cleaning::DownWeight) {
        for (const size_t row : report.suspects)
            state.train.weights[row] *= static_cast<float>(report.selfConfidence[row]);
        state.tell.log(count + " and count less");
        return;
    }
    if (const auto may = mayExclude(report, state.train.labels, leastOfClass, leastOfClass); !may) {
        state.tell.log(count + "; none is left out: " + may.error().detail);
        return;
    }
    leaveOut(state, report);
    state.manifest().training.excluded = report.suspects.size();
    state.tell.log(count + " and are left out");
}

Result<void> clean(FitState& state)
{
    state.tell.stage("clean");
    const std::vector<uint32_t> folds = foldsOf(state);
    if (!canLeaveOut(folds, state.train.labels)) {
        state.tell.log("labels are not checked: one class is too small for folds");
        return {};
    }
    models::QuickModel quick;
    quick.seed = state.request.seed & INT32_MAX;
    const auto probabilities =
        models::outOfFoldProbabilities(state.train.rows, state.train.labels, folds, foldCount, quick, state.quiet());
    if (!probabilities)
        return probabilities.error();
    auto report = findSuspectLabels(*probabilities, state.train.labels);
    if (!report)
        return report.error();
    for (size_t i = 0; i < state.trainRows.size() && !state.set.confirmed.empty(); ++i) {
        if (state.set.confirmed[state.trainRows[i]])
            report->isSuspect[i] = false; // a person looked at it
    }
    report->suspects.erase(std::remove_if(report->suspects.begin(), report->suspects.end(),
                               [&](size_t row) { return !report->isSuspect[row]; }),
        report->suspects.end());
    state.manifest().training.suspects = report->suspects.size();
    state.result.extras.push_back(suspectsFile(state, *report, *probabilities));
    applyCleaning(state, *report);
    return {};
}

// ---- probabilities of rows that the model has not seen

Result<std::vector<double>> outOfFold(FitState& state, const std::vector<uint32_t>& folds)
{
    std::vector<double> out(folds.size());
    for (uint32_t fold = 0; fold < foldCount; ++fold) {
        std::vector<size_t> inside, outside, outsideRows;
        for (size_t i = 0; i < folds.size(); ++i)
            (folds[i] == fold ? inside : outside).push_back(i);
        for (const size_t i : outside)
            outsideRows.push_back(state.trainRows[i]);
        models::TrainingData data = state.rowsOf(outsideRows);
        for (size_t i = 0; i < outside.size(); ++i)
            data.weights[i] = state.train.weights[outside[i]]; // cleaning may have changed them
        const auto model = state.kind->fit(data, state.params, state.request.seed, state.quiet());
        if (!model)
            return model.error();
        const auto scores = (*model)->score(models::selectRows(state.train.rows, inside), state.quiet());
        if (!scores)
            return scores.error();
        for (size_t i = 0; i < inside.size(); ++i)
            out[inside[i]] = std::clamp((*scores)[i], 0.0, 1.0);
        state.tell.log("fold " + std::to_string(fold + 1) + " of " + std::to_string(foldCount) + " is scored");
    }
    return out;
}

std::vector<double> calibrated(const FitState& state, const std::vector<double>& scores)
{
    std::vector<double> out;
    for (const double score : scores)
        out.push_back(state.result.manifest.calibration.apply(std::clamp(score, 0.0, 1.0)));
    return out;
}

// Calibration and the cheapest threshold, both from rows that the models did not see.
Result<double> calibrate(FitState& state)
{
    constexpr double usual = 0.5;
    state.tell.stage("calibrate");
    const std::vector<uint32_t> folds = foldsOf(state);
    if (state.tell.wasEnded() || !canLeaveOut(folds, state.train.labels)) {
        state.check({"calibration", Outcome::Skipped, 0, 0,
            "no rows were left out of a fit: probabilities are those of the model"});
        return usual;
    }
    const auto scores = outOfFold(state, folds);
    if (!scores)
        return scores.error();
    auto calibration = models::fitCalibration(*scores, state.train.labels);
    if (!calibration)
        return calibration.error();
    state.manifest().calibration = std::move(*calibration);
    const std::vector<double> risks = calibrated(state, *scores);
    state.result.extras.push_back(scoresFile(state, outOfFoldFileName, state.trainRows, *scores, risks));
    const SweepBest best = bestOf(sweep({risks, state.train.labels}), state.request.costs);
    return std::min(best.cheapest.threshold, 1.0); // infinite: flagging nothing is cheapest
}

// ---- figures and gate

double logLossOfBaseRate(const FitState& state)
{
    const auto rate = [](const std::vector<uint8_t>& labels) {
        return static_cast<double>(std::count(labels.begin(), labels.end(), 1)) / static_cast<double>(labels.size());
    };
    const double known = rate(state.train.labels), held = rate(state.held.labels);
    return -(held * std::log(known) + (1 - held) * std::log(1 - known));
}

void judge(FitState& state, const std::vector<double>& scores, const std::vector<double>& risks)
{
    const std::vector<uint8_t>& labels = state.held.labels;
    const bool finite = std::all_of(scores.begin(), scores.end(), [](double score) { return std::isfinite(score); });
    state.check({"finite_scores", outcomeOf(finite), finite ? 1.0 : 0.0, 1,
        finite ? "every score is a number" : "some scores are no numbers"});
    const auto positives = static_cast<size_t>(std::count(labels.begin(), labels.end(), 1));
    if (positives == 0 || positives == labels.size() || !finite) {
        state.check(
            {"held_out_labels", Outcome::Failed, static_cast<double>(std::min(positives, labels.size() - positives)), 1,
                "the rows held out have one label only: hold out another part"});
        return;
    }
    const double auc = rocAuc({scores, labels});
    state.check({"auc", outcomeOf(auc >= leastAuc), auc, leastAuc,
        "area under the ROC curve " + numberText(auc) + " on " + std::to_string(labels.size()) + " rows held out"});
    const double loss = calibrationOf({risks, labels}).logLoss, constant = logLossOfBaseRate(state);
    state.check({"log_loss", outcomeOf(loss < constant), loss, constant,
        "log-loss " + numberText(loss) + "; stating the base rate for every row gives " + numberText(constant)});
    state.check(championCheck(state, state.heldRows, scores));
}

} // namespace

Result<void> fitSupervised(FitState& state)
{
    auto done = clean(state);
    if (done)
        done = state.fitMain();
    if (!done)
        return done;
    const auto threshold = calibrate(state);
    if (!threshold)
        return threshold.error();
    state.manifest().thresholds.push_back({"alert", *threshold});
    state.tell.stage("evaluate");
    const auto scores = state.result.model->score(state.held.rows, state.quiet());
    if (!scores)
        return scores.error();
    const std::vector<double> risks = calibrated(state, *scores);
    state.result.extras.push_back(scoresFile(state, heldOutFileName, state.heldRows, *scores, risks));
    addMetrics(state, *scores, risks, state.held.labels, *threshold, true);
    state.tell.stage("gate");
    judge(state, *scores, risks);
    return {};
}

} // namespace assay::train
